//! The three bots: one handler, one config, three ways to hear.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use pollhook::Phase;
use pollhook::config::Loader;
use pollhook::dispatcher::from_fn;
use pollhook::prelude::*;
use pollhook_simulator::Network;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::notes::Notes;

/// Says back whatever it hears. All three bots have this handler.
async fn echo(Text(text): Text, reply: Reply) -> Result<()> {
    reply.text(text).await?;
    Ok(())
}

/// How a bot hears of what happens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    ShortPoll,
    LongPoll,
    Webhook,
}

impl Mode {
    pub(crate) const ALL: [Self; 3] = [Self::ShortPoll, Self::LongPoll, Self::Webhook];

    /// What people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ShortPoll => "short poll",
            Self::LongPoll => "long poll",
            Self::Webhook => "webhook",
        }
    }

    /// How it is set up here.
    pub(crate) fn habit(self) -> &'static str {
        match self {
            Self::ShortPoll => "every 250 ms",
            Self::LongPoll => "held up to 5 s",
            Self::Webhook => "is called",
        }
    }

    /// The two words of the config that make the difference: `mode` and `style`.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ShortPoll => ("polling", "short"),
            Self::LongPoll => ("polling", "long"),
            Self::Webhook => ("webhook", "long"),
        }
    }
}

/// How long a bot may need to begin.
const PATIENCE: Duration = Duration::from_secs(20);

/// A bot that runs.
pub(crate) struct Bot {
    pub(crate) mode: Mode,
    /// How the network sees it.
    pub(crate) seat: pollhook_simulator::Bot,
    /// What its handler did.
    pub(crate) notes: Notes,
    stop: oneshot::Sender<()>,
    runs: JoinHandle<Result<()>>,
}

impl Bot {
    /// Starts a bot and waits until events can arrive.
    pub(crate) async fn start(mode: Mode, network: &Arc<Network>) -> Result<Self> {
        let token = format!("{}:no-secret", mode as u8 + 1);
        let seat = network.bot(&token).ok_or_else(|| Error::permanent("this token is somebody else's"))?;
        // Telegram itself makes whoever asks again so soon wait; other networks do not.
        seat.allow_short_polls();
        let notes = Notes::new(network);
        let watch = notes.clone();
        let app =
            App::new().on(message().with_text(), echo).layer(from_fn(move |cx, next| watch.clone().watch(cx, next)));

        let bot = config(mode, &token, network)?.build(app).await?;
        let (handle, (stop, stopped)) = (bot.handle(), oneshot::channel());
        let runs = tokio::spawn(bot.run(async { drop(stopped.await) }));
        let bot = Self { mode, seat, notes, stop, runs };
        match timeout(PATIENCE, handle.started()).await {
            Ok(Phase::Running) => Ok(bot),
            // Why, it says itself.
            Ok(_) => bot.stop().await.and(Err(Error::permanent("the bot has stopped by itself"))),
            Err(_) => Err(Error::permanent(format!("the {} bot does not get through to the network", mode.name()))),
        }
    }

    /// Tells the bot to stop, and waits until it has.
    pub(crate) async fn stop(self) -> Result<()> {
        // It may have ended by itself: then it says why.
        let _ = self.stop.send(());
        self.runs.await.map_err(Error::permanent)?
    }
}

fn config(mode: Mode, token: &str, network: &Network) -> Result<Config> {
    let (word, style) = mode.words();
    let loader = Loader::new().var("TOKEN", token).var("API", network.api_url()).var("MODE", word).var("STYLE", style);
    Ok(loader.var("LISTEN", free_address()?).parse(include_str!("bots.toml"))?)
}

/// An address on this machine at which nobody listens.
fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

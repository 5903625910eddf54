//! The terminal as a chat: for those who have no token yet.
//!
//! A simulated social network is started on this machine, the bot is run on it as it would be on the real one, and what
//! is typed is said to it. With piped input this is a script: each line is said when the one before was answered.

#![allow(clippy::print_stdout, reason = "a chat is a terminal")]

use std::io::{IsTerminal, Write, stdin, stdout};
use std::net::TcpListener;
use std::time::Duration;

use pollhook::config::Loader;
use pollhook::prelude::*;
use pollhook_simulator::{Bot, Chat, Network, Options, Sent, SentStream, User};
use tokio::sync::oneshot;
use tokio::task::block_in_place;
use tokio::time::timeout;

/// A bot that is alive answers sooner.
const PATIENCE: Duration = Duration::from_secs(10);
/// Any token of this form is a bot's on the simulated network.
const TOKEN: &str = "1:simulated";

/// Runs the bot of this config on a simulated network, and lets whoever types talk to it.
pub(crate) async fn run(config: &str, app: App) -> Result<()> {
    let network = Network::start(Options::default()).await?;
    let config = simulated(config, &network)?;
    let mode = config.bots()[0].mode().name();
    println!("There is no TELEGRAM_TOKEN in the environment, so a social network is simulated on this machine,");
    println!("at {}. The bot hears of what you say by {mode}. Ctrl-D ends the chat.\n", network.api_url());

    let mut talk = Talk::begin(&network, mode)?;
    let bot = config.build(app).await?;
    let (handle, (stop, stopped)) = (bot.handle(), oneshot::channel::<()>());
    // A task of its own: it goes on while this one waits for somebody to type.
    let running = tokio::spawn(bot.run(async { drop(stopped.await) }));
    let talked = if handle.started().await.is_over() { Ok(()) } else { talk.lines().await };
    drop(stop);
    running.await.map_err(Error::permanent)?.and(talked)
}

/// The config as it is, with the variables that a real bot would have in its environment.
fn simulated(config: &str, network: &Network) -> Result<Config> {
    let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let loader = Loader::new().var("TELEGRAM_TOKEN", TOKEN).var("TELEGRAM_API", network.api_url());
    let loader = loader.var("WEBHOOK_URL", format!("http://{listen}/echo")).var("WEBHOOK_SECRET", "simulated");
    Ok(loader.var("LISTEN", listen).load(config)?)
}

/// A conversation with the bot.
struct Talk {
    user: User,
    chat: Chat,
    bot: Bot,
    sent: SentStream,
    mode: &'static str,
}

impl Talk {
    fn begin(network: &Network, mode: &'static str) -> Result<Self> {
        let bot = network.bot(TOKEN).ok_or_else(|| Error::permanent("this is no token"))?;
        let user = network.user("You");
        let chat = user.chat();
        chat.add(&bot);
        Ok(Self { user, chat, bot, sent: network.sent(), mode })
    }

    /// Until there is nothing more to say.
    async fn lines(&mut self) -> Result<()> {
        while let Some(line) = ask()? {
            if !line.trim().is_empty() {
                self.say(line.trim()).await?;
            }
        }
        Ok(())
    }

    /// Says something, and shows what is answered.
    async fn say(&mut self, text: &str) -> Result<()> {
        let happened = self.user.says(&self.chat, text);
        let answered = timeout(PATIENCE, self.sent.next()).await.ok().flatten();
        let Some(Sent { at, text: Some(text), .. }) = answered else {
            return Err(Error::permanent(format!("the bot has not answered within {PATIENCE:?}")));
        };
        let ms = at.saturating_sub(happened.at).as_secs_f64() * 1e3;
        let update = happened.updates.get(&self.bot.id()).copied().unwrap_or_default();
        println!("bot > {text}   {ms:.1} ms · update {update} · by {}", self.mode);
        Ok(())
    }
}

/// A line that is typed, or read from a script; `None` at the end.
fn ask() -> Result<Option<String>> {
    let typed = stdin().is_terminal();
    if typed {
        print!("you > ");
        stdout().flush()?;
    }
    let mut line = String::new();
    let length = block_in_place(|| stdin().read_line(&mut line))?;
    match (length, typed) {
        (0, true) => println!(),
        (1.., false) => println!("you > {}", line.trim()),
        // A terminal shows by itself what is typed.
        _ => {}
    }
    Ok((length > 0).then_some(line))
}

//! A bot put together by hand from the parts, so that one of them can be left out or replaced.
//!
//! [`Wrong::Nothing`] is the control: with all parts in place this bot keeps every promise that the facade's keeps, so
//! what the harness finds in the others is due to what is missing in them.

mod file;
mod layers;

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pollhook::clock::TokioClock;
use pollhook_core::{
    Admit, Bot, BoxError, Clock, CursorKey, DeadLetters, EventSink, EventSource, HealthReporter, Http, NoReplies, Once,
    Platform, Replies, SecretString, Setup, Shutdown, ShutdownOrder, ShutdownReason, SourceContext, Stats, Wanted,
};
use pollhook_dispatcher::{DispatchSettings, Dispatcher, FileDeadLetters};
use pollhook_http::{Constant, HttpClient, HttpSettings, Speaker, SpeakerSettings, ask};
use pollhook_polling::{FileCursors, Polling};
use pollhook_webhook::{Server, ServerSettings, Webhook, WebhookSettings};
use tokio::signal::unix::{SignalKind, signal};

use self::file::File;
use self::layers::{AlwaysAnew, Hasty};
use crate::arena::{LETTERS, READY};
use crate::journal::Pen;

/// What is wrong with a contestant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Wrong {
    /// Nothing.
    Nothing,
    /// It settles as soon as it has an event, so a poller confirms what it has only fetched, and a webhook answers
    /// before the handler.
    ConfirmsEarly,
    /// Nobody knows what runs already.
    NoOnce,
    /// It forgets at once that a key was refused, so what comes behind overtakes what was handed back.
    FreesRefusalEarly,
}

impl Wrong {
    /// By its name on the command line.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "nothing" => Self::Nothing,
            "confirms_early" => Self::ConfirmsEarly,
            "no_once" => Self::NoOnce,
            "frees_refusal_early" => Self::FreesRefusalEarly,
            _ => return None,
        })
    }

    /// The stack of a transport, with its fault.
    fn stack(self, dispatcher: Dispatcher, stats: &Arc<Stats>) -> Arc<dyn Admit> {
        match self {
            Self::Nothing => Arc::new(Once::new(dispatcher, Arc::clone(stats))),
            Self::ConfirmsEarly => Arc::new(Once::new(Hasty::new(dispatcher), Arc::clone(stats))),
            Self::NoOnce => Arc::new(dispatcher),
            Self::FreesRefusalEarly => Arc::new(Once::new(AlwaysAnew::new(dispatcher), Arc::clone(stats))),
        }
    }
}

/// Runs the bot of this config until SIGTERM.
///
/// # Errors
/// Whatever goes wrong at the start.
pub async fn run(config: &Path, pen: Pen, wrong: Wrong) -> Result<(), BoxError> {
    let file = File::read(config)?;
    let platform = file.platform()?;
    let app = crate::bot::app(pen);
    let mut setup = Setup::new(file.api(&*platform));
    setup.secrets = file.secrets();
    setup.kinds = app.interests(&*platform.view(&setup), platform.kinds())?;
    let clock: Arc<dyn Clock> = Arc::new(TokioClock::start());
    let token = Arc::new(Constant::new(SecretString::from(file.token())));
    let http: Arc<dyn Http> = Arc::new(HttpClient::new(token, Arc::clone(&clock), &HttpSettings::default())?);
    let stats = Arc::new(Stats::default());
    let letters: Arc<dyn DeadLetters> =
        Arc::new(FileDeadLetters::new(config.with_file_name(LETTERS), FileDeadLetters::CAP, Arc::clone(&clock)));
    let mut settings = DispatchSettings::default();
    file.dispatch(&mut settings);
    let in_flight = settings.in_flight;
    let bot = Bot {
        id: "assembled".into(),
        platform: platform.name().into(),
        identity: None,
        view: platform.view(&setup),
        replies: replies(&*platform, &setup, &http),
    };
    let dispatcher = Dispatcher::new(app, bot, settings, letters, Arc::clone(&clock), Arc::clone(&stats))?;
    let sink = EventSink::new(wrong.stack(dispatcher.clone(), &stats), in_flight, Arc::clone(&stats));
    let (stopper, shutdown) = Shutdown::pair();
    let health = HealthReporter::default();
    let cx = SourceContext { bot: "assembled".into(), sink, shutdown, health, clock: Arc::clone(&clock), stats };
    let running = Running { setup, platform, http, cx: cx.clone(), config };
    let source = running.source(&file);
    let told = async {
        let mut term = signal(SignalKind::terminate())?;
        cx.health.ready().await;
        say(READY)?;
        term.recv().await;
        let order = ShutdownOrder { reason: ShutdownReason::Stop, deadline: clock.now().at + Duration::from_secs(4) };
        stopper.stop(order);
        dispatcher.drain(order).await;
        Ok::<_, BoxError>(())
    };
    let (ended, told) = tokio::join!(source, told);
    ended.and(told)
}

fn replies(platform: &dyn Platform, setup: &Setup, http: &Arc<dyn Http>) -> Arc<dyn Replies> {
    match platform.replies(setup) {
        Some(protocol) => Arc::new(Speaker::new(Arc::clone(http), protocol, SpeakerSettings::default())),
        None => Arc::new(NoReplies),
    }
}

/// Prints a line that the test waits for.
fn say(line: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{line}")
}

/// What both transports are made from.
struct Running<'a> {
    setup: Setup,
    platform: Arc<dyn Platform>,
    http: Arc<dyn Http>,
    cx: SourceContext,
    config: &'a Path,
}

impl Running<'_> {
    async fn source(&self, file: &File) -> Result<(), BoxError> {
        match file.webhook() {
            Some(hook) => self.called(&hook).await,
            None => self.asking().await,
        }
    }

    async fn asking(&self) -> Result<(), BoxError> {
        let protocol = self.platform.poll(&self.setup).ok_or("it cannot be polled")??;
        let store = FileCursors::new(self.config.with_file_name("cursors.json"), Arc::clone(&self.cx.clock));
        let key = CursorKey {
            bot: self.cx.bot.clone(),
            platform: self.platform.name().into(),
            api: self.setup.api.as_str().into(),
            kind: "".into(),
        };
        let builder = Polling::builder(self.platform.name(), protocol, Arc::clone(&self.http));
        let mut source = builder.rules(self.platform.rules()).store(Arc::new(store), key).build()?;
        Ok(source.run(self.cx.clone()).await?)
    }

    async fn called(&self, hook: &file::Hook) -> Result<(), BoxError> {
        let server = Server::bind(hook.listen, ServerSettings::default()).await?;
        let route = server.routes().claim(crate::config::PATH)?;
        let protocol = self.platform.webhook(&self.setup).ok_or("it does not call")??;
        let settings = WebhookSettings::default();
        let mut source = Webhook::new(route, protocol, self.platform.rules(), settings, self.platform.name());
        let serve = server.run(self.cx.shutdown.clone());
        let (ended, registered, ()) = tokio::join!(source.run(self.cx.clone()), self.register(hook), serve);
        registered?;
        Ok(ended?)
    }

    async fn register(&self, hook: &file::Hook) -> Result<(), BoxError> {
        let Some(registration) = self.platform.registration(&self.setup) else { return Ok(()) };
        let wanted = Wanted {
            url: hook.url.clone(),
            secret: self.setup.secrets.first().cloned(),
            kinds: self.setup.kinds.clone(),
            max_connections: self.platform.rules().max_connections,
        };
        Ok(ask(&*self.http, registration.set(&wanted), |answer| registration.read_done(answer)).await?)
    }
}

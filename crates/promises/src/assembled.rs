//! A bot put together by hand from the parts, so that one of them can be left out, replaced or watched.
//!
//! [`Wrong::Nothing`] is the control: with all parts in place this bot keeps every promise that the facade's keeps, so
//! what the harness finds in the others is due to what is missing in them.

mod door;
mod file;
mod wrong;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pollhook::clock::TokioClock;
use pollhook_core::{
    Admit, Bot, Bots, BoxError, Clock, CursorStore, EventSink, EventSource, HealthReporter, Http, NoReplies, Once,
    Platform, Replies, SecretString, Setup, Shutdown, ShutdownOrder, ShutdownReason, SourceContext, Stats, Stopper,
};
use pollhook_dispatcher::{DispatchSettings, Dispatcher, FileDeadLetters};
use pollhook_http::{Constant, HttpClient, HttpSettings, Speaker, SpeakerSettings};
use pollhook_polling::FileCursors;

use self::file::File;
pub use self::wrong::Wrong;
use crate::arena::LETTERS;
use crate::bot::{Hears, app};
use crate::journal::Pen;

/// Until what is under way is cut off, and the bot ends.
const DRAIN: Duration = Duration::from_secs(4);

/// What can be chosen about the parts.
pub struct Choice {
    /// Stands in place of the platform.
    pub platform: ChoosePlatform,
    /// Builds what stands behind the sink.
    pub stack: ChooseStack,
    /// Keeps how far a poller has come.
    pub store: ChooseStore,
}

/// Gives what stands in place of a platform.
pub type ChoosePlatform = Box<dyn FnOnce(Arc<dyn Platform>) -> Arc<dyn Platform>>;
/// Gives what keeps cursors, in a folder.
pub type ChooseStore = Box<dyn FnOnce(&Path, Arc<dyn Clock>) -> Arc<dyn CursorStore>>;
/// Gives what stands before a dispatcher.
pub type ChooseStack = Box<dyn FnOnce(Dispatcher, &Arc<Stats>) -> Arc<dyn Admit>>;

/// The parts, in their places.
pub struct Assembled {
    file: File,
    store: Arc<dyn CursorStore>,
    platform: Arc<dyn Platform>,
    setup: Setup,
    http: Arc<dyn Http>,
    dispatcher: Dispatcher,
    cx: SourceContext,
    stopper: Stopper,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            platform: Box::new(|platform| platform),
            stack: Box::new(|dispatcher, stats| Arc::new(Once::new(dispatcher, Arc::clone(stats)))),
            store: Box::new(|folder, clock| Arc::new(FileCursors::new(folder.join("cursors.json"), clock))),
        }
    }
}

impl Assembled {
    /// Puts the bot of this config together.
    ///
    /// # Errors
    /// Whatever is wrong with the config.
    pub fn new(config: &Path, pen: Pen, choice: Choice) -> Result<Self, BoxError> {
        let file = File::read(config)?;
        let platform = (choice.platform)(file.platform()?);
        let app = app(pen, Hears::from_environment());
        let mut setup = Setup::new(file.api(&*platform));
        setup.secrets = file.secrets();
        setup.extras = file.extras(&*platform);
        setup.url = file.webhook().map(|hook| hook.url);
        setup.kinds = app.interests(&*platform.view(&setup), platform.kinds(), &[])?;
        let clock: Arc<dyn Clock> = Arc::new(TokioClock::start());
        let token = Arc::new(Constant::new(SecretString::from(file.token())));
        let http: Arc<dyn Http> = Arc::new(HttpClient::new(token, Arc::clone(&clock), &HttpSettings::default())?);
        let stats = Arc::new(Stats::default());
        let mut settings = DispatchSettings::default();
        file.dispatch(&mut settings);
        let in_flight = settings.in_flight;
        let bot = bot(&*platform, &setup, &http, &clock);
        let letters = FileDeadLetters::new(config.with_file_name(LETTERS), FileDeadLetters::CAP, Arc::clone(&clock));
        let (letters, counted) = (Arc::new(letters), Arc::clone(&stats));
        let dispatcher = Dispatcher::new(app, bot, settings, letters, Arc::clone(&clock), counted)?;
        let sink = EventSink::new((choice.stack)(dispatcher.clone(), &stats), in_flight, Arc::clone(&stats));
        let (stopper, shutdown) = Shutdown::pair();
        let folder = config.parent().unwrap_or_else(|| Path::new(""));
        let store = (choice.store)(folder, Arc::clone(&clock));
        let cx = SourceContext { bot: NAME.into(), sink, shutdown, health: HealthReporter::default(), clock, stats };
        Ok(Self { file, store, platform, setup, http, dispatcher, cx, stopper })
    }

    /// What its source is given.
    #[must_use]
    pub fn context(&self) -> SourceContext {
        self.cx.clone()
    }

    /// Runs it by the door of its config until told to stop.
    ///
    /// # Errors
    /// Whatever ends its source, or prevents it from being opened.
    pub async fn run(self, told: impl Future<Output = ()>) -> Result<(), BoxError> {
        let mut door = self.open().await?;
        let (cx, register) = (self.context(), self.register());
        let ended = async {
            let (ended, registered) = tokio::join!(door.run(cx), register);
            registered.and(ended.map_err(BoxError::from))
        };
        self.until(ended, told).await
    }

    /// Runs a source of another kind in it until told to stop.
    ///
    /// # Errors
    /// Whatever ends the source.
    pub async fn run_source(
        self,
        mut source: impl EventSource,
        told: impl Future<Output = ()>,
    ) -> Result<(), BoxError> {
        let cx = self.context();
        self.until(async { Ok(source.run(cx).await?) }, told).await
    }

    async fn until(
        &self,
        ended: impl Future<Output = Result<(), BoxError>>,
        told: impl Future<Output = ()>,
    ) -> Result<(), BoxError> {
        let stop = async {
            told.await;
            let order = ShutdownOrder { reason: ShutdownReason::Stop, deadline: self.cx.clock.now().at + DRAIN };
            self.stopper.stop(order);
            self.dispatcher.drain(order).await;
        };
        // A source that ends by itself ends the bot.
        let mut ended = std::pin::pin!(ended);
        tokio::select! {
            ended = &mut ended => ended,
            () = stop => ended.await,
        }
    }
}

const NAME: &str = "assembled";

fn bot(platform: &dyn Platform, setup: &Setup, http: &Arc<dyn Http>, clock: &Arc<dyn Clock>) -> Bot {
    let replies: Arc<dyn Replies> = match platform.replies(setup) {
        Some(protocol) => {
            let speaker = Speaker::new(Arc::clone(http), protocol, SpeakerSettings::default());
            Arc::new(speaker.paced(Arc::clone(clock)))
        }
        None => Arc::new(NoReplies),
    };
    Bot {
        id: NAME.into(),
        platform: platform.name().into(),
        identity: None,
        view: platform.view(setup),
        replies,
        bots: Bots::default(),
    }
}

impl std::fmt::Debug for Assembled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Assembled").field("platform", &self.platform.name()).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Choice")
    }
}

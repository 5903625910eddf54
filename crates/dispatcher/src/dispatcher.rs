//! The dispatcher as others see it: a cheap handle.

use std::hash::RandomState;
use std::sync::{Arc, PoisonError};

use pollhook_core::{Bot, Clock, DeadLetters, Kind, Stats};
use tokio::sync::Semaphore;

use crate::app::App;
use crate::describe::BadRoute;
use crate::engine::{End, Engine};
use crate::filter::Scope;
use crate::index::Index;
use crate::press::ANSWERS;
use crate::route::RouteName;
use crate::settings::DispatchSettings;
use crate::sync::{AtomicUsize, Handle, TaskTracker};

/// Takes deliveries, keeps order per key, runs handlers and settles. One per bot; cheap to clone.
///
/// It stands behind an [`EventSink`](pollhook_core::EventSink), whose room is its budget. Whatever it spawns is its own:
/// [`idle`](Self::idle) waits for all of it.
#[derive(Clone)]
pub struct Dispatcher(pub(crate) Arc<Engine>);

impl Dispatcher {
    /// A dispatcher for `bot`, on the runtime that this is called in.
    ///
    /// # Errors
    /// When that cannot work.
    pub fn new<S>(
        app: App<S>,
        bot: Bot,
        settings: DispatchSettings,
        letters: Arc<dyn DeadLetters>,
        clock: Arc<dyn Clock>,
        stats: Arc<Stats>,
    ) -> Result<Self, BuildError> {
        let runtime = Handle::try_current().map_err(|_| BuildError::NoRuntime)?;
        if settings.attempts == 0 {
            return Err(BuildError::NoAttempts);
        }
        app.check()?;
        let (routes, hooks) = app.into_routes();
        let scopes: Vec<Scope> = routes.iter().map(|route| route.filter.scope(&*bot.view)).collect();
        for (route, _) in routes.iter().zip(&scopes).filter(|(_, scope)| scope.is_empty()) {
            nothing_to_match(&route.name, &bot, settings.one_for_all);
        }
        let tasks = TaskTracker::new();
        tasks.close();
        Ok(Self(Arc::new(Engine {
            index: Index::new(&scopes, bot.replies.awaited()),
            routes,
            hooks,
            bot: Arc::new(bot),
            settings,
            letters,
            clock,
            stats,
            runtime,
            tasks,
            end: End::default(),
            backing_off: AtomicUsize::new(0),
            jitter: RandomState::new(),
            lanes: Default::default(),
            unrouted: Default::default(),
            answers: Arc::new(Semaphore::new(ANSWERS)),
        })))
    }

    /// The bot whose handlers it runs.
    #[must_use]
    pub fn bot(&self) -> &Arc<Bot> {
        &self.0.bot
    }

    /// How many keys have an event that runs or waits here.
    #[must_use]
    pub fn busy_lanes(&self) -> usize {
        self.0.lanes().busy()
    }

    /// How many events no route took, by kind; of the first 256 kinds.
    #[must_use]
    pub fn unrouted(&self) -> Vec<(Kind, u64)> {
        let unrouted = self.0.unrouted.lock().unwrap_or_else(PoisonError::into_inner);
        unrouted.iter().map(|(kind, count)| (kind.clone(), *count)).collect()
    }
}

impl std::fmt::Debug for Dispatcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dispatcher").field("bot", &self.0.bot.id).field("busy_lanes", &self.busy_lanes()).finish()
    }
}

/// Why there can be no dispatcher.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum BuildError {
    /// Handlers run on a tokio runtime, and this is not called in one.
    NoRuntime,
    /// `attempts = 0`: then no handler would ever run.
    NoAttempts,
    /// A route's filter is written in a way that cannot be meant.
    Route(BadRoute),
}

impl From<BadRoute> for BuildError {
    fn from(route: BadRoute) -> Self {
        Self::Route(route)
    }
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoRuntime => {
                f.write_str("handlers need a tokio runtime: build the bot within one (`#[tokio::main]`)")
            }
            Self::NoAttempts => f.write_str("`attempts` counts the first try, too: it is at least 1"),
            Self::Route(route) => route.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {}

fn nothing_to_match(route: &RouteName, bot: &Bot, is_for_another: bool) {
    const TEXT: &str = "this route can match nothing on this platform";
    let Bot { id, platform, .. } = bot;
    match is_for_another {
        true => tracing::debug!(%route, bot = %id, %platform, "{TEXT}"),
        false => tracing::warn!(%route, bot = %id, %platform, "{TEXT}"),
    }
}

//! The bots of a test: put together as the facade puts them together, on a stage instead of a network.

use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pollhook_core::{Bot, BotId, Bots, Clock, Door, EventSink, Kind, NoReplies, Platform, Replies, Setup, Stats};
use pollhook_dispatcher::{App, DispatchSettings, Dispatcher, Next, from_fn};

use super::book::Entry;
use super::deliver::Delivered;
use super::letters::Desk;
use super::net::Net;
use super::stage::{self, Stage};
use super::voice::Voice;
use super::world::World;
use super::{Played, Test};
use crate::clock::{TokioClock, pause};
use crate::config::Promise;
use crate::stack;

/// One bot and the stage it stands on.
pub(super) struct Cast {
    pub(super) name: BotId,
    pub(super) platform: Arc<dyn Platform>,
    pub(super) stage: Arc<dyn Stage>,
    pub(super) setup: Setup,
    /// By which door it hears.
    pub(super) door: Door,
    pub(super) world: Arc<World>,
    pub(super) stats: Arc<Stats>,
    /// All that was told, oldest first.
    told: Mutex<Vec<Delivered>>,
    pub(super) epoch: AtomicU32,
    running: Mutex<Running>,
    start: Box<dyn Fn() -> Running + Send + Sync>,
}

/// What of a bot begins anew when its process does.
#[derive(Clone)]
pub(super) struct Running {
    pub(super) dispatcher: Dispatcher,
    pub(super) sink: EventSink,
}

/// Puts the bots together and lets them run.
#[track_caller]
pub(super) fn open<S: Send + Sync + 'static>(test: Test<S>, bots: Vec<(String, Played)>) -> Net {
    pause();
    let world = Arc::new(World::new(TokioClock::starting_at(test.wall)));
    let kinds: Vec<_> = bots.iter().flat_map(|(_, played)| played.platform.kinds()).copied().collect();
    let fellows = Bots::named(bots.iter().map(|(name, _)| name.as_str().into()));
    let mut settings = test.settings.clone();
    settings.one_for_all = bots.len() > 1;
    let cast = bots.into_iter().map(|(name, played)| {
        let part = Part { app: test.app.clone(), settings: settings.clone(), fellows: fellows.clone() };
        Arc::new(Cast::new(part, name, played, test.door, &kinds, &world))
    });
    let cast: Arc<[_]> = cast.collect();
    assert!(!cast.is_empty(), "a test without a bot tests nothing: `.as_platform(\"telegram\")`");
    Net::new(cast)
}

/// A platform that nobody can play.
#[track_caller]
pub(super) fn unknown(platform: &str) -> ! {
    let known: Vec<_> = pollhook_platforms::names().filter(|name| stage::find(name).is_some()).collect();
    panic!(
        "no platform is called {platform:?}: there are {}, each with the cargo feature of its name",
        known.join(", ")
    )
}

/// What of a bot is the author's.
struct Part<S> {
    app: App<S>,
    settings: DispatchSettings,
    fellows: Bots,
}

impl Cast {
    #[track_caller]
    fn new<S: Send + Sync + 'static>(
        part: Part<S>,
        name: String,
        played: Played,
        door: Door,
        elsewhere: &[&str],
        world: &Arc<World>,
    ) -> Self {
        let Played { platform, stage } = played;
        let name = BotId::from(name);
        let mut setup = Setup::new(platform.default_api());
        stage.prepare(&mut setup);
        // The other one, where there is only one.
        let door = match door {
            Door::Polling if platform.poll(&setup).is_some() => Door::Polling,
            _ if platform.webhook(&setup).is_some() => Door::Webhook,
            _ => Door::Polling,
        };
        setup.kinds = interests(&part.app, &*platform, &setup, elsewhere);
        setup.kinds.retain(|kind| platform.told_by(door).contains(&kind.as_str()));
        let stats = Arc::new(Stats::default());
        let bot = bot(&name, &*platform, &stage, &setup, &part.fellows, world);
        let (of, counted) = (Arc::clone(world), Arc::clone(&stats));
        let start: Box<dyn Fn() -> Running + Send + Sync> =
            Box::new(move || Running::start(&part, bot.clone(), &of, &counted));
        Self {
            running: Mutex::new(start()),
            start,
            name,
            platform,
            stage,
            setup,
            door,
            world: Arc::clone(world),
            stats,
            told: Mutex::default(),
            epoch: AtomicU32::new(0),
        }
    }

    /// Whether somebody who presses a button is kept waiting here until it is answered.
    pub(super) fn keeps_waiting(&self) -> bool {
        self.platform.replies(&self.setup).is_some_and(|protocol| !protocol.awaited().is_empty())
    }

    pub(super) fn running(&self) -> Running {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As a new process would.
    pub(super) fn start_again(&self) {
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = (self.start)();
    }

    pub(super) fn all_told(&self) -> MutexGuard<'_, Vec<Delivered>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    fn start<S: Send + Sync + 'static>(part: &Part<S>, bot: Bot, world: &Arc<World>, stats: &Arc<Stats>) -> Self {
        let (id, book) = (bot.id.clone(), Arc::clone(world));
        // The innermost layer: a failed try is worth a line in the book.
        let app = part.app.clone().layer(from_fn(move |cx, next: Next| {
            let (id, book) = (id.clone(), Arc::clone(&book));
            async move {
                let handled = next.run(cx).await;
                if let Err(error) = &handled {
                    book.note(&id, Entry::Note(format!("the handler failed: {error}")));
                }
                handled
            }
        }));
        let clock: Arc<dyn Clock> = Arc::clone(&world.clock) as _;
        let letters = Arc::new(Desk(Arc::clone(world)));
        let dispatcher = Dispatcher::new(app, bot, part.settings.clone(), letters, clock, Arc::clone(stats));
        let dispatcher = dispatcher.expect("a test runs on a runtime, and tries an event once at least");
        part.fellows.add(dispatcher.bot());
        let sink = stack::transport(dispatcher.clone(), Promise::Handled, part.settings.in_flight, stats);
        Self { dispatcher, sink }
    }
}

#[track_caller]
fn interests<S: Send + Sync + 'static>(
    app: &App<S>,
    platform: &dyn Platform,
    setup: &Setup,
    elsewhere: &[&str],
) -> Vec<Kind> {
    let checked = app.check().map_err(|error| error.to_string());
    let kinds = checked.and_then(|()| {
        app.interests(&*platform.view(setup), platform.kinds(), elsewhere).map_err(|error| error.to_string())
    });
    kinds.unwrap_or_else(|why| panic!("the bot would not start on {}: {why}", platform.name()))
}

fn bot(
    name: &BotId,
    platform: &dyn Platform,
    stage: &Arc<dyn Stage>,
    setup: &Setup,
    fellows: &Bots,
    world: &Arc<World>,
) -> Bot {
    let replies: Arc<dyn Replies> = match platform.replies(setup) {
        Some(protocol) => {
            let (world, stage) = (Arc::clone(world), Arc::clone(stage));
            Arc::new(Voice { world, bot: name.clone(), stage, protocol })
        }
        None => Arc::new(NoReplies),
    };
    Bot {
        id: name.clone(),
        platform: platform.name().into(),
        identity: setup.identity.clone(),
        view: platform.view(setup),
        replies,
        bots: fellows.clone(),
    }
}

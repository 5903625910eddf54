//! Every order in which threads may meet in the lanes, tried: `cargo xtask test loom`.
//!
//! The dispatcher is the real one. What stands before it (the sink, the acks) is core's, which has models of its own and
//! is seen as steps that cannot be cut; its tasks run in a thread of the checker's ([`crate::sync`]). Handlers end at once,
//! since nothing here has a clock.

mod hand_back;
mod order;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use loom::future::block_on;
use loom::model::Builder;
use pollhook_core::{
    BoxError, Clock, Count, DeadLetters, Event, EventSink, NotKept, Now, Offer, Outcome, Reason, Settle, Stats, Via,
    async_trait,
};

use crate::pace::STREAK;
use crate::sync::{Mutex, spawn};
use crate::tests::{bot, event, said};
use crate::{App, DispatchSettings, Dispatcher};

/// Nearly every error that is known of such code needs no more switches at places where a thread need not wait.
const PREEMPTIONS: usize = 2;

/// Runs a model in every order, and says how many there were.
fn explore(name: &str, model: impl Fn() + Send + Sync + 'static) {
    let seen = Arc::new(AtomicUsize::new(0));
    let mut builder = Builder::new();
    builder.preemption_bound.get_or_insert(PREEMPTIONS);
    let (counted, model) = (Arc::clone(&seen), Arc::new(model));
    builder.check(move || {
        counted.fetch_add(1, Relaxed);
        let model = Arc::clone(&model);
        spawn(move || model()).join().unwrap();
    });
    let seen = seen.load(Relaxed);
    println!("{name}: {seen} interleavings");
    assert!(seen > 1, "{name} saw one order only: it cannot fail");
}

/// A time that stands still.
#[derive(Debug)]
struct Still;

impl Clock for Still {
    fn now(&self) -> Now {
        static START: OnceLock<Instant> = OnceLock::new();
        Now { at: *START.get_or_init(Instant::now), wall: SystemTime::UNIX_EPOCH }
    }
}

/// No event of a model is given up on.
struct NoLetters;

#[async_trait]
impl DeadLetters for NoLetters {
    async fn keep(&self, event: &Event, _attempts: u32, reason: &Reason) -> Result<(), BoxError> {
        panic!("{} is given up on: {reason}", event.id());
    }
}

/// What happened, in order: which events were handled, by id and attempt.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

/// Where outcomes go: by place, each at most once.
#[derive(Default)]
struct Book(Mutex<Vec<(u32, Outcome)>>);

impl Book {
    fn of(&self, at: u32) -> Option<Outcome> {
        let outcomes = self.0.lock().unwrap();
        let mut found = outcomes.iter().filter(|(place, _)| *place == at).map(|(_, outcome)| outcome.clone());
        let first = found.next();
        assert_eq!(found.next(), None, "{at} settled twice");
        first
    }
}

impl Settle for Book {
    fn settle(&self, at: u32, outcome: Outcome) -> Result<(), NotKept> {
        self.0.lock().unwrap().push((at, outcome));
        Ok(())
    }
}

/// How handlers are run from the start: a route proves by itself that its calls are light, but that takes a while.
#[derive(Clone, Copy)]
enum Run {
    InPlace,
    InTasks,
}

struct Rig {
    dispatcher: Dispatcher,
    sink: EventSink,
    stats: Arc<Stats>,
}

const ROOM: usize = 8;

impl Rig {
    fn new(app: App<()>, run: Run) -> Self {
        let stats = Arc::new(Stats::default());
        let settings = DispatchSettings { in_flight: ROOM, ..DispatchSettings::default() };
        let dispatcher =
            Dispatcher::new(app, bot(), settings, Arc::new(NoLetters), Arc::new(Still), Arc::clone(&stats)).unwrap();
        if let Run::InPlace = run {
            for route in &dispatcher.0.routes {
                (0..STREAK).for_each(|_| _ = route.pace.learn(Duration::ZERO));
            }
        }
        let sink = EventSink::new(dispatcher.clone(), ROOM, Arc::clone(&stats));
        Self { dispatcher, sink, stats }
    }

    /// Emits an event for the first time; its outcome is noted at its id.
    fn emit(&self, id: u32, book: &Arc<Book>) {
        self.emit_to(id, 1, "chat", &(Arc::clone(book) as Arc<dyn Settle>));
    }

    /// Emits what was handed back: as its second attempt, and in the next epoch of its source.
    fn emit_again(&self, id: u32, book: &Arc<Book>) {
        self.emit_to(id, 2, "chat", &(Arc::clone(book) as Arc<dyn Settle>));
    }

    fn emit_to(&self, id: u32, attempt: u32, key: &str, to: &Arc<dyn Settle>) {
        let event = event(said(id, "hi").key(key), Via::Polling);
        let slot = self.sink.try_reserve().expect("room");
        slot.emit_to(Offer { attempt, epoch: attempt, ..event.into() }, Arc::clone(to), id);
    }

    /// Waits until every task has ended: then no lane is busy, and nothing was dropped on the way.
    fn rests(&self) {
        block_on(self.dispatcher.idle());
        assert_eq!(self.dispatcher.busy_lanes(), 0, "a lane never ended");
        assert_eq!(self.sink.room(), ROOM, "room leaked");
        assert_eq!((self.stats.get(Count::Dropped), self.stats.get(Count::Lost)), (0, 0));
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.dispatcher.0.tasks.end();
    }
}

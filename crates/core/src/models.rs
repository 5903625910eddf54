//! Every order in which threads may meet, tried: `cargo xtask test loom`.
//!
//! A test under a real scheduler sees the few orders that happen; here a checker drives our own locks and atomics
//! ([`crate::sync`]) through all of them, up to a bound of preemptions. Where nobody can go on any more it says so: that
//! is how a lost wake-up is seen. Each model says how many orders it saw, and one that saw a single order fails, since
//! it would hold whatever it is about.

mod hand_back;
mod once;
mod settle;
mod sink;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, PoisonError};
use std::time::SystemTime;

use loom::model::Builder;

use crate::sync::Mutex;
use crate::{Admit, Count, Delivery, Draft, Event, EventSink, NotKept, Once, Origin, Outcome, Settle, Stats, Via};

/// Nearly every error that is known of such code needs no more switches at places where a thread need not wait.
const PREEMPTIONS: usize = 3;

/// Runs a model in every order, and says how many there were.
fn explore(name: &str, model: impl Fn() + Send + Sync + 'static) {
    let seen = Arc::new(AtomicUsize::new(0));
    let mut builder = Builder::new();
    builder.preemption_bound.get_or_insert(PREEMPTIONS);
    let counted = Arc::clone(&seen);
    builder.check(move || {
        counted.fetch_add(1, Relaxed);
        model();
    });
    let seen = seen.load(Relaxed);
    println!("{name}: {seen} interleavings");
    assert!(seen > 1, "{name} saw one order only: it cannot fail");
}

fn event(id: &str) -> Event {
    Draft::new(id, "message", "{}").stamp(&Origin::new("bot", "test", Via::Source), SystemTime::UNIX_EPOCH)
}

/// Where outcomes go, all of them written down.
#[derive(Default)]
struct Book {
    outcomes: Mutex<Vec<Outcome>>,
    /// Upstream has forgotten the event: its answer went out early.
    forgotten: bool,
}

impl Book {
    fn forgotten() -> Arc<Self> {
        Arc::new(Self { forgotten: true, ..Self::default() })
    }

    fn outcomes(&self) -> Vec<Outcome> {
        self.outcomes.lock().unwrap().clone()
    }
}

impl Settle for Book {
    fn settle(&self, _at: u32, outcome: Outcome) -> Result<(), NotKept> {
        if self.forgotten && matches!(outcome, Outcome::Retry(_)) {
            return Err(NotKept);
        }
        self.outcomes.lock().unwrap().push(outcome);
        Ok(())
    }
}

/// Holds what was admitted until the model settles it.
#[derive(Clone, Default)]
struct Held(Arc<Mutex<Vec<Delivery>>>);

impl Held {
    fn take(&self) -> Option<Delivery> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

impl Admit for Held {
    fn admit(&self, delivery: Delivery) {
        self.0.lock().unwrap().push(delivery);
    }
}

/// Room for so many, then `Once`, then the hands that hold what runs.
struct Rig {
    sink: EventSink,
    once: Once,
    held: Held,
    stats: Arc<Stats>,
}

const ROOM: usize = 3;

impl Rig {
    fn new() -> Self {
        let (held, stats) = (Held::default(), Arc::new(Stats::default()));
        let once = Once::remembering(4, held.clone(), Arc::clone(&stats));
        let sink = EventSink::new(once.clone(), ROOM, Arc::clone(&stats));
        Self { sink, once, held, stats }
    }

    /// Emits the one event that all models are about.
    fn emit_to(&self, book: &Arc<Book>) {
        self.sink.try_reserve().unwrap().emit_to(event("1"), Arc::clone(book) as Arc<dyn Settle>, 0);
    }

    /// Nothing runs, nothing was dropped on the way, and all room is back.
    fn is_at_rest(&self) {
        assert!(self.held.take().is_none(), "something was never settled");
        assert_eq!(self.once.running(), 0);
        assert_eq!(self.sink.room(), ROOM, "room leaked");
        assert_eq!((self.stats.get(Count::Dropped), self.stats.get(Count::Lost)), (0, 0));
    }
}

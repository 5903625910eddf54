//! A bench to put one source on: a sink, a clock, a way to stop it, and its counters.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{
    Admit, Clock, Draft, Event, EventSink, HealthReporter, Origin, Shutdown, ShutdownOrder, ShutdownReason,
    SourceContext, Stats, Stopper, Via,
};

use crate::TestClock;

/// Everything that a source is run with, and what a test watches it by.
#[derive(Debug)]
pub struct Bench {
    /// Where the source emits.
    pub sink: EventSink,
    /// What it says of itself.
    pub health: HealthReporter,
    /// What it counts.
    pub stats: Arc<Stats>,
    /// The time.
    pub clock: TestClock,
    stopper: Stopper,
}

impl Bench {
    /// A bench whose sink stands before `admit`, with room for `in_flight` events.
    pub fn new(admit: impl Admit, in_flight: usize) -> Self {
        let stats = Arc::new(Stats::default());
        let sink = EventSink::new(admit, in_flight, Arc::clone(&stats));
        let (stopper, _) = Shutdown::pair();
        Self { sink, health: HealthReporter::default(), stats, clock: TestClock::new(), stopper }
    }

    /// What the source is given. Each call gives the same bench: a source may run again on it.
    #[must_use]
    pub fn context(&self) -> SourceContext {
        SourceContext {
            bot: "test".into(),
            sink: self.sink.clone(),
            shutdown: self.stopper.shutdown(),
            health: self.health.clone(),
            clock: Arc::new(self.clock.clone()),
            stats: Arc::clone(&self.stats),
        }
    }

    /// Orders it to stop, with so long for what is outstanding.
    pub fn stop(&self, reason: ShutdownReason, within: Duration) {
        self.stopper.stop(ShutdownOrder { reason, deadline: self.clock.now().at + within });
    }
}

/// An event with an id and a key, for tests that need no more.
#[must_use]
pub fn event(id: &str, key: Option<&str>) -> Event {
    let draft = Draft::new(id, "message", format!("{{\"id\":\"{id}\"}}"));
    let draft = key.into_iter().fold(draft, Draft::key);
    draft.stamp(&Origin::new("test", "test", Via::Source), TestClock::new().now().wall)
}

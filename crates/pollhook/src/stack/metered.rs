//! Counts what passes a sink, and how it ends.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pollhook_core::{Ack, Admit, Count, Delivery, Event, NotKept, Outcome, Settle, Stats};

/// Counts events on their way in and their outcomes on the way back.
pub(super) struct Metered<A> {
    next: A,
    stats: Arc<Stats>,
}

impl<A> Metered<A> {
    pub(super) fn new(next: A, stats: Arc<Stats>) -> Self {
        Self { next, stats }
    }
}

impl<A: Admit> Admit for Metered<A> {
    fn admit(&self, mut delivery: Delivery) {
        self.stats.add(Count::Admitted);
        let counted = Arc::new(Counted { outer: Mutex::new(None), stats: Arc::clone(&self.stats) });
        let (inner, outer) = delivery.ack.rewrap(Arc::clone(&counted) as Arc<dyn Settle>, 0);
        *counted.outer() = Some(outer);
        delivery.ack = inner;
        self.next.admit(delivery);
    }

    /// What joins was counted when it came first.
    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        self.next.join(event, to, at)
    }
}

/// One delivery under way.
struct Counted {
    outer: Mutex<Option<Ack>>,
    stats: Arc<Stats>,
}

impl Counted {
    fn outer(&self) -> MutexGuard<'_, Option<Ack>> {
        self.outer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Settle for Counted {
    fn settle(&self, _at: u32, outcome: Outcome) -> Result<(), NotKept> {
        let Some(ack) = self.outer().take() else { return Ok(()) };
        let count = match &outcome {
            Outcome::Accepted(_) => Some(Count::Accepted),
            Outcome::Retry(_) => Some(Count::HandedBack),
            Outcome::Rejected(_) => Some(Count::Rejected),
            _ => None,
        };
        // Settled without the lock: whoever is told may come right back with the next event.
        if let Err(ack) = ack.settle(outcome) {
            *self.outer() = Some(ack);
            return Err(NotKept);
        }
        if let Some(count) = count {
            self.stats.add(count);
        }
        Ok(())
    }

    fn tried(&self, _at: u32, times: u32) {
        if let Some(ack) = &*self.outer() {
            ack.tried(times);
        }
    }
}

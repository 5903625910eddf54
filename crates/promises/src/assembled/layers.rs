//! The faults that are a layer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use pollhook_core::{Admit, Delivery, Event, NotKept, Outcome, Settle};

/// Says that all is done as soon as it comes.
pub(super) struct Hasty<A> {
    next: A,
    nobody: Arc<dyn Settle>,
}

impl<A> Hasty<A> {
    pub(super) fn new(next: A) -> Self {
        Self { next, nobody: Arc::new(Nobody) }
    }
}

impl<A: Admit> Admit for Hasty<A> {
    fn admit(&self, mut delivery: Delivery) {
        let (inner, outer) = delivery.ack.rewrap(Arc::clone(&self.nobody), 0);
        outer.accept();
        delivery.ack = inner;
        self.next.admit(delivery);
    }

    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        self.next.join(event, to, at)
    }
}

/// Nobody hears what becomes of an event that was said to be done.
struct Nobody;

impl Settle for Nobody {
    fn settle(&self, _at: u32, _outcome: Outcome) -> Result<(), NotKept> {
        Ok(())
    }
}

/// Gives each event an epoch of its own, so that no refusal outlives the event that it was for.
pub(super) struct AlwaysAnew<A> {
    next: A,
    epoch: AtomicU32,
}

impl<A> AlwaysAnew<A> {
    pub(super) fn new(next: A) -> Self {
        Self { next, epoch: AtomicU32::new(0) }
    }
}

impl<A: Admit> Admit for AlwaysAnew<A> {
    fn admit(&self, mut delivery: Delivery) {
        delivery.epoch = self.epoch.fetch_add(1, Relaxed);
        self.next.admit(delivery);
    }

    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        self.next.join(event, to, at)
    }
}

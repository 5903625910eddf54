//! `ack = "received"`: settled at admission, at most once.

use std::sync::Arc;

use pollhook_core::{Admit, Delivery, Event, Kept, NotKept, Outcome, Settle};

/// Settles the delivery as it comes, and hands on an ack that settles to nobody.
pub(super) struct Received<A> {
    next: A,
    nobody: Arc<dyn Settle>,
}

impl<A> Received<A> {
    pub(super) fn new(next: A) -> Self {
        Self { next, nobody: Arc::new(Nobody) }
    }
}

impl<A: Admit> Admit for Received<A> {
    fn admit(&self, mut delivery: Delivery) {
        // The inner ack keeps the room: at most once is no reason to take more than can be handled.
        let (inner, outer) = delivery.ack.rewrap(Arc::clone(&self.nobody), 0);
        outer.accept();
        delivery.ack = inner;
        delivery.kept = Kept::Nobody;
        // Nobody waits any more.
        delivery.deadline = None;
        self.next.admit(delivery);
    }

    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        self.next.join(event, to, at)
    }
}

/// Where the outcome of an event goes that upstream has forgotten.
struct Nobody;

impl Settle for Nobody {
    fn settle(&self, _at: u32, outcome: Outcome) -> Result<(), NotKept> {
        match outcome {
            Outcome::Retry(_) => Err(NotKept),
            _ => Ok(()),
        }
    }
}

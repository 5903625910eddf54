//! Notes who has an event that is admitted, and how it ends.

use std::sync::{Arc, Mutex, PoisonError};

use pollhook_core::{Ack, Admit, Delivery, Event, NotKept, Outcome, Settle};

use super::Seen;

pub(super) struct Noted<A> {
    pub(super) next: A,
    pub(super) seen: Seen,
}

impl<A: Admit> Admit for Noted<A> {
    fn admit(&self, mut delivery: Delivery) {
        self.seen.kept(delivery.kept);
        let noting = Arc::new(Noting { outer: Mutex::new(None), seen: self.seen.clone() });
        let (inner, outer) = delivery.ack.rewrap(Arc::clone(&noting) as Arc<dyn Settle>, 0);
        *noting.outer.lock().unwrap_or_else(PoisonError::into_inner) = Some(outer);
        delivery.ack = inner;
        self.next.admit(delivery);
    }

    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        self.next.join(event, to, at)
    }
}

/// One delivery under way.
struct Noting {
    outer: Mutex<Option<Ack>>,
    seen: Seen,
}

impl Settle for Noting {
    fn settle(&self, _at: u32, outcome: Outcome) -> Result<(), NotKept> {
        let taken = self.outer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(ack) = taken else { return Ok(()) };
        match ack.settle(outcome.clone()) {
            Ok(()) => {
                self.seen.outcome(&outcome);
                Ok(())
            }
            Err(ack) => {
                *self.outer.lock().unwrap_or_else(PoisonError::into_inner) = Some(ack);
                Err(NotKept)
            }
        }
    }

    fn tried(&self, _at: u32, times: u32) {
        if let Some(ack) = &*self.outer.lock().unwrap_or_else(PoisonError::into_inner) {
            ack.tried(times);
        }
    }
}

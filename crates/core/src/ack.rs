//! The right, and the duty, to settle one delivery.

use std::sync::Arc;
use std::time::Duration;

use crate::sink::Room;
use crate::{Count, Inline, NotKept, Outcome, Reason, ReasonKind, Settle, Stats};

/// The right to settle one delivery, once. Settling consumes it; forgetting it means *hand back*.
///
/// It also holds the room that was reserved for the delivery, and gives it back when it goes.
#[must_use = "dropping an `Ack` hands the event back"]
pub struct Ack {
    to: Option<To>,
    room: Option<Room>,
}

struct To {
    settle: Arc<dyn Settle>,
    at: u32,
    /// Where the outcome is counted: only for the ack that a source gave out, not for those that stand between.
    stats: Option<Arc<Stats>>,
}

impl To {
    /// Settles, and counts it; gives itself back where nobody keeps the event.
    fn settle(self, outcome: Outcome) -> Result<(), Self> {
        let count = match &outcome {
            Outcome::Accepted(_) => Count::Accepted,
            Outcome::Retry(_) => Count::HandedBack,
            Outcome::Rejected(reason) if reason.kind() == ReasonKind::Lost => Count::Lost,
            Outcome::Rejected(_) => Count::Rejected,
        };
        if self.settle.settle(self.at, outcome) == Err(NotKept) {
            return Err(self);
        }
        if let Some(stats) = &self.stats {
            stats.add(count);
        }
        Ok(())
    }
}

impl Ack {
    pub(crate) fn new(settle: Arc<dyn Settle>, at: u32, room: Option<Room>) -> Self {
        Self { to: Some(To { settle, at, stats: None }), room }
    }

    /// Has its outcome counted, whoever will stand between.
    pub(crate) fn counted(mut self, stats: Arc<Stats>) -> Self {
        if let Some(to) = &mut self.to {
            to.stats = Some(stats);
        }
        self
    }

    /// Done.
    pub fn accept(self) {
        self.conclude(Outcome::Accepted(None));
    }

    /// Done, with bytes for the webhook's own response.
    pub fn accept_with(self, inline: Inline) {
        self.conclude(Outcome::Accepted(Some(inline)));
    }

    /// Given up on. Call it only when the dead letter is kept: upstream forgets the event now.
    pub fn reject(self, reason: Reason) {
        self.conclude(Outcome::Rejected(reason));
    }

    /// Lets go of an event that somebody upstream still has.
    ///
    /// # Errors
    /// Gives the ack back when nobody has it any more: then it must be accepted or rejected here.
    pub fn hand_back(self, after: Option<Duration>) -> Result<(), Ack> {
        self.settle(Outcome::Retry(after))
    }

    /// Says how often the event has been tried, before it is handed back: what only waited for its turn comes again as
    /// the same attempt. Without this, being admitted counts as one.
    pub fn tried(&self, times: u32) {
        if let Some(to) = &self.to {
            to.settle.tried(to.at, times);
        }
    }

    /// Settles with any outcome.
    ///
    /// # Errors
    /// As [`hand_back`](Self::hand_back), for [`Outcome::Retry`] only.
    pub fn settle(mut self, outcome: Outcome) -> Result<(), Ack> {
        let Some(to) = self.to.take() else { return Ok(()) };
        to.settle(outcome).map_err(|to| {
            self.to = Some(to);
            self
        })
    }

    /// Stands between the delivery and its outcome: the first of the two settles to `to`, the second is what was meant
    /// to be settled before. The first keeps the room, so that nothing becomes unbounded.
    pub fn rewrap(mut self, to: Arc<dyn Settle>, at: u32) -> (Ack, Ack) {
        let room = self.room.take();
        (Ack::new(to, at, room), self)
    }

    /// Takes the room out, to give it back early: the outcome is somebody else's to bring about.
    pub(crate) fn take_room(&mut self) -> Option<Room> {
        self.room.take()
    }

    /// For outcomes that cannot be refused.
    fn conclude(self, outcome: Outcome) {
        if let Err(mut refused) = self.settle(outcome) {
            debug_assert!(false, "only a retry may be refused");
            refused.to = None;
        }
    }
}

impl Drop for Ack {
    fn drop(&mut self) {
        let Some(to) = self.to.take() else { return };
        match to.settle(Outcome::Retry(None)) {
            Ok(()) => {
                if let Some(room) = &self.room {
                    room.stats().add(Count::Dropped);
                }
            }
            Err(to) => {
                tracing::error!("an event was dropped that nobody will send again: it is lost");
                // Whoever counts what is outstanding must still hear an end.
                let _ = to.settle(Outcome::Rejected(Reason::new(ReasonKind::Lost, "")));
            }
        }
    }
}

impl std::fmt::Debug for Ack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ack").field("at", &self.to.as_ref().map(|to| to.at)).finish_non_exhaustive()
    }
}

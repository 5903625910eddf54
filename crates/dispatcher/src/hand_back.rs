//! Handing back: letting go of an event that somebody upstream brings again.
//!
//! A lane that hands back one event hands back all that waits behind it, and its key is refused for the rest of the
//! source's epoch: what the source was still emitting cannot overtake. An event that nobody would bring again is never
//! handed back; behind one that is, it stays and runs.

use std::collections::VecDeque;
use std::time::Duration;

use pollhook_core::{Delivery, Kept, Key, Reason};

use crate::engine::Engine;
use crate::lanes::Epoch;
use crate::turn::{Step, Turn};

impl Engine {
    /// Hands back the head of a lane; where nobody keeps it, it is to be buried for this reason.
    pub(crate) fn let_go(&self, turn: Turn, after: Option<Duration>, reason: Reason) -> Step {
        match self.hand_back(turn, after) {
            Ok(()) => Step::Settled,
            Err(turn) => Step::Bury(turn, reason),
        }
    }

    /// Hands back the head of a lane and what waits behind it; gives it back where nobody keeps it.
    pub(crate) fn hand_back(&self, mut turn: Turn, after: Option<Duration>) -> Result<(), Turn> {
        if turn.delivery.kept == Kept::Nobody {
            return Err(turn);
        }
        let key = turn.event().key().cloned();
        // First nothing more can enter, then anybody is told: whoever is told may bring the next at once.
        let behind = key.as_ref().map(|key| self.lanes().retreat(key, epoch(&turn.delivery))).unwrap_or_default();
        turn.delivery.ack.tried(turn.delivery.attempt);
        match let_go_of(turn.delivery, after) {
            Ok(()) => {
                self.hand_back_behind(key, behind, after);
                Ok(())
            }
            Err(delivery) => {
                self.restore(key, behind);
                turn.delivery = delivery;
                Err(turn)
            }
        }
    }

    fn hand_back_behind(&self, key: Option<Key>, behind: VecDeque<Delivery>, after: Option<Duration>) {
        let let_go = |delivery: Delivery| match delivery.kept {
            Kept::Nobody => Some(delivery),
            _ => let_go_untried(delivery, after).err(),
        };
        let stays = behind.into_iter().filter_map(let_go).collect();
        self.restore(key, stays);
    }

    fn restore(&self, key: Option<Key>, items: VecDeque<Delivery>) {
        if let Some(key) = key.filter(|_| !items.is_empty()) {
            self.lanes().restore(&key, items);
        }
    }
}

/// Hands back an event whose turn never came, which is no attempt: or waiting behind a slow one would use up its tries.
pub(crate) fn let_go_untried(delivery: Delivery, after: Option<Duration>) -> Result<(), Delivery> {
    delivery.ack.tried(delivery.attempt.saturating_sub(1));
    let_go_of(delivery, after)
}

/// Hands back one event; gives it back where nobody keeps it any more.
fn let_go_of(delivery: Delivery, after: Option<Duration>) -> Result<(), Delivery> {
    match delivery.ack.hand_back(after) {
        Ok(()) => Ok(()),
        Err(ack) => Err(Delivery { ack, kept: Kept::Nobody, ..delivery }),
    }
}

/// The epoch in which an event may be refused: that of a poller ends with its rewind, that of a webhook with its request.
/// A store has none, since it holds the successors of what it keeps by itself.
pub(crate) fn epoch(delivery: &Delivery) -> Option<Epoch> {
    (delivery.kept == Kept::Upstream).then_some(Epoch { via: delivery.event.via(), number: delivery.epoch })
}

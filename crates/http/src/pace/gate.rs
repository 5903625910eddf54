//! One limit's door: who comes first goes first, and nobody before there is room.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use pollhook_core::{Clock, Limit};
use tokio::sync::{Mutex as Line, Notify, OwnedMutexGuard};

use super::tally::{Room, Tally};

/// What a chat, or the bot, has said, and who waits to say more.
#[derive(Debug)]
pub(super) struct Gate {
    /// Whoever is first in line holds it; tokio's lock lets them in as they came.
    line: Arc<Line<()>>,
    tally: Mutex<Tally>,
    answered: Notify,
}

/// It would have to wait for so long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct TooLong(pub(crate) Duration);

impl Gate {
    pub(super) fn new(limits: Vec<Limit>) -> Self {
        Self { line: Arc::default(), tally: Mutex::new(Tally::new(limits)), answered: Notify::new() }
    }

    /// Waits to be the first in line.
    pub(super) async fn line(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.line).lock_owned().await
    }

    /// Waits for room, up to `longest`, and counts one more. For the first in line only.
    pub(super) async fn enter<'g>(&'g self, clock: &'g dyn Clock, longest: Duration) -> Result<Counted<'g>, TooLong> {
        loop {
            let now = clock.now().at;
            let room = self.tally().enter(now);
            match room {
                Room::Now => return Ok(Counted { gate: self, clock }),
                Room::At(at) if at - now > longest => return Err(TooLong(at - now)),
                Room::At(at) => tokio::time::sleep(at - now).await,
                Room::OnceAnswered => self.answered.notified().await,
            }
        }
    }

    pub(super) fn hold(&self, until: Instant) {
        self.tally().hold(until);
    }

    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.tally().is_over(now)
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A message that counts as under way, until this is dropped.
pub(super) struct Counted<'g> {
    gate: &'g Gate,
    clock: &'g dyn Clock,
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.gate.tally().leave(self.clock.now().at);
        self.gate.answered.notify_one();
    }
}

//! Where the outcomes of what was told go: into the book, and to whoever waits for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Instant;

use pollhook_core::{Clock, NotKept, Outcome, Settle};
use tokio::sync::Notify;

use super::book::{Ended, Entry};
use super::world::World;

pub(super) struct Outcomes {
    world: Arc<World>,
    /// Where it was written that this was told.
    entry: usize,
    left: AtomicUsize,
    settled: Notify,
    /// From when on the platform has its acknowledgement and would bring nothing again.
    let_go: Option<Instant>,
}

impl Outcomes {
    pub(super) fn new(world: Arc<World>, entry: usize, events: usize, let_go: Option<Instant>) -> Self {
        Self { world, entry, left: AtomicUsize::new(events), settled: Notify::new(), let_go }
    }

    /// Waits until all have settled.
    pub(super) async fn settled(&self) {
        loop {
            let next = self.settled.notified();
            if self.left.load(SeqCst) == 0 {
                return;
            }
            next.await;
        }
    }

    fn ended(&self, ended: Ended) {
        let mut state = self.world.state();
        if let Some(Entry::Told { ended: known, .. }) = state.book.entry_mut(self.entry) {
            // Of several the worst is told.
            let worse = matches!((&known, &ended), (None, _) | (Some(Ended::Accepted), _) | (_, Ended::Buried(_)));
            if worse {
                *known = Some(ended);
            }
        }
    }
}

impl Settle for Outcomes {
    fn settle(&self, _at: u32, outcome: Outcome) -> Result<(), NotKept> {
        let ended = match outcome {
            Outcome::Retry(_) if self.let_go.is_some_and(|at| self.world.clock.now().at >= at) => return Err(NotKept),
            Outcome::Retry(_) => Ended::HandedBack,
            Outcome::Rejected(reason) => Ended::Buried(reason),
            _ => Ended::Accepted,
        };
        self.ended(ended);
        if self.left.fetch_sub(1, SeqCst) == 1 {
            self.settled.notify_waiters();
        }
        Ok(())
    }
}

//! What all parts of a dispatcher share.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use pollhook_core::{Bot, Clock, Count, DeadLetters, Delivery, Event, Kind, Reply, Shutdown, Stats, Stopper};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::hooks::Hooks;
use crate::index::Index;
use crate::lanes::Lanes;
use crate::route::Route;
use crate::settings::DispatchSettings;
use crate::sync::{AtomicUsize, Handle, Mutex, MutexGuard, TaskTracker};

/// So many kinds that no route took are told apart.
const KINDS_COUNTED: usize = 256;

pub(crate) struct Engine {
    pub(crate) routes: Vec<Route>,
    pub(crate) index: Index,
    /// For what has no route.
    pub(crate) hooks: Hooks,
    pub(crate) bot: Arc<Bot>,
    pub(crate) settings: DispatchSettings,
    pub(crate) letters: Arc<dyn DeadLetters>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) stats: Arc<Stats>,
    pub(crate) runtime: Handle,
    /// Every task that a lane runs in. Closed from the start, so that waiting ends whenever none is left.
    pub(crate) tasks: TaskTracker,
    pub(crate) end: End,
    /// How many lanes are backing off.
    pub(crate) backing_off: AtomicUsize,
    /// Where jitter comes from.
    pub(crate) jitter: RandomState,
    pub(crate) lanes: Mutex<Lanes<Delivery>>,
    pub(crate) unrouted: Mutex<HashMap<Kind, u64>>,
    /// Room for answers to presses that are on their way.
    pub(crate) answers: Arc<Semaphore>,
}

/// The three steps in which a dispatcher ends.
pub(crate) struct End {
    /// Tells handlers.
    pub(crate) stopper: Stopper,
    /// What handlers are told by.
    pub(crate) cancelled: Shutdown,
    /// Nothing waits for another try any more.
    pub(crate) stopping: CancellationToken,
    /// Nothing runs any more.
    pub(crate) aborted: CancellationToken,
}

impl Default for End {
    fn default() -> Self {
        let (stopper, cancelled) = Shutdown::pair();
        Self { stopper, cancelled, stopping: CancellationToken::new(), aborted: CancellationToken::new() }
    }
}

impl Engine {
    /// The lanes. Held for a moment only, and never while anything is settled.
    pub(crate) fn lanes(&self) -> MutexGuard<'_, Lanes<Delivery>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reply(&self, event: &Event) -> Reply {
        Reply::new(Arc::clone(&self.bot), event.clone())
    }

    /// More than half of what the bot may hold is waiting for another try.
    pub(crate) fn is_crowded(&self) -> bool {
        self.backing_off.load(Relaxed) * 2 > self.settings.in_flight
    }

    /// The pause after a try, if its error asks for none.
    pub(crate) fn backoff(&self, event: &Event, attempt: u32) -> Duration {
        self.settings.backoff.pause(attempt, self.jitter.hash_one((event.id(), attempt)))
    }

    /// Counts an event that no route took; its kind is named in the log the first time.
    pub(crate) fn count_unrouted(&self, event: &Event) {
        self.stats.add(Count::Unrouted);
        let mut unrouted = self.unrouted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = unrouted.get_mut(event.kind()) {
            *count += 1;
        } else if unrouted.len() < KINDS_COUNTED {
            unrouted.insert(event.kind().clone(), 1);
            drop(unrouted);
            tracing::debug!(event.kind = %event.kind(), "no route takes events of this kind: they are accepted unseen");
        }
    }
}

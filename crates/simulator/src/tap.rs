//! A tap on the wire of one party: what passes is counted and written down, and can be made to fail.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::RngExt;
use tokio::sync::Notify;

use crate::faults::Mischief;
use crate::log::Books;
use crate::site::Stage;
use crate::{Counters, Door, Exchange, Fault, Faults};

/// What one party says over the wire, for whoever watches it or disturbs it. Who a party is each side says: an app with
/// its pages, a student, a repository, an account.
#[derive(Debug)]
pub struct Tap {
    pub(crate) stage: Stage,
    pub(crate) books: Arc<Books>,
    pub(crate) changed: Arc<Notify>,
    mischief: Mutex<Mischief>,
}

impl Tap {
    pub(crate) fn new(stage: &Stage, seed: u64) -> Self {
        let options = &stage.options;
        let changed = Arc::new(Notify::new());
        Self {
            stage: stage.clone(),
            books: Books::new(stage.clock, options.history, Arc::clone(&changed)),
            changed,
            mischief: Mutex::new(Mischief::new(options.faults.clone(), options.late, seed)),
        }
    }

    /// The next request at this door that no other script has taken meets this fault.
    pub fn fail_next(&self, door: Door, fault: Fault) {
        self.mischief().script(door, fault);
    }

    /// Every request at this door meets this fault, until [`recover`](Self::recover).
    pub fn fail_always(&self, door: Door, fault: Fault) {
        self.mischief().always(door, fault);
    }

    /// Ends what was scripted for a door.
    pub fn recover(&self, door: Door) {
        self.mischief().recover(door);
    }

    /// The chances of faults, in place of those of the network.
    pub fn set_faults(&self, faults: Faults) {
        self.mischief().set_chances(faults);
    }

    /// What was counted so far.
    pub fn counters(&self) -> Counters {
        self.books.counters()
    }

    /// The wire log, oldest exchange first.
    pub fn log(&self) -> Vec<Exchange> {
        self.books.log()
    }

    /// Waits until the counters satisfy the caller; it looks again whenever something has changed.
    ///
    /// *Cancel safety*: dropping the future has no effect.
    pub async fn until(&self, mut satisfied: impl FnMut(&Counters) -> bool) -> Counters {
        loop {
            let mut changed = pin!(self.changed.notified());
            changed.as_mut().enable();
            let counters = self.counters();
            if satisfied(&counters) {
                return counters;
            }
            changed.await;
        }
    }

    pub(crate) fn draw(&self, door: Door) -> Option<Fault> {
        self.mischief().draw(door)
    }

    /// A number by chance.
    pub(crate) fn roll(&self) -> u64 {
        self.mischief().dice().random()
    }

    fn mischief(&self) -> MutexGuard<'_, Mischief> {
        self.mischief.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

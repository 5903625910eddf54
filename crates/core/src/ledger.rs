//! A window that deliveries settle into: one allocation serves all pages of a run.

use std::sync::PoisonError;

use crate::sync::{Mutex, MutexGuard, Notify};
use crate::{NotKept, Outcome, Settle, Window};

/// A [`Window`] behind a lock, which wakes its source when there is something to do.
#[derive(Debug, Default)]
pub struct Ledger {
    window: Mutex<Window>,
    pub(crate) wake: Notify,
}

impl Ledger {
    /// The window. Held for a moment only, never over an await.
    pub fn window(&self) -> MutexGuard<'_, Window> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the prefix moved, something was handed back or nothing is unsettled any more.
    ///
    /// *Cancel safety*: a wake-up that came before the call, or while nobody waited, is kept for the next call.
    pub async fn changed(&self) {
        self.wake.notified().await;
    }
}

impl Settle for Ledger {
    fn settle(&self, at: u32, outcome: Outcome) -> Result<(), NotKept> {
        let wake = self.window().settle(at, &outcome);
        if wake {
            self.wake.notify_one();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    #[test]
    fn a_settlement_wakes_who_waits_for_it() {
        let ledger = Ledger::default();
        let at = ledger.window().open([("1".into(), None)], None, 0);
        let mut changed = pin!(ledger.changed());
        let mut is_there = || changed.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
        assert!(!is_there(), "nothing has happened");
        ledger.settle(at, Outcome::Accepted(None)).unwrap();
        assert!(is_there() && ledger.window().unsettled() == 0);
    }
}

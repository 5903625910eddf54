//! The outcomes of one request's events, in one allocation.
//!
//! The answer to a request is the worst outcome of its events. A client may hang up at any moment, and then nobody
//! awaits a batch any more; so all that must happen at settlement happens in [`Settle::settle`].

use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use pollhook_core::{NotKept, Outcome, Settle};

/// What the events of one request settle into.
#[derive(Debug)]
pub(crate) struct Batch(Mutex<State>);

#[derive(Debug)]
struct State {
    unsettled: usize,
    /// An answer has one place for what a handler gives to ride in it, so only an event that came alone has it.
    alone: bool,
    /// Whether somebody upstream would bring the events again.
    kept: bool,
    worst: Outcome,
    waker: Option<Waker>,
}

impl Batch {
    /// A batch of so many events, which are `kept` upstream or not.
    pub(crate) fn new(events: usize, kept: bool) -> Self {
        let worst = Outcome::Accepted(None);
        Self(Mutex::new(State { unsettled: events, alone: events == 1, kept, worst, waker: None }))
    }

    /// The worst outcome, if all have settled. Most handlers are done by the time this is asked.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        let state = self.lock();
        (state.unsettled == 0).then(|| state.worst.clone())
    }

    /// Waits until all have settled; gives the worst outcome.
    ///
    /// *Cancel safety*: dropping it loses only the news.
    pub(crate) async fn settled(&self) -> Outcome {
        poll_fn(|cx| {
            let mut state = self.lock();
            if state.unsettled == 0 {
                return Poll::Ready(state.worst.clone());
            }
            state.waker = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }

    /// Gives up on the wait: the request is about to be acknowledged, and from now on nobody upstream has what is still
    /// unsettled. Says how many events that are.
    ///
    /// # Errors
    /// The outcome to answer with instead: everything has settled meanwhile, or one was handed back already, and the
    /// request must come again for its sake.
    pub(crate) fn let_go(&self) -> Result<usize, Outcome> {
        let mut state = self.lock();
        if state.unsettled == 0 || matches!(state.worst, Outcome::Retry(_)) {
            return Err(state.worst.clone());
        }
        state.kept = false;
        Ok(state.unsettled)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Settle for Batch {
    fn settle(&self, _at: u32, outcome: Outcome) -> Result<(), NotKept> {
        let waker = {
            let mut state = self.lock();
            if !state.kept && matches!(outcome, Outcome::Retry(_)) {
                return Err(NotKept);
            }
            state.unsettled = state.unsettled.saturating_sub(1);
            if state.alone || rank(&outcome) > 0 {
                let worst = std::mem::replace(&mut state.worst, Outcome::Accepted(None));
                state.worst = worse(worst, outcome);
            }
            if state.unsettled == 0 { state.waker.take() } else { None }
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(())
    }
}

/// The worse of two outcomes; of two that are handed back the one with the longer pause.
fn worse(a: Outcome, b: Outcome) -> Outcome {
    match (a, b) {
        (Outcome::Retry(a), Outcome::Retry(b)) => Outcome::Retry(a.max(b)),
        (a, b) if rank(&a) > rank(&b) => a,
        (_, b) => b,
    }
}

fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Retry(_) => 2,
        Outcome::Rejected(_) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use pollhook_core::{Inline, NotKept, Outcome, Reason, ReasonKind, Settle};

    use super::Batch;

    fn rejected() -> Outcome {
        Outcome::Rejected(Reason::new(ReasonKind::Failed, ""))
    }

    fn retry(secs: u64) -> Outcome {
        Outcome::Retry((secs > 0).then(|| Duration::from_secs(secs)))
    }

    fn inline() -> Outcome {
        Outcome::Accepted(Some(Inline::json("{}")))
    }

    fn outcome_of(outcomes: &[Outcome]) -> Option<Outcome> {
        let batch = Batch::new(outcomes.len(), true);
        for outcome in outcomes {
            assert_eq!(batch.outcome(), None, "not before the last");
            batch.settle(0, outcome.clone()).unwrap();
        }
        batch.outcome()
    }

    #[test]
    fn the_worst_outcome_counts() {
        let accepted = Outcome::Accepted(None);
        let table = [
            (vec![], accepted.clone()),
            (vec![inline()], inline()),
            (vec![inline(), inline()], accepted.clone()),
            (vec![inline(), rejected()], rejected()),
            (vec![rejected(), accepted.clone()], rejected()),
            (vec![retry(1), retry(5)], retry(5)),
            (vec![retry(3), rejected(), retry(0), accepted], retry(3)),
        ];
        for (outcomes, expected) in table {
            assert_eq!(outcome_of(&outcomes), Some(expected), "of {outcomes:?}");
        }
    }

    #[test]
    fn what_was_let_go_of_cannot_be_handed_back() {
        let batch = Batch::new(2, true);
        batch.settle(0, Outcome::Accepted(None)).unwrap();
        assert_eq!(batch.let_go(), Ok(1));
        assert_eq!(batch.settle(1, retry(0)), Err(NotKept));
        assert_eq!(batch.outcome(), None, "it stays unsettled");
        batch.settle(1, rejected()).unwrap();
        assert_eq!(batch.outcome(), Some(rejected()));
    }

    #[test]
    fn a_batch_that_must_come_again_is_not_let_go_of() {
        let batch = Batch::new(2, true);
        batch.settle(0, retry(2)).unwrap();
        assert_eq!(batch.let_go(), Err(retry(2)));
        assert_eq!(batch.settle(1, retry(0)), Ok(()), "the other one is still kept upstream");
        assert_eq!(batch.let_go(), Err(retry(2)), "settled meanwhile");
    }

    #[test]
    fn what_nobody_keeps_cannot_be_handed_back_from_the_start() {
        assert_eq!(Batch::new(1, false).settle(0, retry(0)), Err(NotKept));
    }
}

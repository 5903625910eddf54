//! A source's view of one delivery: a future of its outcome.
//!
//! For one event at a time (webhooks, tests). A page or a batch has one [`Ledger`](crate::Ledger) instead.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use crate::sync::{Mutex, MutexGuard};
use crate::{NotKept, Outcome, Settle};

/// Resolves to the outcome of one delivery.
///
/// *Cancel safety*: dropping it loses only the news. Nothing that must happen at settlement may live in code that
/// awaits a receipt.
#[derive(Debug)]
#[must_use = "a receipt does nothing unless awaited"]
pub struct Receipt(Arc<Cell>);

#[derive(Debug, Default)]
pub(crate) struct Cell(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    outcome: Option<Outcome>,
    waker: Option<Waker>,
}

impl Receipt {
    pub(crate) fn new() -> (Self, Arc<Cell>) {
        let cell = Arc::new(Cell::default());
        (Self(Arc::clone(&cell)), cell)
    }
}

impl Cell {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Future for Receipt {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        let mut state = self.0.lock();
        match &state.outcome {
            Some(outcome) => Poll::Ready(outcome.clone()),
            None => {
                state.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Settle for Cell {
    fn settle(&self, _at: u32, outcome: Outcome) -> Result<(), NotKept> {
        let waker = {
            let mut state = self.lock();
            state.outcome = Some(outcome);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
        Ok(())
    }
}

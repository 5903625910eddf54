//! How a source is told to stop.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use tokio::sync::watch;

/// Tells a source, or a handler, that the end has come. Level-triggered: whoever asks late is told all the same.
///
/// Shared, as each call of a handler has a copy and a copy of a receiver costs twice as much.
#[derive(Clone, Debug)]
pub struct Shutdown(Arc<watch::Receiver<Option<ShutdownOrder>>>);

/// The other end of a [`Shutdown`].
#[derive(Clone, Debug)]
pub struct Stopper(watch::Sender<Option<ShutdownOrder>>);

/// Why to stop, and by when.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ShutdownOrder {
    /// Why.
    pub reason: ShutdownReason,
    /// Until when to wait for what is outstanding.
    pub deadline: Instant,
}

/// Why a source is stopped.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ShutdownReason {
    /// Another source takes over: whatever runs goes on, and the successor's redelivery joins it.
    Switch,
    /// The process ends: whatever still runs at the deadline is cut off.
    Stop,
}

impl Shutdown {
    /// A pair of ends, not stopped yet.
    #[must_use]
    pub fn pair() -> (Stopper, Shutdown) {
        let (tx, rx) = watch::channel(None);
        (Stopper(tx), Shutdown(Arc::new(rx)))
    }

    /// The order, if it was given.
    #[must_use]
    pub fn order(&self) -> Option<ShutdownOrder> {
        *self.0.borrow()
    }

    /// Waits for the order. For ever, if the other end goes without giving one.
    ///
    /// *Cancel safety*: safe; the order stays.
    pub async fn requested(&self) -> ShutdownOrder {
        let mut rx = watch::Receiver::clone(&self.0);
        loop {
            if let Some(order) = *rx.borrow_and_update() {
                return order;
            }
            if rx.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Runs `work` until it is done or the order comes; `None` then, and `work` is dropped.
    ///
    /// *Cancel safety*: as safe as `work` is.
    pub async fn unless<F: Future>(&self, work: F) -> Option<F::Output> {
        let (mut work, mut order) = (pin!(work), pin!(self.requested()));
        poll_fn(|cx| match order.as_mut().poll(cx) {
            Poll::Ready(_) => Poll::Ready(None),
            Poll::Pending => work.as_mut().poll(cx).map(Some),
        })
        .await
    }

    /// Waits for the next order after `known`: a stop that escalates a switch.
    ///
    /// *Cancel safety*: safe.
    pub async fn escalated(&self, known: ShutdownOrder) -> ShutdownOrder {
        let mut rx = watch::Receiver::clone(&self.0);
        loop {
            match *rx.borrow_and_update() {
                Some(order) if order != known => return order,
                _ => {}
            }
            if rx.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Stopper {
    /// Gives the order. A stop escalates a switch; a switch does not soften a stop.
    pub fn stop(&self, order: ShutdownOrder) {
        self.0.send_if_modified(|current| {
            let keep = matches!(current, Some(c) if c.reason == ShutdownReason::Stop && order.reason == ShutdownReason::Switch);
            if !keep {
                *current = Some(order);
            }
            !keep
        });
    }

    /// Another end that is told.
    #[must_use]
    pub fn shutdown(&self) -> Shutdown {
        Shutdown(Arc::new(self.0.subscribe()))
    }
}

#[cfg(test)]
mod tests;

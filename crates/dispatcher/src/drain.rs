//! Coming to an end: in three steps, so that what can be finished is, and what cannot is handed back or kept.

use std::time::Duration;

use pollhook_core::{ShutdownOrder, ShutdownReason};

use crate::dispatcher::Dispatcher;

/// So long before the deadline handlers are cut off: sources need the time to commit what has settled.
pub const ABORT_BEFORE_END: Duration = Duration::from_millis(2500);

impl Dispatcher {
    /// The process is about to stop: handlers are told ([`Cancelled`](crate::Cancelled)), and nothing waits for another
    /// try any more: what was backing off is handed back, or buried where nobody would bring it again. Handlers go on,
    /// and so do events that wait for their turn. A switch changes nothing.
    pub fn cancel(&self, order: ShutdownOrder) {
        if order.reason != ShutdownReason::Switch {
            self.0.end.stopper.stop(order);
            self.0.end.stopping.cancel();
        }
    }

    /// Cuts off every handler that still runs. Their events, and those that have not begun, are handed back or buried.
    /// What is admitted from now on is treated likewise.
    pub fn abort(&self) {
        self.0.end.stopping.cancel();
        self.0.end.aborted.cancel();
    }

    /// Waits until nothing runs or waits here, and every task has ended.
    ///
    /// *Cancel safety*: safe.
    pub async fn idle(&self) {
        self.0.tasks.wait().await;
    }

    /// The whole of it: [`cancel`](Self::cancel), then [`abort`](Self::abort) [`ABORT_BEFORE_END`] if anything still
    /// runs, until all is idle. It may take longer than the order's deadline only if a letter cannot be kept in time.
    ///
    /// *Cancel safety*: what was begun is not taken back; it may be called again.
    pub async fn drain(&self, order: ShutdownOrder) {
        self.cancel(order);
        let left = order.deadline.saturating_duration_since(self.0.clock.now().at);
        tokio::select! {
            biased;
            () = self.idle() => return,
            () = tokio::time::sleep(left.saturating_sub(ABORT_BEFORE_END)) => self.abort(),
        }
        self.idle().await;
    }
}

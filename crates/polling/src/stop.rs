//! The end of a run: what was emitted settles until the deadline, and the last commit is made known.

use std::time::{Duration, Instant};

use pollhook_core::ShutdownOrder;

use crate::fetch::Desk;
use crate::run::Run;

/// How long the last commit may take. It comes after the deadline, so it must be short.
const LAST_COMMIT: Duration = Duration::from_secs(2);

/// How long it may take when the question that was left off had asked from the same place. It nearly always arrived and
/// so confirmed as much already, and a server may hold who repeats a question (Telegram: for three seconds; its server's
/// source, Client.cpp). One that never arrived makes this the first, which is answered at once.
const REPEATED: Duration = Duration::from_millis(500);

impl Run<'_> {
    /// Waits for what is outstanding, and says the last word.
    ///
    /// *Cancel safety*: a crash. What was not made known comes again.
    pub(crate) async fn close(&mut self, order: ShutdownOrder) {
        self.drain(order).await;
        let in_time = tokio::time::timeout(LAST_COMMIT, self.last_commit()).await;
        if in_time.is_err() {
            tracing::warn!(limit = ?LAST_COMMIT, "the last commit was not made in time: what it covers comes again");
        }
    }

    /// Waits until nothing is unsettled, until the deadline, or until that of a later order.
    async fn drain(&mut self, mut order: ShutdownOrder) {
        self.commits.follow();
        while self.commits.ledger.window().unsettled() > 0 {
            let left = self.left(order.deadline);
            let later = tokio::select! {
                biased;
                later = self.cx.shutdown.escalated(order) => Some(later),
                () = self.commits.step() => None,
                () = tokio::time::sleep(left) => break,
            };
            order = later.unwrap_or(order);
        }
        self.commits.follow();
    }

    /// A store is told by saving. A server that counts only the next fetch is told by a question whose answer is not
    /// emitted.
    async fn last_commit(&mut self) {
        self.commits.all_saved().await;
        let Some(upto) = self.commits.untold().cloned() else { return };
        let desk = Desk { clock: &*self.cx.clock, stats: &self.cx.stats };
        let patience = if self.commits.asked_from(&upto) { REPEATED } else { LAST_COMMIT };
        match tokio::time::timeout(patience, self.fetch.confirm(&upto, desk)).await {
            Ok(Ok(())) => self.commits.told(Some(upto)),
            Ok(Err(trouble)) => tracing::warn!(?trouble, "the last commit was refused: what it covers comes again"),
            Err(_) if patience == REPEATED => tracing::debug!("the last question is repeated and held: it was heard"),
            Err(_) => tracing::warn!(limit = ?LAST_COMMIT, "the last commit was not answered in time"),
        }
    }

    fn left(&self, deadline: Instant) -> Duration {
        deadline.saturating_duration_since(self.cx.clock.now().at)
    }
}

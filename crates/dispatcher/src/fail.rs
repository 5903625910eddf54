//! What becomes of an event whose handler failed: another try after a pause in its lane, or an end.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use pollhook_core::{Count, Delivery, ErrorKind, Kept, Reason, ReasonKind};
use tokio::time::sleep;

use crate::engine::Engine;
use crate::failure::Failure;
use crate::hooks::Choice;
use crate::open::{accept, stopped};
use crate::retry::{Decision, Facts, decide};
use crate::sync::AtomicUsize;
use crate::turn::{Step, Turn};

impl Engine {
    /// Decides what becomes of an event whose handler failed.
    pub(crate) async fn failed(&self, mut turn: Turn, failure: Failure) -> Step {
        self.stats.add(failure.count());
        tracing::debug!(%failure, attempt = turn.delivery.attempt, "a handler failed");
        turn.failing_since.get_or_insert_with(|| self.clock.now().at);
        let kind = match self.ask(&turn, &failure).await {
            Choice::Accept => return accept(turn),
            Choice::AsUsual => failure.kind(),
            Choice::Retry(after) => ErrorKind::Retry(after),
            Choice::GiveUp => ErrorKind::Permanent,
        };
        let facts = self.facts(&turn, kind);
        match decide(&self.settings, facts) {
            Decision::Pause(pause) => Step::Pause(turn, pause, failure),
            Decision::GiveUp => Step::Bury(turn, failure.reason()),
            Decision::LetGo(pause) => Step::LetGo(turn, Some(pause), why_let_go(facts, &failure)),
        }
    }

    fn facts(&self, turn: &Turn, kind: ErrorKind) -> Facts {
        let Delivery { event, attempt, kept, .. } = &turn.delivery;
        let since = turn.failing_since.map(|since| self.clock.now().at.saturating_duration_since(since));
        Facts {
            kind,
            kept: *kept,
            attempt: *attempt,
            failing_for: since.unwrap_or_default(),
            expires_in: self.expires_in(event, turn.route.map(|route| &self.routes[route])),
            backoff: self.backoff(event, *attempt),
            crowded: self.is_crowded(),
            stopping: self.end.stopping.is_cancelled(),
        }
    }

    /// Waits in the lane; nothing of its key can overtake.
    pub(crate) async fn pause(&self, mut turn: Turn, pause: Duration, failure: &Failure) -> Step {
        let backing_off = BackingOff::new(&self.backing_off);
        tokio::select! {
            biased;
            () = self.end.stopping.cancelled() => return Step::LetGo(turn, None, stopped(failure)),
            () = sleep(pause) => {}
        }
        drop(backing_off);
        turn.delivery.attempt += 1;
        self.stats.add(Count::Retries);
        Step::Open(turn)
    }
}

/// The reason for a dead letter where an event is to be let go that nobody keeps.
fn why_let_go(facts: Facts, failure: &Failure) -> Reason {
    match facts {
        Facts { kept: Kept::BySource, .. } => failure.reason(),
        Facts { stopping: true, .. } => stopped(failure),
        _ => Reason::new(ReasonKind::Crowded, failure.to_string()),
    }
}

/// Counts a lane as backing off while it lives.
struct BackingOff<'a>(&'a AtomicUsize);

impl<'a> BackingOff<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Self(count)
    }
}

impl Drop for BackingOff<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

//! What becomes of an event whose handler failed. Pure.

use std::time::Duration;

use pollhook_core::{ErrorKind, Kept};

use crate::settings::DispatchSettings;

/// All that the decision depends on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) kind: ErrorKind,
    pub(crate) kept: Kept,
    /// Which try has failed, from 1.
    pub(crate) attempt: u32,
    /// How long ago the first try here failed.
    pub(crate) failing_for: Duration,
    /// How long the platform still listens for an answer, if the route cares.
    pub(crate) expires_in: Option<Duration>,
    /// The pause if the error asks for none.
    pub(crate) backoff: Duration,
    /// Too much of the budget is backing off.
    pub(crate) crowded: bool,
    /// The process is about to stop.
    pub(crate) stopping: bool,
}

/// What to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Decision {
    /// Wait in the lane, then try again.
    Pause(Duration),
    /// Let whoever keeps it bring it again, not before this has passed; a dead letter where nobody keeps it.
    LetGo(Duration),
    /// Make it a dead letter.
    GiveUp,
}

/// Decides.
pub(crate) fn decide(settings: &DispatchSettings, facts: Facts) -> Decision {
    let ErrorKind::Retry(asked) = facts.kind else { return Decision::GiveUp };
    let pause = asked.unwrap_or(facts.backoff);
    if facts.attempt >= settings.attempts || facts.expires_in.is_some_and(|left| left <= pause) {
        return Decision::GiveUp;
    }
    // A store waits by itself, and as long as it takes.
    if facts.kept == Kept::BySource {
        return Decision::LetGo(pause);
    }
    if facts.failing_for.saturating_add(pause) >= settings.retry_for {
        return Decision::GiveUp;
    }
    if facts.stopping || facts.crowded { Decision::LetGo(pause) } else { Decision::Pause(pause) }
}

#[cfg(test)]
mod tests;

//! What follows from a failure: how long to pause, or that this is not for a poller to decide.
//!
//! Judged by cause. What may pass is tried again for ever; what only a person can mend ends the source with an error
//! that says what to do.

use std::time::{Duration, Instant};

use pollhook_core::{Failure, HttpErrorKind, SourceError};

use crate::backoff::Backoff;
use crate::dice::Dice;
use crate::fetch::Trouble;
use crate::pace::sane;

/// After so long without another sign of it, another consumer is taken to be gone.
const QUIET: Duration = Duration::from_secs(120);
/// So often in a row a poll that our own side ended is asked anew without a pause.
const AT_ONCE: u32 = 3;

/// What follows.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Try again after the pause.
    Pause { pause: Duration, why: String },
    /// Give up.
    GiveUp(SourceError),
}

/// The failures of a run, as far as later ones are judged by them.
#[derive(Debug)]
pub(crate) struct Troubles {
    dice: Dice,
    backoff: Backoff,
    conflict: Backoff,
    give_up_taken_after: Option<Duration>,
    /// Since when nothing works.
    since: Option<Instant>,
    taken: Option<Taken>,
    /// Polls in a row that our own side ended.
    own: u32,
    /// There was an answer once.
    reached: bool,
}

/// Another consumer has been seen. It may be seen between polls that work: each of two pollers ends the other's.
#[derive(Clone, Copy, Debug)]
struct Taken {
    since: Instant,
    last: Instant,
}

impl Troubles {
    pub(crate) fn new(give_up_taken_after: Option<Duration>, dice: Dice) -> Self {
        Self {
            dice,
            backoff: Backoff::brief(),
            conflict: Backoff::slow(),
            give_up_taken_after,
            since: None,
            taken: None,
            own: 0,
            reached: false,
        }
    }

    /// Since when nothing works, if that is so.
    pub(crate) fn since(&self) -> Option<Instant> {
        self.since
    }

    /// An exchange worked.
    pub(crate) fn over(&mut self, now: Instant) {
        if let Some(since) = self.since.take() {
            tracing::info!(after = ?now.saturating_duration_since(since), "polling works again");
        }
        self.reached = true;
        self.own = 0;
        self.backoff.reset();
        if self.taken.is_some_and(|taken| now.saturating_duration_since(taken.last) >= QUIET) {
            self.taken = None;
            self.conflict.reset();
        }
    }

    /// Judges a failure.
    pub(crate) fn judge(&mut self, trouble: Trouble, now: Instant) -> Verdict {
        let first = self.since.replace(self.since.unwrap_or(now)).is_none();
        let verdict = match trouble {
            Trouble::Broken(error) if error.kind() == HttpErrorKind::Invalid && !self.reached => {
                Verdict::GiveUp(SourceError::Config(error.to_string()))
            }
            Trouble::Broken(error) => self.pause(None, error.to_string()),
            Trouble::Failed(Failure::Taken(why)) => return self.taken(why, now),
            Trouble::Failed(failure) => self.judge_failure(failure),
        };
        // Said once; the rest is for who looks closer.
        match &verdict {
            Verdict::Pause { pause, why } if first => tracing::warn!(?pause, %why, "a poll failed: trying again"),
            Verdict::Pause { pause, why } => tracing::debug!(?pause, %why, "a poll failed again"),
            Verdict::GiveUp(_) => {}
        }
        verdict
    }

    fn judge_failure(&mut self, failure: Failure) -> Verdict {
        match failure {
            Failure::Retry { after, why } => self.pause(after, why),
            Failure::OwnOldPoll(why) if self.own < AT_ONCE => {
                self.own += 1;
                Verdict::Pause { pause: Duration::ZERO, why }
            }
            Failure::OwnOldPoll(why) => self.pause(None, why),
            Failure::WebhookActive(why) => Verdict::GiveUp(SourceError::WebhookActive(format!(
                "a webhook is registered, so the platform refuses to be polled ({why}): remove it, or set mode = \"webhook\""
            ))),
            Failure::Unauthorised(why) => Verdict::GiveUp(SourceError::Unauthorised(why)),
            Failure::Fatal(why) => Verdict::GiveUp(SourceError::Fatal(why.into())),
            other => self.pause(None, other.to_string()),
        }
    }

    /// What the platform asked for, or what chance says.
    fn pause(&mut self, asked: Option<Duration>, why: String) -> Verdict {
        let backoff = self.backoff.next(&mut self.dice);
        let pause = asked.filter(|asked| !asked.is_zero()).map_or(backoff, sane);
        Verdict::Pause { pause, why }
    }

    fn taken(&mut self, why: String, now: Instant) -> Verdict {
        let since = match self.taken {
            Some(taken) => taken.since,
            None => {
                tracing::warn!(%why, "another consumer takes this bot's events: polling slows down until it is gone");
                now
            }
        };
        self.taken = Some(Taken { since, last: now });
        let lasted = now.saturating_duration_since(since);
        if self.give_up_taken_after.is_some_and(|limit| lasted >= limit) {
            return Verdict::GiveUp(SourceError::Taken(format!(
                "another consumer has taken this bot's events for {} s ({why}): stop it, or this one",
                lasted.as_secs()
            )));
        }
        Verdict::Pause { pause: self.conflict.next(&mut self.dice), why }
    }
}

#[cfg(test)]
mod tests;

//! The one poll that a bot may have: throttled, held open, taken over by the next.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::Conflict;
use crate::telegram::kinds::Allowed;
use crate::telegram::params::Params;

/// The longest that a poll is held.
const LONGEST: i64 = 50;
/// The same offset sooner than this again is given one update only.
const TOO_SOON: Duration = Duration::from_millis(500);
/// The same offset sooner than this again is held at least this long.
const SOON: Duration = Duration::from_secs(3);

/// What a `getUpdates` asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    pub(crate) offset: i64,
    pub(crate) limit: usize,
    pub(crate) timeout: Duration,
    pub(crate) allowed: Option<Allowed>,
}

impl Ask {
    pub(crate) fn from_params(params: &Params) -> Self {
        let limit = params.int("limit").unwrap_or(100).clamp(1, 100);
        let timeout = params.int("timeout").unwrap_or(0).clamp(0, LONGEST);
        Self {
            offset: params.int("offset").unwrap_or(0),
            limit: usize::try_from(limit).unwrap_or(100),
            timeout: Duration::from_secs(timeout.unsigned_abs()),
            allowed: Allowed::parse(params.json("allowed_updates").as_ref()),
        }
    }
}

/// A poll that waits for its answer.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    ticket: u64,
    /// Updates from here on answer it.
    pub(crate) from: i64,
    pub(crate) limit: usize,
    pub(crate) until: Duration,
}

/// The polls of one bot.
#[derive(Debug, Default)]
pub(crate) struct Polls {
    /// Answers short polls at once whatever their pace, as platforms other than Telegram do.
    pub(crate) unthrottled: bool,
    previous: Option<(i64, Duration)>,
    held: Option<Held>,
    ended: BTreeMap<u64, (Conflict, Duration)>,
    tickets: u64,
}

impl Polls {
    /// Slows down whoever asks the same again.
    pub(crate) fn throttle(&mut self, ask: &mut Ask, now: Duration) {
        let since = self.previous.filter(|(offset, _)| *offset == ask.offset).map(|(_, at)| now.saturating_sub(at));
        self.previous = Some((ask.offset, now));
        let Some(since) = since.filter(|_| !self.unthrottled) else { return };
        if since < SOON {
            ask.timeout = ask.timeout.max(SOON);
        }
        if since < TOO_SOON {
            ask.limit = 1;
        }
    }

    /// A new poll waits from now on.
    pub(crate) fn hold(&mut self, from: i64, limit: usize, until: Duration) -> u64 {
        self.tickets += 1;
        self.held = Some(Held { ticket: self.tickets, from, limit, until });
        self.tickets
    }

    /// Ends the poll that waits, if there is one; its 409 leaves when `leaves` says.
    pub(crate) fn terminate(&mut self, conflict: Conflict, leaves: impl FnOnce() -> Duration) {
        if let Some(held) = self.held.take() {
            self.ended.insert(held.ticket, (conflict, leaves()));
        }
    }

    /// The poll of this ticket, if nothing ended it.
    pub(crate) fn held(&self, ticket: u64) -> Option<&Held> {
        self.held.as_ref().filter(|held| held.ticket == ticket)
    }

    /// Whether a poll waits for its answer.
    pub(crate) fn is_waiting(&self) -> bool {
        self.held.is_some()
    }

    /// Why the poll of this ticket ended, and when to say so.
    pub(crate) fn ended(&mut self, ticket: u64) -> Option<(Conflict, Duration)> {
        self.ended.remove(&ticket)
    }

    /// The poll was answered, or whoever asked went away.
    pub(crate) fn leave(&mut self, ticket: u64) {
        self.ended.remove(&ticket);
        self.held.take_if(|held| held.ticket == ticket);
    }
}

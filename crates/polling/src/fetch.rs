//! Where pages come from: all that the loop knows of a protocol, a line or a closure.

use std::time::Duration;

use async_trait::async_trait;
use pollhook_core::{Ask, Clock, Count, Cursor, Failure, HttpError, HttpErrorKind, Page, Stats};

/// Fetches pages.
#[async_trait]
pub(crate) trait Fetch: Send {
    /// Fetches what lies behind `from`.
    ///
    /// *Cancel safety*: dropping the future abandons the question; the next one may be any other. Upstream may have
    /// acted on it all the same, which is why nothing is asked from a cursor that is not committed where asking
    /// consumes.
    async fn fetch(&mut self, from: Option<&Cursor>, how: Ask, desk: Desk<'_>) -> Result<Fetched, Trouble>;

    /// Tells upstream that all up to `upto` is done, without asking for more, where it counts only the next fetch.
    ///
    /// *Cancel safety*: as above; what was not told comes again.
    async fn confirm(&mut self, _upto: &Cursor, _desk: Desk<'_>) -> Result<(), Trouble> {
        Ok(())
    }
}

/// What a fetch is done with: the time, and where to count.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    pub(crate) clock: &'a dyn Clock,
    pub(crate) stats: &'a Stats,
}

/// A page as it was fetched.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) page: Page,
    /// How many bytes it pins as long as one of its events lives.
    pub(crate) bytes: usize,
}

impl Fetched {
    /// A page, of which so many bytes came over the line.
    pub(crate) fn new(page: Page, came: usize) -> Self {
        let payloads = page.items.iter().map(|item| item.draft.payload.len()).sum();
        Self { page, bytes: came.max(payloads) }
    }
}

/// Why there is no page.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The platform said so.
    Failed(Failure),
    /// There was no whole answer.
    Broken(HttpError),
}

impl Trouble {
    /// Time ran out before there was an answer.
    pub(crate) fn is_silence(&self) -> bool {
        matches!(self, Self::Broken(error) if error.kind() == HttpErrorKind::Timeout)
    }
}

/// What a long poll may last longer than the server was asked to hold it. With Telegram's 50 s a stall shows within a
/// minute.
const MARGIN: Duration = Duration::from_secs(9);
/// How long an answer may take that the server does not hold: the body of a large page is part of it.
const AT_ONCE: Duration = Duration::from_secs(15);

/// When to take a question for lost.
pub(crate) fn limit(how: Ask) -> Duration {
    match how {
        Ask::Hold(hold) => AT_ONCE.max(hold + MARGIN),
        Ask::Look => AT_ONCE,
    }
}

/// Counts an exchange and how it ended.
pub(crate) fn counted<T>(ended: Result<T, Trouble>, stats: &Stats) -> Result<T, Trouble> {
    stats.add(Count::Polls);
    if ended.is_err() {
        stats.add(Count::FailedPolls);
    }
    ended
}

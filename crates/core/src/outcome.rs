//! How a delivery can end, and who is told.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

/// Where an outcome goes. `at` is the caller's own index, so that one allocation serves a whole page.
///
/// An implementation sets a bit, wakes whoever waits and returns; it may be called from any thread.
pub trait Settle: Send + Sync + 'static {
    /// Settles the delivery at `at`.
    ///
    /// # Errors
    /// [`NotKept`] answers an [`Outcome::Retry`] only: nobody upstream has the event any more (its answer went out
    /// early), so it cannot be handed back. The delivery then stays unsettled, and must be settled otherwise.
    fn settle(&self, at: u32, outcome: Outcome) -> Result<(), NotKept>;

    /// Hears how often the delivery at `at` has been tried, before it is handed back. Only who remembers attempts
    /// listens ([`Once`](crate::Once)).
    fn tried(&self, _at: u32, _times: u32) {}
}

/// How a delivery ended.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Outcome {
    /// Done; with bytes for the webhook's own response, if the handler gave some.
    Accepted(Option<Inline>),
    /// Handed back: *I no longer hold it*. Whoever kept it brings it again, not before the given time has passed.
    Retry(Option<Duration>),
    /// Given up on. The dead letter is kept already; upstream may forget the event.
    Rejected(Reason),
}

/// An event cannot be handed back: nobody upstream would bring it again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NotKept;

impl std::fmt::Display for NotKept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nobody upstream would bring this event again")
    }
}

impl std::error::Error for NotKept {}

/// What a handler gives to ride in the webhook's own response. Ignored where a platform has no place for it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Inline {
    /// The media type of `body`.
    pub content_type: &'static str,
    /// The bytes of the answer.
    pub body: Bytes,
}

impl Inline {
    /// An answer in JSON.
    pub fn json(body: impl Into<Bytes>) -> Self {
        Self { content_type: "application/json", body: body.into() }
    }
}

/// Why a delivery was given up on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reason {
    kind: ReasonKind,
    text: Arc<str>,
}

/// The sorts of [`Reason`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReasonKind {
    /// The handler returned an error until its attempts were used up, or one that no attempt can mend.
    Failed,
    /// The handler did not end within its time limit.
    TimedOut,
    /// The handler panicked.
    Panicked,
    /// The payload could not be read.
    Undecodable,
    /// The process was stopping, and nobody would have brought the event again.
    Stopped,
    /// There was no room to try again, and nobody would have brought the event again.
    Crowded,
    /// Its delivery was dropped by mistake, and nobody would have brought the event again. The only reason for which no
    /// letter is kept: nobody has the event any more.
    Lost,
}

impl Reason {
    /// A reason and its words. The words go into the dead letter, so no secret may be in them.
    pub fn new(kind: ReasonKind, text: impl Into<Arc<str>>) -> Self {
        Self { kind, text: text.into() }
    }

    /// Its sort.
    #[must_use]
    pub fn kind(&self) -> ReasonKind {
        self.kind
    }

    /// Its words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.kind {
            ReasonKind::Failed => "failed",
            ReasonKind::TimedOut => "timed out",
            ReasonKind::Panicked => "panicked",
            ReasonKind::Undecodable => "could not be read",
            ReasonKind::Stopped => "stopped",
            ReasonKind::Crowded => "no room to retry",
            ReasonKind::Lost => "lost",
        };
        if self.text.is_empty() { f.write_str(kind) } else { write!(f, "{kind}: {}", self.text) }
    }
}

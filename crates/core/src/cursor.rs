//! A position in a platform's history, and where it is kept.

use std::time::Duration;

use async_trait::async_trait;
use compact_str::{CompactString, ToCompactString};

use crate::{BotId, BoxError};

/// A position in a platform's history: one line of text that only its protocol understands, compared for equality only.
#[derive(Clone, Debug, Eq, Hash, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct Cursor(CompactString);

impl Cursor {
    /// Makes a cursor of one non-empty line.
    ///
    /// # Errors
    /// [`InvalidCursor`] when the text is empty or holds a control character: it would not survive its file.
    pub fn new(text: impl Into<CompactString>) -> Result<Self, InvalidCursor> {
        let text = text.into();
        if text.is_empty() || text.chars().any(char::is_control) { Err(InvalidCursor) } else { Ok(Self(text)) }
    }

    /// The line itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<i64> for Cursor {
    fn from(number: i64) -> Self {
        Self(number.to_compact_string())
    }
}

impl From<u64> for Cursor {
    fn from(number: u64) -> Self {
        Self(number.to_compact_string())
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that cannot be a cursor.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidCursor;

impl std::fmt::Display for InvalidCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a cursor is one non-empty line without control characters")
    }
}

impl std::error::Error for InvalidCursor {}

/// Whose cursor it is: another server or another kind of poll is another history.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct CursorKey {
    /// The bot.
    pub bot: BotId,
    /// The platform's name.
    pub platform: CompactString,
    /// The address of the platform's API.
    pub api: CompactString,
    /// Which of the platform's histories, where it has several.
    pub kind: CompactString,
}

impl std::fmt::Display for CursorKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {} {}", self.bot, self.platform, self.api, self.kind)
    }
}

/// Where cursors survive a restart.
#[async_trait]
pub trait CursorStore: Send + Sync + 'static {
    /// Reads a cursor; `None` when there is none yet.
    ///
    /// # Errors
    /// When the store cannot be read, or holds what no cursor is: starting from nowhere would lose or repeat events.
    async fn load(&self, key: &CursorKey) -> Result<Option<Cursor>, BoxError>;

    /// Keeps a cursor. When it returns, the cursor survives a kill and a loss of power.
    ///
    /// *Cancel safety*: afterwards the store holds the old cursor or the new one, never half of one.
    ///
    /// # Errors
    /// When it cannot be written; the old cursor is then still there.
    async fn save(&self, key: &CursorKey, cursor: &Cursor) -> Result<(), BoxError>;

    /// How long ago the cursor was saved, as far as the store knows.
    async fn age(&self, _key: &CursorKey) -> Option<Duration> {
        None
    }
}

//! Where something is said, as a platform knows it.

use compact_str::CompactString;

/// Where one bot says something. With the bot it is an [`Address`](crate::Address), which can be kept.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// The chat's id.
    pub chat: CompactString,
    /// The thread within it.
    pub thread: Option<CompactString>,
    /// The press that is answered, where that is what it is for.
    pub press: Option<CompactString>,
    /// What else the platform needs to find the place, in its own words.
    pub via: Option<CompactString>,
}

impl Place {
    /// A chat.
    pub fn chat(id: impl Into<CompactString>) -> Self {
        Self { chat: id.into(), thread: None, press: None, via: None }
    }

    /// The same place in a chat that has moved.
    #[must_use]
    pub fn moved_to(&self, chat: impl Into<CompactString>) -> Self {
        Self { chat: chat.into(), ..self.clone() }
    }
}

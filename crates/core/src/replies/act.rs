//! What a bot can do in a chat, as plain data.

use compact_str::CompactString;

use super::media::Enclosure;
use super::out::Out;

/// One thing that a bot does in a chat.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Act {
    /// Says something.
    Send(Out),
    /// Changes what was said. What has neither a text nor a medium changes the buttons only.
    Edit(Posted, Out),
    /// Takes back what was said.
    Delete(Posted),
    /// Puts an emoji to a message.
    React(Posted, CompactString),
    /// Answers a press: ends its waiting.
    Answer(Notice),
    /// Shows that an answer is being written.
    Typing,
}

impl Act {
    /// What it does, in words that follow "cannot".
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Send(Out { media: Some(Enclosure::Photo(_)), .. }) => "send a photo",
            Self::Send(Out { media: Some(_), .. }) => "send a document",
            Self::Send(_) => "send a text",
            Self::Edit(..) => "edit a message",
            Self::Delete(_) => "delete a message",
            Self::React(..) => "react to a message",
            Self::Answer(_) => "answer a press",
            Self::Typing => "show that it is typing",
        }
    }
}

/// What somebody who pressed a button is shown.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Notice {
    /// Nothing: the button just ends its waiting.
    #[default]
    Nothing,
    /// A word that goes by itself.
    Brief(String),
    /// A word that has to be closed.
    Alert(String),
}

impl Notice {
    /// A word that has to be closed.
    pub fn alert(text: impl Into<String>) -> Self {
        Self::Alert(text.into())
    }
}

impl From<&str> for Notice {
    fn from(text: &str) -> Self {
        Self::Brief(text.to_owned())
    }
}

impl From<String> for Notice {
    fn from(text: String) -> Self {
        Self::Brief(text)
    }
}

/// A message that is there: the bot's, or somebody else's.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Posted {
    /// The platform's id of it, in its own words.
    pub id: CompactString,
    /// The handle of the medium in it, where there is one: such a message has a caption, no text.
    pub media: Option<CompactString>,
}

impl Posted {
    /// A message without a medium.
    pub fn new(id: impl Into<CompactString>) -> Self {
        Self { id: id.into(), media: None }
    }

    /// The same with a medium.
    #[must_use]
    pub fn with_media(self, handle: Option<impl Into<CompactString>>) -> Self {
        Self { media: handle.map(Into::into), ..self }
    }
}

/// What became of an [`Act`].
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Done {
    /// The messages that it made or changed, in order: several where a text was split.
    pub posted: Vec<Posted>,
    /// The chat that they are in, where that is not the one they were sent to (it moved).
    pub chat: Option<CompactString>,
}

impl Done {
    /// Made these messages.
    #[must_use]
    pub fn posted(posted: impl IntoIterator<Item = Posted>) -> Self {
        Self { posted: posted.into_iter().collect(), chat: None }
    }
}

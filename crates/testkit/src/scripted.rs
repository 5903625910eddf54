//! Two scripted platforms of the opposite kind to Telegram, so that the contract is nobody's shape in particular.
//!
//! | | [`Pushed`] | [`Paged`] |
//! |---|---|---|
//! | door | webhook only | polling only |
//! | comes again | never | for ever: the client holds the cursor |
//! | deadline | short; answered early when late | none |
//! | confirms | each request | whole pages only |
//!
//! Both speak of the same [`Word`]: `{"id": "7", "chat": "anna", "text": "hi"}`.

mod paged;
mod pushed;

use pollhook_core::{Chat, ChatKind, Draft, Event, Message, View, What};

pub use paged::Paged;
pub use pushed::Pushed;

/// What the scripted platforms tell of: somebody said something in a chat.
#[derive(Clone, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct Word {
    /// Names the event.
    pub id: String,
    /// Where it was said; its order is kept.
    pub chat: String,
    /// What was said.
    pub text: String,
}

impl Word {
    /// The event that it is, by either door.
    fn draft(&self) -> Draft {
        let payload = serde_json::to_vec(self).expect("strings are JSON");
        Draft::new(self.id.as_str(), "word", payload).key(self.chat.as_str())
    }
}

/// Reads a word as a message.
#[derive(Debug)]
struct Words;

impl View for Words {
    fn message(&self, event: &Event) -> Option<Message> {
        let word: Word = event.json().ok()?;
        let mut message = Message::default();
        message.chat = Some(Chat { id: word.chat.into(), kind: ChatKind::Private, title: None });
        message.text = Some(word.text);
        Some(message)
    }

    fn kinds(&self, what: What) -> &'static [&'static str] {
        if what == What::Message { &["word"] } else { &[] }
    }
}

//! Something new: a text, a picture, a file; what is shown with one is said before it.

use pollhook_core::{Address, Call, Enclosure, Media, Out, Unsupported};
use serde_json::{Value, json};

use super::{PLATFORM, Send, buttons};
use crate::upload;

/// Of an attachment that is uploaded ("Attachment Upload API").
const LARGEST_FILE: u64 = 25 << 20;

impl Send {
    /// The calls that say it: the medium, then its text, in parts where it is long, the last of them with the buttons.
    pub(super) fn say(&self, to: &Address, out: &Out) -> Result<Vec<Call>, Unsupported> {
        let texts = out.parts(self.longest_text, "a text on Messenger")?;
        let texts: Vec<_> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        if texts.is_empty() && out.media.is_none() {
            return Err(Unsupported::by(PLATFORM, "send an empty text"));
        }
        let medium = out.media.as_ref().map(Enclosure::clone).map(Message::Medium);
        let mut messages: Vec<_> = medium.into_iter().chain(texts.into_iter().map(Message::Text)).collect();
        let last = messages.pop();
        let calls = messages.into_iter().map(|message| self.message(to, message, Value::Null));
        let last = last.map(|last| {
            let with = buttons::below(last.text(), &out.buttons)?;
            self.message(to, last, with)
        });
        calls.chain(last).collect()
    }

    /// One message, with what is beside its text or its attachment.
    fn message(&self, to: &Address, message: Message<'_>, with: Value) -> Result<Call, Unsupported> {
        let mut body = json!({
            "recipient": { "id": to.chat.as_str() },
            // Within 24 h after the person's last message, and what a bot says is an answer to one.
            "messaging_type": "RESPONSE",
        });
        let (mut content, file) = match message {
            Message::Text(text) => (json!({ "text": text }), None),
            Message::Medium(medium) => attachment(&medium)?,
        };
        if with.get("attachment").is_some() {
            content = with;
        } else if let Value::Object(with) = with {
            content.as_object_mut().into_iter().for_each(|content| content.extend(with.clone()));
        }
        body["message"] = content;
        match file {
            None => Ok(self.messages(&body)),
            Some(file) => Ok(upload::form(self.messages(&Value::Null), &body, file)),
        }
    }
}

/// One message.
enum Message<'o> {
    Text(&'o str),
    Medium(Enclosure),
}

impl Message<'_> {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Medium(_) => None,
        }
    }
}

/// The attachment of a medium, and the file that goes with it. Meta keeps what is uploaded or fetched, and tells a handle.
fn attachment(medium: &Enclosure) -> Result<(Value, Option<pollhook_core::Part>), Unsupported> {
    let kind = match medium {
        Enclosure::Photo(_) => "image",
        Enclosure::Document(_) => "file",
        _ => return Err(Unsupported::by(PLATFORM, "send such a medium")),
    };
    let attached = |payload: Value| json!({ "attachment": { "type": kind, "payload": payload } });
    let by_url = |url: &str| attached(json!({ "url": url, "is_reusable": true }));
    match medium.media() {
        Media::Url(url) => Ok((by_url(url), None)),
        // What people sent is known by its address, what the page sent by an id.
        Media::Handle(handle) if is_url(handle) => Ok((by_url(handle), None)),
        Media::Handle(handle) => Ok((attached(json!({ "attachment_id": handle.as_str() })), None)),
        media => {
            let file = upload::part("filedata", media, LARGEST_FILE, PLATFORM)?;
            Ok((attached(json!({ "is_reusable": true })), Some(file)))
        }
    }
}

pub(super) fn is_url(handle: &str) -> bool {
    handle.starts_with("https://") || handle.starts_with("http://")
}

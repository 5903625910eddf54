//! Something new: a text, a picture, a file; what is shown with one is said before it.

use pollhook_core::{Call, Enclosure, Media, Out, Part, Place, Unsupported};
use serde_json::{Value, json};

use super::{PLATFORM, Send, buttons};
use crate::upload;

/// Of an attachment that is uploaded ("Attachment Upload API").
const LARGEST_FILE: u64 = 25 << 20;

impl Send {
    /// The calls that say it: the medium, then its text, in parts where it is long, the last of them with the buttons.
    pub(super) fn say(&self, to: &Place, out: &Out) -> Result<Vec<Call>, Unsupported> {
        let texts = out.parts(self.longest_text, "a text on Messenger")?;
        let texts: Vec<_> = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        if texts.is_empty() && out.media.is_none() {
            return Err(Unsupported::by(PLATFORM, "send an empty text"));
        }
        let mut messages = Vec::new();
        if let Some(medium) = &out.media {
            messages.push(attachment(medium)?);
        }
        messages.extend(texts.into_iter().map(|text| (json!({ "text": text }), None)));
        if let Some((content, _)) = messages.last_mut() {
            *content = buttons::below(content.take(), &out.buttons)?;
        }
        Ok(messages.into_iter().map(|(content, file)| self.message(to, &content, file)).collect())
    }

    fn message(&self, to: &Place, content: &Value, file: Option<Part>) -> Call {
        let body = json!({
            "recipient": { "id": to.chat.as_str() },
            // Within 24 h after the person's last message, and what a bot says is an answer to one.
            "messaging_type": "RESPONSE",
            "message": content,
        });
        let call = match file {
            None => self.messages(&body),
            Some(file) => upload::form(self.messages(&Value::Null), &body, file),
        };
        call.message_in(to.chat.clone())
    }
}

/// The attachment of a medium, and the file that goes with it. Meta keeps what is uploaded or fetched, and tells a handle.
fn attachment(medium: &Enclosure) -> Result<(Value, Option<Part>), Unsupported> {
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

//! Something new: a text, a picture, a file; with buttons below the last message that it takes.

use pollhook_core::{Call, Enclosure, Out, Place, Unsupported};
use serde_json::Value;

use super::form::{self, Named};
use super::keyboard::keyboard;
use super::place::place;
use super::{PLATFORM, Send};

/// In characters. The documentation does not say of which sort, so this counts Unicode's, of which there are fewest: what
/// is longer is certainly too long, and in between Telegram has the last word. What is split fits by either count.
pub(super) const LONGEST_TEXT: usize = 4096;
pub(super) const LONGEST_CAPTION: usize = 1024;

impl Send {
    /// The calls that say it. Only the first carries a medium.
    pub(super) fn say(&self, to: &Place, out: &Out) -> Result<Vec<Call>, Unsupported> {
        if out.text.trim().is_empty() && out.media.is_none() {
            return Err(Unsupported::by(PLATFORM, "send an empty text"));
        }
        let place = place(to)?;
        let with = |name: &str, text: &str| {
            let mut parameters = place.clone();
            parameters[name] = text.into();
            parameters
        };
        let mut messages = Vec::new();
        let mut texts = texts(out)?.into_iter();
        if let Some(media) = &out.media {
            let caption = texts.next().filter(|caption| !caption.is_empty());
            messages.push(Message::Medium(media, caption.map_or_else(|| place.clone(), |text| with("caption", text))));
        }
        messages.extend(texts.map(|text| Message::Text(with("text", text))));
        if let Some(Message::Medium(_, parameters) | Message::Text(parameters)) = messages.last_mut()
            && !out.buttons.is_empty()
        {
            parameters["reply_markup"] = keyboard(&out.buttons)?;
        }
        messages.into_iter().map(|message| self.message(message)).collect()
    }

    fn message(&self, message: Message<'_>) -> Result<Call, Unsupported> {
        let (media, mut parameters) = match message {
            Message::Text(parameters) => return Ok(self.api.call("sendMessage", &parameters)),
            Message::Medium(media, parameters) => (media, parameters),
        };
        let (method, field) = match media {
            Enclosure::Photo(_) => ("sendPhoto", "photo"),
            Enclosure::Document(_) => ("sendDocument", "document"),
            _ => return Err(Unsupported::by(PLATFORM, "send such a medium")),
        };
        match form::name(&self.api, media, field)? {
            Named::Here(name) => {
                parameters[field] = name;
                Ok(self.api.call(method, &parameters))
            }
            Named::Attached(file) => Ok(form::form(&self.api, method, &parameters, file)),
        }
    }
}

/// One message, by its parameters.
enum Message<'o> {
    Text(Value),
    Medium(&'o Enclosure, Value),
}

/// The texts of all messages, the first of them the caption, where there is a medium.
fn texts(out: &Out) -> Result<Vec<&str>, Unsupported> {
    if out.media.is_none() {
        return out.parts(LONGEST_TEXT, "a text on Telegram");
    }
    out.parts_behind(LONGEST_CAPTION, LONGEST_TEXT, "a caption on Telegram")
}

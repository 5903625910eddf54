//! What becomes of a message later: another text, other buttons, an emoji, nothing.

use pollhook_core::{Call, Enclosure, Out, Place, Posted, Unsupported};
use serde_json::{Value, json};

use super::form::{self, Named};
use super::keyboard::keyboard;
use super::place::{business, number_or_text, spot};
use super::say::{LONGEST_CAPTION, LONGEST_TEXT};
use super::{PLATFORM, Send};

/// The name of the file in a form that changes a medium, as its JSON refers to it ("InputMediaPhoto").
const FILE: &str = "file";

impl Send {
    /// A message keeps its text, its medium and its buttons in three methods, and a caption in a fourth.
    pub(super) fn edit(&self, to: &Place, message: &Posted, out: &Out) -> Result<Call, Unsupported> {
        let mut parameters = spot(to, &message.id);
        let only_buttons = out.text.trim().is_empty() && out.media.is_none();
        // Those that are there go where none are named; a call that names nothing at all is none.
        if only_buttons || !out.buttons.is_empty() {
            parameters["reply_markup"] = keyboard(&out.buttons)?;
        }
        let call = match (&out.media, &message.media) {
            (Some(media), _) => self.edit_media(parameters, media, out)?,
            (None, _) if only_buttons => self.api.call("editMessageReplyMarkup", &parameters),
            (None, Some(_)) => {
                parameters["caption"] = whole(out, LONGEST_CAPTION, "a caption on Telegram")?;
                self.api.call("editMessageCaption", &parameters)
            }
            (None, None) => {
                parameters["text"] = whole(out, LONGEST_TEXT, "a text on Telegram")?;
                self.api.call("editMessageText", &parameters)
            }
        };
        Ok(call.repeatable())
    }

    fn edit_media(&self, mut parameters: Value, media: &Enclosure, out: &Out) -> Result<Call, Unsupported> {
        let kind = match media {
            Enclosure::Photo(_) => "photo",
            Enclosure::Document(_) => "document",
            _ => return Err(Unsupported::by(PLATFORM, "send such a medium")),
        };
        let caption = whole(out, LONGEST_CAPTION, "a caption on Telegram")?;
        let mut describe = |named: Value| {
            parameters["media"] = json!({ "type": kind, "media": named, "caption": caption });
        };
        match form::name(&self.api, media, FILE)? {
            Named::Here(name) => {
                describe(name);
                Ok(self.api.call("editMessageMedia", &parameters))
            }
            Named::Attached(file) => {
                describe(format!("attach://{FILE}").into());
                Ok(form::form(&self.api, "editMessageMedia", &parameters, file))
            }
        }
    }

    /// What was said on behalf of a business account is deleted by another method.
    pub(super) fn delete(&self, to: &Place, message: &Posted) -> Call {
        let call = match business(to) {
            None => self.api.call("deleteMessage", &spot(to, &message.id)),
            Some(id) => {
                let messages = [number_or_text(&message.id)];
                let parameters = json!({ "business_connection_id": id, "message_ids": messages });
                self.api.call("deleteBusinessMessages", &parameters)
            }
        };
        call.repeatable()
    }

    /// In place of the emoji that the bot put there before; an empty one takes it away.
    pub(super) fn react(&self, to: &Place, message: &Posted, emoji: &str) -> Call {
        let emojis = if emoji.is_empty() { json!([]) } else { json!([{ "type": "emoji", "emoji": emoji }]) };
        let parameters = json!({
            "chat_id": number_or_text(&to.chat),
            "message_id": number_or_text(&message.id),
            "reaction": emojis,
        });
        self.api.call("setMessageReaction", &parameters).repeatable()
    }
}

/// A text that stays in one message, for the other messages are not there yet.
fn whole(out: &Out, longest: usize, what: &str) -> Result<Value, Unsupported> {
    match out.parts(longest, what)?[..] {
        [text] => Ok(text.into()),
        _ => Err(Unsupported(format!("{what} has {longest} characters at most, and one that is changed stays one"))),
    }
}

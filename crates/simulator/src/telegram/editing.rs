//! What becomes of messages: edits by four methods, deletions, reactions; and the keyboards below them.

use serde_json::{Value, json};

use crate::telegram::errors::Refusal;
use crate::telegram::media::{Medium, caption};
use crate::telegram::methods::{Call, Done};

/// The most bytes that the data of a button have.
const LONGEST_DATA: usize = 64;

impl Call<'_> {
    pub(super) fn edit_text(&mut self) -> Result<Done, Refusal> {
        let text = self.text()?;
        self.edit(|message| {
            let old = message.get_mut("text");
            *old.ok_or_else(|| Refusal::bad("there is no text in the message to edit"))? = json!(text);
            Ok(())
        })
    }

    pub(super) fn edit_caption(&mut self) -> Result<Done, Refusal> {
        let caption = self.caption()?;
        self.edit(|message| {
            if message.contains_key("text") {
                return Err(Refusal::bad("there is no caption in the message to edit"));
            }
            set(message, "caption", caption.map(Value::from));
            Ok(())
        })
    }

    pub(super) fn edit_medium(&mut self) -> Result<Done, Refusal> {
        let media = self.params.json("media").ok_or_else(|| Refusal::bad("can't parse InputMedia"))?;
        let medium = match media["type"].as_str() {
            Some("photo") => Medium::Photo,
            Some("document") => Medium::Document,
            _ => return Err(Refusal::bad("can't parse InputMedia: media type is wrong")),
        };
        let caption = caption(media["caption"].as_str().map(str::to_owned))?;
        let file = self.taken(medium, "media", media["media"].as_str())?;
        self.edit(|message| {
            for old in ["text", Medium::Photo.name(), Medium::Document.name()] {
                message.remove(old);
            }
            message.insert(medium.name().to_owned(), medium.value(&file));
            set(message, "caption", caption.map(Value::from));
            Ok(())
        })
    }

    pub(super) fn edit_markup(&mut self) -> Result<Done, Refusal> {
        self.edit(|_| Ok(()))
    }

    /// Changes a message of the bot's, and gives it the keyboard of the call or none.
    fn edit(
        &mut self,
        change: impl FnOnce(&mut serde_json::Map<String, Value>) -> Result<(), Refusal>,
    ) -> Result<Done, Refusal> {
        let (chat, id, markup) = (self.chat()?, self.message_id(), self.markup()?);
        let date = self.world.clock.unix(self.now);
        let room = self.world.chats.open_to(chat, self.bot)?;
        let message = room.message_of(self.bot, id).ok_or_else(|| Refusal::bad("message to edit not found"))?;
        let mut edited = message.value.clone();
        let Some(fields) = edited.as_object_mut() else { return Err(Refusal::bad("message can't be edited")) };
        change(fields)?;
        set(fields, "reply_markup", markup);
        if edited == message.value {
            return Err(Refusal::bad("message is not modified"));
        }
        edited["edit_date"] = json!(date);
        message.value = edited.clone();
        Ok(self.shown(edited, Some(chat)))
    }

    pub(super) fn delete_message(&mut self) -> Result<Done, Refusal> {
        let (chat, id) = (self.chat()?, self.message_id());
        let room = self.world.chats.open_to(chat, self.bot)?;
        room.remove(id).ok_or_else(|| Refusal::bad("message to delete not found"))?;
        Ok(self.shown(json!(true), Some(chat)))
    }

    pub(super) fn react(&mut self) -> Result<Done, Refusal> {
        let (chat, id) = (self.chat()?, self.message_id());
        let reactions = self.params.json("reaction").unwrap_or_else(|| json!([]));
        let is_one = |reaction: &Value| reaction["emoji"].as_str().is_some_and(|emoji| !emoji.is_ascii());
        if !reactions.as_array().is_some_and(|reactions| reactions.len() <= 1 && reactions.iter().all(is_one)) {
            return Err(Refusal::bad("REACTION_INVALID"));
        }
        let room = self.world.chats.open_to(chat, self.bot)?;
        let known = room.messages().any(|message| message.id == id);
        if !known {
            return Err(Refusal::bad("message to react not found"));
        }
        Ok(self.shown(json!(true), Some(chat)))
    }

    /// The keyboard of a call; one without buttons is none.
    pub(super) fn markup(&self) -> Result<Option<Value>, Refusal> {
        let Some(markup) = self.params.json("reply_markup") else { return Ok(None) };
        let Some(rows) = markup["inline_keyboard"].as_array() else { return Ok(Some(markup)) };
        let buttons: Vec<_> = rows.iter().filter_map(Value::as_array).flatten().collect();
        for button in &buttons {
            if button["text"].as_str().is_none_or(str::is_empty) {
                return Err(Refusal::bad("can't parse inline keyboard button: Text buttons are unallowed"));
            }
            let data = button.get("callback_data").map(|data| data.as_str().unwrap_or_default().len());
            if data.is_some_and(|length| !(1..=LONGEST_DATA).contains(&length)) {
                return Err(Refusal::bad("BUTTON_DATA_INVALID"));
            }
        }
        Ok((!buttons.is_empty()).then_some(markup))
    }
}

fn set(message: &mut serde_json::Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(message.insert(name.to_owned(), value)),
        None => drop(message.remove(name)),
    }
}

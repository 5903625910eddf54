//! Users and chats, for whoever writes the script.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::Bot;
use crate::telegram::chats::{Barrier, Press};
use crate::telegram::media::Medium;
use crate::telegram::service::Service;
use crate::telegram::world::World;

/// Somebody who talks to bots.
#[derive(Clone, Debug)]
pub struct User {
    service: Arc<Service>,
    id: i64,
    name: String,
}

/// A private chat or a group.
#[derive(Clone, Debug)]
pub struct Chat {
    service: Arc<Service>,
    id: i64,
}

/// Something that a user did, and what each bot in the chat is going to hear of it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Happened {
    /// When, counted from the start of the network.
    pub at: Duration,
    /// The number of the message in its chat.
    pub message: i64,
    /// The update of each bot that wants this kind, by the number of the bot.
    pub updates: BTreeMap<i64, i32>,
}

impl User {
    pub(crate) fn new(service: &Arc<Service>, name: &str) -> Self {
        let id = service.world().chats.user(name);
        Self { service: Arc::clone(service), id, name: name.to_owned() }
    }

    /// The number of the user, and of every private chat with them.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// The private chat between this user and the bots that are added to it. Several may be: then each of them hears
    /// everything, as if the user wrote the same to all.
    pub fn chat(&self) -> Chat {
        Chat { service: Arc::clone(&self.service), id: self.id }
    }

    /// Writes a message into a chat.
    pub fn says(&self, chat: &Chat, text: &str) -> Happened {
        let now = self.service.clock.now();
        let mut world = self.service.world();
        let mut message = json!({"text": text});
        if let Some(entities) = command_in(text) {
            message["entities"] = entities;
        }
        self.posts(&mut world, now, chat, message)
    }

    /// Sends a picture into a chat.
    pub fn sends_photo(&self, chat: &Chat, bytes: &[u8]) -> Happened {
        self.sends(Medium::Photo, chat, "photo.jpg", bytes)
    }

    /// Sends a file into a chat.
    pub fn sends_document(&self, chat: &Chat, name: &str, bytes: &[u8]) -> Happened {
        self.sends(Medium::Document, chat, name, bytes)
    }

    fn sends(&self, medium: Medium, chat: &Chat, name: &str, bytes: &[u8]) -> Happened {
        let now = self.service.clock.now();
        let mut world = self.service.world();
        let file = world.files.add(name, Bytes::copy_from_slice(bytes));
        self.posts(&mut world, now, chat, json!({ medium.name(): medium.value(&file) }))
    }

    fn posts(&self, world: &mut World, now: Duration, chat: &Chat, mut message: Value) -> Happened {
        message["from"] = self.value();
        message["date"] = json!(world.clock.unix(now));
        let everyone = if world.options.open { world.bot_ids() } else { Vec::new() };
        let Some(room) = world.chats.room(chat.id) else { return Happened::at(now) };
        room.bots.extend(everyone);
        let message = room.add(None, message);
        let bots: Vec<_> = room.bots.iter().copied().collect();
        let mut happened = Happened { message: message["message_id"].as_i64().unwrap_or(0), ..Happened::at(now) };
        for bot in bots {
            happened.tell(world, bot, "message", &message);
        }
        happened
    }

    /// Presses a button under the newest message that has one with this label or this data. `None`: there is no such
    /// button.
    pub fn presses(&self, chat: &Chat, button: &str) -> Option<Happened> {
        let now = self.service.clock.now();
        let mut world = self.service.world();
        let room = world.chats.room(chat.id)?;
        let (message, bot, data) = room.messages().find_map(|message| {
            let data = data_of(&message.value, button)?;
            Some((message.clone(), message.bot?, data))
        })?;
        let id = world.chats.press(Press { bot, chat: chat.id });
        let query = json!({
            "id": id.to_string(),
            "from": self.value(),
            "message": message.value,
            "chat_instance": chat.id.to_string(),
            "data": data,
        });
        let mut happened = Happened { message: message.id, ..Happened::at(now) };
        happened.tell(&mut world, bot, "callback_query", &query);
        Some(happened)
    }

    fn value(&self) -> Value {
        json!({"id": self.id, "is_bot": false, "first_name": self.name, "language_code": "en"})
    }
}

impl Happened {
    fn at(at: Duration) -> Self {
        Self { at, message: 0, updates: BTreeMap::new() }
    }

    fn tell(&mut self, world: &mut World, bot: i64, kind: &str, payload: &Value) {
        let Some(seat) = world.seat(bot) else { return };
        if let Some(update) = seat.desk.add(kind, payload, self.at) {
            self.updates.insert(bot, update);
        }
        seat.changed.notify_waiters();
    }
}

/// The entity of a command at the beginning of a text; its length counts UTF-16 units.
fn command_in(text: &str) -> Option<Value> {
    let command = text.split_whitespace().next().filter(|word| word.len() > 1 && text.starts_with('/'))?;
    Some(json!([{"type": "bot_command", "offset": 0, "length": command.encode_utf16().count()}]))
}

/// The data of the button with this label or this data.
fn data_of(message: &Value, button: &str) -> Option<Value> {
    let rows = message.pointer("/reply_markup/inline_keyboard")?.as_array()?;
    let mut buttons = rows.iter().filter_map(Value::as_array).flatten();
    let found = buttons.find(|found| found["text"] == button || found["callback_data"] == button)?;
    found.get("callback_data").cloned()
}

impl Chat {
    pub(crate) fn group(service: &Arc<Service>, title: &str) -> Self {
        let id = service.world().chats.group(title);
        Self { service: Arc::clone(service), id }
    }

    /// The number of the chat.
    pub fn id(&self) -> i64 {
        self.id
    }

    /// Lets a bot take part.
    pub fn add(&self, bot: &Bot) -> &Self {
        if let Some(room) = self.service.world().chats.room(self.id) {
            room.bots.insert(bot.id());
        }
        self
    }

    /// Keeps bots from writing here; `None` lets them again.
    pub fn set_barrier(&self, barrier: Option<Barrier>) {
        if let Some(room) = self.service.world().chats.room(self.id) {
            room.barrier = barrier;
        }
    }

    /// Turns a group into a supergroup: another chat. Bots that write to the old one are told so.
    pub fn upgrade(&self) -> Chat {
        let id = self.service.world().chats.upgrade(self.id).unwrap_or(self.id);
        Chat { service: Arc::clone(&self.service), id }
    }
}

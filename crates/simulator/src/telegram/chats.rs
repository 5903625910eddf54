//! Who is there and where they talk: users, bots, chats, and the last messages of each chat.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::{Value, json};

use crate::telegram::errors::Refusal;

/// How many messages of a chat, and buttons pressed, are remembered.
const REMEMBERED: usize = 1000;
/// More unsent messages of a bot to one chat than this are refused for a minute.
const UNSENT: u128 = 310;

/// Why a bot may not write to a chat.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Barrier {
    /// The user has blocked the bot.
    Blocked,
    /// The user has deleted the account.
    Deactivated,
}

impl From<Barrier> for Refusal {
    fn from(barrier: Barrier) -> Self {
        let text = match barrier {
            Barrier::Blocked => "Forbidden: bot was blocked by the user",
            Barrier::Deactivated => "Forbidden: user is deactivated",
        };
        Self::new(403, text)
    }
}

/// All users and chats.
#[derive(Debug, Default)]
pub(crate) struct Chats {
    rooms: BTreeMap<i64, Room>,
    users: BTreeMap<String, i64>,
    groups: BTreeMap<String, i64>,
    presses: BTreeMap<u64, Press>,
    next_press: u64,
}

/// One chat.
#[derive(Debug)]
pub(crate) struct Room {
    pub(crate) id: i64,
    kind: &'static str,
    title: String,
    pub(crate) bots: BTreeSet<i64>,
    pub(crate) barrier: Option<Barrier>,
    pub(crate) migrated_to: Option<i64>,
    next_message: i64,
    messages: VecDeque<Message>,
    sending_until: Duration,
}

/// A message in a chat.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: i64,
    /// The bot that wrote it, unless a user did.
    pub(crate) bot: Option<i64>,
    pub(crate) value: Value,
}

/// A button that was pressed and may be answered once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Press {
    pub(crate) bot: i64,
    pub(crate) chat: i64,
}

impl Chats {
    /// The user of this name, new if need be. A private chat has the number of its user.
    pub(crate) fn user(&mut self, name: &str) -> i64 {
        if let Some(id) = self.users.get(name) {
            return *id;
        }
        let id = 1001 + self.users.len() as i64;
        self.users.insert(name.to_owned(), id);
        self.rooms.insert(id, Room::new(id, "private", name));
        id
    }

    /// The group of this name, new if need be.
    pub(crate) fn group(&mut self, title: &str) -> i64 {
        if let Some(id) = self.groups.get(title) {
            return *id;
        }
        let id = -(2001 + self.groups.len() as i64);
        self.groups.insert(title.to_owned(), id);
        self.rooms.insert(id, Room::new(id, "group", title));
        id
    }

    /// Turns a group into a supergroup, which is another chat with another number.
    pub(crate) fn upgrade(&mut self, id: i64) -> Option<i64> {
        let group = self.rooms.get_mut(&id)?;
        let to = *group.migrated_to.get_or_insert(id - 1_000_000_000_000);
        let mut room = Room::new(to, "supergroup", &group.title);
        room.bots = group.bots.clone();
        self.groups.insert(room.title.clone(), to);
        self.rooms.entry(to).or_insert(room);
        Some(to)
    }

    pub(crate) fn room(&mut self, id: i64) -> Option<&mut Room> {
        self.rooms.get_mut(&id)
    }

    /// The chat that a bot means, if it may write there.
    pub(crate) fn open_to(&mut self, id: i64, bot: i64) -> Result<&mut Room, Refusal> {
        let known = self.rooms.get_mut(&id).filter(|room| room.bots.contains(&bot));
        let room = known.ok_or_else(|| Refusal::bad("chat not found"))?;
        if let Some(to) = room.migrated_to {
            return Err(Refusal::migrated(to));
        }
        room.barrier.map_or(Ok(room), |barrier| Err(barrier.into()))
    }

    /// The number of the group that a bot calls `@name`.
    pub(crate) fn by_name(&self, name: &str) -> Option<i64> {
        self.groups.get(name).copied()
    }

    pub(crate) fn press(&mut self, press: Press) -> u64 {
        self.next_press += 1;
        self.presses.insert(self.next_press, press);
        if self.presses.len() > REMEMBERED {
            self.presses.pop_first();
        }
        self.next_press
    }

    pub(crate) fn answer_press(&mut self, id: u64, bot: i64) -> Option<Press> {
        self.presses.get(&id).filter(|press| press.bot == bot)?;
        self.presses.remove(&id)
    }
}

impl Room {
    fn new(id: i64, kind: &'static str, title: &str) -> Self {
        Self {
            id,
            kind,
            title: title.to_owned(),
            bots: BTreeSet::new(),
            barrier: None,
            migrated_to: None,
            next_message: 1,
            messages: VecDeque::new(),
            sending_until: Duration::ZERO,
        }
    }

    /// The Chat object.
    pub(crate) fn value(&self) -> Value {
        let name = if self.kind == "private" { "first_name" } else { "title" };
        json!({"id": self.id, "type": self.kind, name: self.title})
    }

    /// Adds a message; its number and chat are filled in.
    pub(crate) fn add(&mut self, bot: Option<i64>, mut value: Value) -> Value {
        let id = self.next_message;
        self.next_message += 1;
        value["message_id"] = json!(id);
        value["chat"] = self.value();
        self.messages.push_back(Message { id, bot, value: value.clone() });
        if self.messages.len() > REMEMBERED {
            self.messages.pop_front();
        }
        value
    }

    /// Newest first.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().rev()
    }

    /// A message that this bot wrote.
    pub(crate) fn message_of(&mut self, bot: i64, id: i64) -> Option<&mut Message> {
        self.messages.iter_mut().rev().find(|message| message.id == id && message.bot == Some(bot))
    }

    /// Takes away a message, whoever wrote it.
    pub(crate) fn remove(&mut self, id: i64) -> Option<Message> {
        let at = self.messages.iter().position(|message| message.id == id)?;
        self.messages.remove(at)
    }

    /// When a message that is sent now has left, at one message in `pace`.
    pub(crate) fn send_at(&mut self, pace: Duration, now: Duration) -> Result<Duration, Refusal> {
        let waiting = self.sending_until.saturating_sub(now);
        if !pace.is_zero() && waiting.as_nanos() / pace.as_nanos() >= UNSENT {
            return Err(Refusal::too_many(Some(60)));
        }
        self.sending_until = now.max(self.sending_until) + pace;
        Ok(self.sending_until)
    }
}

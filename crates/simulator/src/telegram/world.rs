//! Everything that the Telegram side knows, behind one lock that is held for moments only.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::Options;
use crate::clock::Clock;
use crate::faults::Mischief;
use crate::log::Books;
use crate::secret::Secret;
use crate::telegram::chats::Chats;
use crate::telegram::desk::Desk;
use crate::telegram::files::Files;
use crate::telegram::limits::Spent;

/// Whether the API service talks to a bot at all.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Standing {
    /// It does.
    #[default]
    Good,
    /// The token was revoked: 401.
    Revoked,
    /// This server serves other bots only: 421.
    Misdirected,
    /// The bot has called `logOut`: 400.
    LoggedOut,
    /// The server restarts: 500.
    Restarting,
}

/// A bot and all that belongs to it.
#[derive(Debug)]
pub(crate) struct Seat {
    pub(crate) id: i64,
    pub(crate) token: Secret,
    pub(crate) standing: Standing,
    pub(crate) desk: Desk,
    pub(crate) mischief: Mischief,
    pub(crate) spent: Spent,
    pub(crate) books: Arc<Books>,
    /// Told whenever anything about the bot has changed.
    pub(crate) changed: Arc<Notify>,
}

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) options: Options,
    pub(crate) clock: Clock,
    pub(crate) chats: Chats,
    pub(crate) files: Files,
    seats: BTreeMap<i64, Seat>,
}

/// The number of a bot: the digits before the colon of its token.
pub(crate) fn bot_id(token: &str) -> Option<i64> {
    let (digits, secret) = token.split_once(':')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let well_formed = !secret.is_empty() && secret.bytes().all(plain);
    digits.parse().ok().filter(|id| *id > 0 && well_formed)
}

impl World {
    pub(crate) fn new(options: Options, clock: Clock) -> Self {
        Self { options, clock, chats: Chats::default(), files: Files::default(), seats: BTreeMap::new() }
    }

    /// Gives a bot its seat. `false`: it had one.
    pub(crate) fn add_bot(&mut self, id: i64, token: &str) -> bool {
        if self.seats.contains_key(&id) {
            return false;
        }
        // Bots differ in their luck, and each has the same one in every run of the same seed.
        let seed = self.options.seed.wrapping_add(id.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let changed = Arc::new(Notify::new());
        let seat = Seat {
            id,
            token: Secret::new(token),
            standing: Standing::Good,
            desk: Desk::new(&self.options, seed),
            mischief: Mischief::new(self.options.faults.clone(), self.options.late, seed),
            spent: Spent::default(),
            books: Books::new(self.clock, self.options.history, Arc::clone(&changed)),
            changed,
        };
        self.seats.insert(id, seat);
        true
    }

    pub(crate) fn seat(&mut self, id: i64) -> Option<&mut Seat> {
        self.seats.get_mut(&id)
    }

    pub(crate) fn seats(&mut self) -> impl Iterator<Item = &mut Seat> {
        self.seats.values_mut()
    }

    pub(crate) fn bot_ids(&self) -> Vec<i64> {
        self.seats.keys().copied().collect()
    }

    /// A bot as a User object.
    pub(crate) fn bot_value(&self, id: i64) -> Value {
        json!({"id": id, "is_bot": true, "first_name": format!("Bot {id}"), "username": format!("simulated_{id}_bot")})
    }
}

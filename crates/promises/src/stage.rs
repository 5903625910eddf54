//! Whatever events come from, seen alike: what is said, what is under way, what is done.
//!
//! The promises of a kill and of order are the same on every platform, and so are their tests.

use std::collections::BTreeSet;

use pollhook_simulator::Options;

use crate::arena::{Arena, free_address};
use crate::config::{Door, config};
use crate::paged::Paged;
use crate::script::Step;
use crate::telegram::Telegram;

/// A network with its users, and the door by which a bot hears of them.
#[derive(Debug)]
pub struct Stage {
    /// How the bot reaches it, or is reached.
    pub door: Door,
    network: Network,
}

#[derive(Debug)]
enum Network {
    Telegram(Telegram),
    Paged(Paged),
}

impl Stage {
    /// Telegram; the bot asks, and the network holds the question.
    pub async fn long_poll(users: usize) -> Self {
        Self::long_poll_on(hasty(), users).await
    }

    /// The same, on a network with these options.
    pub async fn long_poll_on(options: Options, users: usize) -> Self {
        let telegram = Telegram::start(options, users).await;
        Self { door: Door::LongPoll(telegram.network.api_url()), network: Network::Telegram(telegram) }
    }

    /// Telegram; the bot asks again and again, and the network answers at once.
    pub async fn short_poll_on(options: Options, users: usize) -> Self {
        let telegram = Telegram::start(options, users).await;
        telegram.bot.allow_short_polls();
        Self { door: Door::ShortPoll(telegram.network.api_url()), network: Network::Telegram(telegram) }
    }

    /// Telegram; the network calls.
    pub async fn webhook(users: usize) -> Self {
        Self::webhook_on(hasty(), users).await
    }

    /// The same, on a network with these options.
    pub async fn webhook_on(options: Options, users: usize) -> Self {
        let telegram = Telegram::start(options, users).await;
        let door = Door::Webhook(telegram.network.api_url(), free_address());
        Self { door, network: Network::Telegram(telegram) }
    }

    /// The scripted platform whose client holds the cursor.
    pub async fn paged() -> Self {
        let paged = Paged::start(100).await;
        Self { door: Door::Paged(paged.api_url()), network: Network::Paged(paged) }
    }

    /// The simulated Telegram.
    ///
    /// # Panics
    /// On another stage.
    #[must_use]
    pub fn telegram(&self) -> &Telegram {
        match &self.network {
            Network::Telegram(telegram) => telegram,
            Network::Paged(_) => panic!("this is not Telegram"),
        }
    }

    /// The config of a bot on this stage.
    #[must_use]
    pub fn config(&self, more: &str) -> String {
        config(&self.door, more)
    }

    /// Somebody in the chat with this index says something.
    pub fn say(&self, chat: usize, number: u64, steps: &[Step]) {
        match &self.network {
            Network::Telegram(telegram) => telegram.say(chat, number, steps),
            Network::Paged(paged) => paged.say(&format!("chat{chat}"), number, steps),
        }
    }

    /// What the network was told is done. Where the client holds the cursor, that is what its file says.
    #[must_use]
    pub fn confirmed(&self, arena: &Arena) -> BTreeSet<u64> {
        match &self.network {
            Network::Telegram(telegram) => telegram.confirmed(),
            Network::Paged(paged) => paged.numbers(0, arena.cursor()),
        }
    }

    /// Whether it was told that all is done.
    #[must_use]
    pub fn is_done(&self, arena: &Arena) -> bool {
        match &self.network {
            Network::Telegram(telegram) => telegram.bot.pending() == 0,
            Network::Paged(paged) => arena.cursor() == paged.said(),
        }
    }

    /// What was with the bot and not confirmed when it was killed. Ask once a kill.
    #[must_use]
    pub fn was_in_flight(&self, arena: &Arena) -> BTreeSet<u64> {
        match &self.network {
            Network::Telegram(telegram) => telegram.in_flight(),
            Network::Paged(paged) => {
                let (from, upto) = (arena.cursor(), paged.end_of_life());
                paged.numbers(from, upto.max(from))
            }
        }
    }
}

/// What was refused comes again a hundred times sooner than in life.
fn hasty() -> Options {
    Options { speed: 100.0, ..Options::default() }
}

//! Whatever events come from, seen alike: what is said, what is under way, what is done.
//!
//! The promises of a kill and of order are the same on every platform, and so are their tests.

use std::collections::BTreeSet;
use std::future::{Future, ready};
use std::path::Path;

use pollhook_simulator::Options;

use crate::arena::{Arena, free_address};
use crate::bot::HEARS;
use crate::config::{Door, config};
use crate::devman::Devman;
use crate::facebook::Facebook;
use crate::github::GitHub;
use crate::paged::Paged;
use crate::script::Step;
use crate::telegram::Telegram;

/// A network with its users, and the door by which a bot hears of them.
#[derive(Debug)]
pub struct Stage<N = Telegram> {
    /// How the bot reaches it, or is reached.
    pub door: Door,
    /// The network itself.
    pub network: N,
}

/// What a test of any platform needs of a network.
pub trait Network {
    /// Somebody in the chat with this index says something.
    fn say(&self, chat: usize, number: u64, steps: &[Step]);

    /// What the network was told is done. Where the client holds the cursor, that is what its file says.
    fn confirmed(&self, arena: &Arena) -> BTreeSet<u64>;

    /// Whether it was told that all that was said is done.
    fn is_done(&self, arena: &Arena) -> bool;

    /// What was with the bot and not confirmed when it was killed. Ask once a kill.
    ///
    /// By the bot's own book, that is what it had begun in this life: what it has not begun cannot be done twice.
    fn was_in_flight(&self, arena: &Arena) -> BTreeSet<u64> {
        arena.journal.summary().begun_in_this_life.difference(&self.confirmed(arena)).copied().collect()
    }

    /// What must have happened before anything said is for the bot to hear. May take a life of it.
    fn open(&self, _arena: &Arena) -> impl Future<Output = ()> {
        ready(())
    }
}

impl Stage<Telegram> {
    /// Telegram; the bot asks, and the network holds the question.
    pub async fn long_poll(users: usize) -> Self {
        Self::long_poll_on(hasty(), users).await
    }

    /// The same, on a network with these options.
    pub async fn long_poll_on(options: Options, users: usize) -> Self {
        let telegram = Telegram::start(options, users).await;
        Self { door: Door::LongPoll(telegram.network.api_url()), network: telegram }
    }

    /// Telegram; the bot asks again and again, and the network answers at once.
    pub async fn short_poll_on(options: Options, users: usize) -> Self {
        let telegram = Telegram::start(options, users).await;
        telegram.bot.allow_short_polls();
        Self { door: Door::ShortPoll(telegram.network.api_url()), network: telegram }
    }

    /// Telegram; the network calls.
    pub async fn webhook(users: usize) -> Self {
        Self::webhook_on(hasty(), users).await
    }

    /// The same, on a network with these options.
    pub async fn webhook_on(options: Options, users: usize) -> Self {
        let telegram = Telegram::start(options, users).await;
        Self { door: Door::Webhook(telegram.network.api_url(), free_address()), network: telegram }
    }

    /// The simulated Telegram.
    #[must_use]
    pub fn telegram(&self) -> &Telegram {
        &self.network
    }
}

impl Stage<Paged> {
    /// The scripted platform whose client holds the cursor.
    pub async fn paged() -> Self {
        let paged = Paged::start(100).await;
        Self { door: Door::Paged(paged.api_url()), network: paged }
    }
}

impl Stage<Devman> {
    /// Devman, which can only be asked; the client holds the cursor.
    pub async fn devman() -> Self {
        let devman = Devman::start().await;
        Self { door: Door::Devman(devman.network.api_url()), network: devman }
    }
}

impl Stage<Facebook> {
    /// Messenger, which only calls.
    pub async fn messenger(people: usize) -> Self {
        let to = free_address();
        let facebook = Facebook::start(people, to).await;
        Self { door: Door::Messenger(facebook.network.api_url(), to), network: facebook }
    }
}

impl Stage<GitHub> {
    /// GitHub; the bot asks for the events of a repository.
    pub async fn github_polling() -> Self {
        let github = GitHub::start(false).await;
        Self { door: Door::GitHubPolling(github.network.api_url()), network: github }
    }

    /// GitHub; the repository's webhook calls.
    pub async fn github_webhook() -> Self {
        let github = GitHub::start(true).await;
        Self { door: Door::GitHubWebhook(github.network.api_url(), free_address()), network: github }
    }
}

impl<N: Network> Stage<N> {
    /// The config of a bot on this stage.
    #[must_use]
    pub fn config(&self, more: &str) -> String {
        config(&self.door, more)
    }

    /// A folder for a contestant on this stage.
    #[must_use]
    pub fn arena(&self, program: impl AsRef<Path>, more: &str) -> Arena {
        Arena::new(program, &self.config(more)).variable(HEARS, self.door.hears().word())
    }

    /// Somebody in the chat with this index says something.
    pub fn say(&self, chat: usize, number: u64, steps: &[Step]) {
        self.network.say(chat, number, steps);
    }

    /// What the network was told is done.
    #[must_use]
    pub fn confirmed(&self, arena: &Arena) -> BTreeSet<u64> {
        self.network.confirmed(arena)
    }
}

/// What was refused comes again a hundred times sooner than in life.
fn hasty() -> Options {
    Options { speed: 100.0, ..Options::default() }
}

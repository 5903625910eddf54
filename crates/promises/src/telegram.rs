//! The simulated Telegram with users who talk, and the book of what it was told is done.

use std::collections::BTreeSet;
use std::time::Duration;

use pollhook_simulator::{Bot, Chat, Glance, Network, Options, Record, User};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::arena::Arena;
use crate::script::{Script, Step};
use crate::stage;

/// The token of the contestant. Its second half is what must never be printed.
pub const TOKEN: &str = "7:nobody-may-read-this";

/// A network with one bot, and users with a private chat each.
#[derive(Debug)]
pub struct Telegram {
    /// The network itself.
    pub network: Network,
    /// The contestant, as the network sees it.
    pub bot: Bot,
    people: Vec<(User, Chat)>,
}

impl Telegram {
    /// Starts a network with so many users.
    pub async fn start(options: Options, users: usize) -> Self {
        let network = Network::start(options).await.expect("a network starts on loopback");
        let bot = network.bot(TOKEN).expect("a token");
        let join = |n| {
            let user: User = network.user(&format!("user{n}"));
            let chat = user.chat();
            chat.add(&bot);
            (user, chat)
        };
        let people = (0..users).map(join).collect();
        Self { network, bot, people }
    }

    /// The user with this index says something.
    pub fn say(&self, user: usize, number: u64, steps: &[Step]) {
        let (user, chat) = &self.people[user];
        user.says(chat, &Script::new(number, steps).to_string());
    }

    /// What the network was told is done.
    #[must_use]
    pub fn confirmed(&self) -> BTreeSet<u64> {
        self.numbers(|record| record.confirmed().is_some())
    }

    /// Waits until the network sees something in the bot.
    ///
    /// # Panics
    /// When it does not within `within`.
    pub async fn until(&self, within: Duration, sees: impl FnMut(&Glance) -> bool) -> Glance {
        let seen = tokio::time::timeout(within, self.bot.until(sees)).await;
        seen.unwrap_or_else(|_| panic!("not within {within:?}: {:?}", self.bot.glance()))
    }

    /// Waits until all that was said is confirmed.
    ///
    /// # Panics
    /// When it is not within `within`.
    pub async fn drained(&self, within: Duration) {
        self.until(within, |glance| glance.pending == 0).await;
    }

    /// Calls a method with the bot's token, as somebody else who has it might.
    pub async fn call(&self, method: &str, params: &Value) -> String {
        let (address, body) = (self.network.api_url().replace("http://", ""), params.to_string());
        let mut stream = TcpStream::connect(&address).await.expect("the network is there");
        let head = format!(
            "POST /bot{TOKEN}/{method} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).await.expect("it listens");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("it answers");
        answer
    }

    fn numbers(&self, which: impl Fn(&Record) -> bool) -> BTreeSet<u64> {
        let ledger = self.bot.ledger();
        let records = ledger.iter().filter(|record| which(record));
        records.filter_map(|record| Some(Script::parse(record.text.as_deref()?)?.number)).collect()
    }
}

impl stage::Network for Telegram {
    fn say(&self, chat: usize, number: u64, steps: &[Step]) {
        self.say(chat, number, steps);
    }

    fn confirmed(&self, _arena: &Arena) -> BTreeSet<u64> {
        self.confirmed()
    }

    fn is_done(&self, _arena: &Arena) -> bool {
        self.bot.pending() == 0
    }

    /// What was handed to the bot and is not confirmed.
    fn was_in_flight(&self, _arena: &Arena) -> BTreeSet<u64> {
        self.numbers(|record| record.is_pending() && !record.delivered.is_empty())
    }
}

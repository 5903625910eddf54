//! What befalls a bot, and what users see of it.

use std::collections::BTreeMap;
use std::time::Duration;

use pollhook_simulator::{Bot, Chat, Door, Fault, Network, Options, SentStream, User};
use tokio::runtime::Runtime;
use tokio::time::timeout;

use crate::kitchen::number;
use crate::life::{Home, Way};

/// How many orders there are when the bot is killed, and when that is: so many were answered.
pub(crate) const ORDERS: u32 = 12;
const KILLED_AT: usize = 3;

const TOKEN: &str = "1:no-secret";
const PEOPLE: [&str; 3] = ["Anna", "Ben", "Clara"];
/// When nothing has been said for so long, nothing more will be.
const SILENCE: Duration = Duration::from_secs(2);

/// What users saw of one bot.
pub(crate) struct Seen {
    pub(crate) way: Way,
    /// Replies to one order that the network delivered twice.
    pub(crate) to_a_double: usize,
    /// Replies to one order when the first attempt to reply was refused.
    pub(crate) to_a_refusal: usize,
    /// Of the orders around the kill: how many were replied to, and how many more than once.
    pub(crate) answered: usize,
    pub(crate) twice: usize,
}

/// Lets everything befall a bot.
pub(crate) fn befall(way: Way) -> pollhook::Result<Seen> {
    let mut stage = Stage::open()?;
    let home = Home::new(stage.network.api_url(), TOKEN)?;
    let life = home.begin(way)?;
    stage.until_it_hears(way)?;
    let to_a_double = stage.deliver_twice();
    let to_a_refusal = stage.refuse_a_reply();

    for number in 1..=ORDERS {
        stage.order(number);
    }
    let mut replies = stage.first_replies(KILLED_AT);
    life.kill();
    let life = home.begin(way)?;
    replies.extend(stage.all_replies());
    life.kill();

    let mut by_order = BTreeMap::<u32, usize>::new();
    for order in replies {
        *by_order.entry(order).or_default() += 1;
    }
    let twice = by_order.values().filter(|count| **count > 1).count();
    Ok(Seen { way, to_a_double, to_a_refusal, answered: by_order.len(), twice })
}

/// A network with a bot, three people and a kitchen.
struct Stage {
    runtime: Runtime,
    network: Network,
    bot: Bot,
    people: Vec<(User, Chat)>,
    sent: SentStream,
}

impl Stage {
    fn open() -> pollhook::Result<Self> {
        let runtime = Runtime::new()?;
        // A push that fails is tried again twenty times as soon as in life.
        let options = Options { speed: 20.0, ..Options::default() };
        let network = runtime.block_on(Network::start(options))?;
        let bot = network.bot(TOKEN).ok_or_else(|| pollhook::Error::permanent("this is no token"))?;
        let join = |name| {
            let user: User = network.user(name);
            let chat = user.chat();
            chat.add(&bot);
            (user, chat)
        };
        let (people, sent) = (PEOPLE.map(join).into(), network.sent());
        Ok(Self { runtime, network, bot, people, sent })
    }

    fn until_it_hears(&self, way: Way) -> pollhook::Result<()> {
        let hears = self.bot.until(|bot| if way.is_called() { bot.webhook.is_some() } else { bot.polling });
        let hears = self.runtime.block_on(async { timeout(Duration::from_secs(10), hears).await });
        hears.map(drop).map_err(|_| pollhook::Error::permanent(format!("the bot does not hear: {}", way.name())))
    }

    /// Orders in turn, each person in a chat of their own.
    fn order(&self, number: u32) {
        let (user, chat) = &self.people[number as usize % self.people.len()];
        user.says(chat, &format!("order {number}"));
    }

    /// The network repeats itself, as all of them do now and then.
    fn deliver_twice(&mut self) -> usize {
        // The question that is held has met its fate already: the one after it is meant.
        self.bot.fail_next(Door::Poll, Fault::Twice);
        self.order(0);
        self.all_replies();
        self.bot.fail_next(Door::Push, Fault::Twice);
        self.order(1);
        self.all_replies().len()
    }

    /// The API is out of order for one call.
    fn refuse_a_reply(&mut self) -> usize {
        self.bot.fail_next(Door::Send, Fault::Status(503));
        self.order(2);
        self.all_replies().len()
    }

    /// The orders that are replied to first.
    fn first_replies(&mut self, count: usize) -> Vec<u32> {
        let sent = &mut self.sent;
        self.runtime.block_on(async {
            let mut replies = Vec::new();
            while replies.len() < count
                && let Some(reply) = sent.next().await
            {
                replies.push(number(reply.text.as_deref().unwrap_or_default()));
            }
            replies
        })
    }

    /// The orders that are replied to until all is silent.
    fn all_replies(&mut self) -> Vec<u32> {
        let sent = &mut self.sent;
        self.runtime.block_on(async {
            let mut replies = Vec::new();
            while let Ok(Some(reply)) = timeout(SILENCE, sent.next()).await {
                replies.push(number(reply.text.as_deref().unwrap_or_default()));
            }
            replies
        })
    }
}

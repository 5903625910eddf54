//! Something is told to everybody, as fast as Telegram allows: many messages to many chats at once, of which the simulated
//! network counts each and refuses those that come too fast.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use pollhook::clock::TokioClock;
use pollhook_core::{
    Act, Answer, Call, Event, Limit, Out, Place, Platform, Posted, Replies, ReplyFailure, ReplyProtocol, SecretString,
    Setup, Unsupported,
};
use pollhook_http::{Constant, HttpClient, HttpSettings, Speaker, SpeakerSettings};
use pollhook_platforms::telegram::Telegram;
use pollhook_simulator::{Bot, Chat, Limits, Network, Options};
use serde_json::Value;
use tokio::time::Instant;

const TOKEN: &str = "1:simulated";

/// A network that counts, and a bot that knows some people in it.
pub struct Tempo {
    network: Network,
    bot: Bot,
    chats: Vec<Chat>,
    second: Duration,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Figure {
    /// How many messages were to be sent.
    pub wanted: usize,
    /// To how many chats.
    pub chats: usize,
    /// How long it took.
    pub took: Duration,
    /// How many messages people see.
    pub seen: usize,
    /// How many chats do not see what was said there, each message once and in order.
    pub wrong: usize,
    /// How often the network said 429.
    pub too_many: u64,
    /// How many messages were given up.
    pub failed: usize,
}

impl Tempo {
    /// A network with so many people, in which a second takes so long.
    pub async fn new(people: usize, second: Duration) -> Self {
        let limits = Some(Limits { second, ..Limits::default() });
        let network = Network::start(Options { limits, ..Options::default() }).await.unwrap();
        let bot = network.bot(TOKEN).expect("this is a token");
        let chats: Vec<_> = (0..people).map(|person| network.user(&format!("Person {person}")).chat()).collect();
        for chat in &chats {
            chat.add(&bot);
        }
        Self { network, bot, chats, second }
    }

    /// Who speaks as fast as it is told to.
    #[must_use]
    pub fn hasty(&self) -> Speaker {
        let clock = Arc::new(TokioClock::start());
        let token = Arc::new(Constant::new(SecretString::from(TOKEN)));
        let http = HttpClient::new(token, clock, &HttpSettings::default()).unwrap();
        let mut setup = Setup::new(self.network.api_url());
        setup.extras.insert("pace", "on".into());
        let protocol = Scaled { inner: Telegram.replies(&setup).unwrap(), second: self.second };
        Speaker::new(Arc::new(http), Arc::new(protocol), SpeakerSettings::default())
    }

    /// Who keeps Telegram's pace.
    #[must_use]
    pub fn patient(&self) -> Speaker {
        self.hasty().paced(Arc::new(TokioClock::start()))
    }

    /// Says so many things in every chat, all of it at once.
    pub async fn tell(&self, speaker: &Speaker, each: usize) -> Figure {
        let (mut told, before) = (self.network.sent(), self.bot.counters().too_many);
        let begun = Instant::now();
        let all = (0..each).flat_map(|number| self.chats.iter().map(move |chat| (chat.id(), number)));
        let sends = all.map(|(chat, number)| async move {
            let act = Act::Send(Out::text(number.to_string()));
            speaker.act(&Place::chat(chat.to_string()), &act).await.is_ok()
        });
        let sent = futures::future::join_all(sends).await;
        let took = begun.elapsed();
        let mut seen: BTreeMap<_, Vec<_>> = BTreeMap::new();
        while let Some(sent) = told.try_next() {
            seen.entry(sent.chat).or_default().push(sent.text);
        }
        let expected: Vec<_> = (0..each).map(|number| Some(number.to_string())).collect();
        let is_right = |chat: &&Chat| seen.get(&Some(chat.id())) == Some(&expected);
        Figure {
            wanted: sent.len(),
            chats: self.chats.len(),
            took,
            seen: seen.values().map(Vec::len).sum(),
            wrong: self.chats.len() - self.chats.iter().filter(is_right).count(),
            too_many: self.bot.counters().too_many - before,
            failed: sent.iter().filter(|sent| !**sent).count(),
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wanted, chats, took, seen, wrong, too_many, failed } = self;
        let rate = *seen as f64 / took.as_secs_f64();
        write!(
            f,
            "{wanted} messages to {chats} chats: {seen} seen in {:.1} s, {rate:.1} a second; ",
            took.as_secs_f64()
        )?;
        write!(f, "{too_many} times 429, {failed} given up, {wrong} chats with one missing, twice or out of order")
    }
}

impl fmt::Debug for Tempo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tempo").field("chats", &self.chats.len()).field("second", &self.second).finish_non_exhaustive()
    }
}

/// A platform where a second takes so long.
struct Scaled {
    inner: Arc<dyn ReplyProtocol>,
    second: Duration,
}

impl ReplyProtocol for Scaled {
    fn place(&self, event: &Event) -> Option<Place> {
        self.inner.place(event)
    }

    fn calls(&self, to: &Place, act: &Act) -> Result<Vec<Call>, Unsupported> {
        self.inner.calls(to, act)
    }

    fn limits(&self, chat: Option<&str>) -> Vec<Limit> {
        let scaled = |limit: Limit| Limit { within: self.second.mul_f64(limit.within.as_secs_f64()), ..limit };
        self.inner.limits(chat).into_iter().map(scaled).collect()
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        self.inner.read(answer)
    }

    fn posted(&self, result: &Value) -> Option<Posted> {
        self.inner.posted(result)
    }
}

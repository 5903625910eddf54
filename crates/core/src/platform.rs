//! What is known about one platform: its rules as data, and its optional halves as pure protocols.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Answer, BotId, Bots, Call, Door, Extra, Failure, Kind, Menu, PollProtocol, Replies, ReplyProtocol, View,
    WebhookProtocol,
};

/// One platform. Everything in it is pure; a half that a platform does not have is `None`.
pub trait Platform: Send + Sync + 'static {
    /// Its name in the config.
    fn name(&self) -> &'static str;

    /// What it allows and expects.
    fn rules(&self) -> &Rules;

    /// Every kind of event that can be subscribed, in its own words.
    fn kinds(&self) -> &'static [&'static str];

    /// Those of them that come by this door: all, unless its rules say `same_events = false`.
    fn told_by(&self, _door: Door) -> &'static [&'static str] {
        self.kinds()
    }

    /// The address of its API when the config names none.
    fn default_api(&self) -> &'static str;

    /// The keys that it adds to a bot's section of the config. What stands there is [`Setup::extras`].
    fn extras(&self) -> &'static [Extra] {
        &[]
    }

    /// What to do instead, where it has no such door: told to whoever asks for it in the config.
    fn instead_of(&self, _door: Door) -> Option<&'static str> {
        None
    }

    /// How somebody registers its webhook who has to do it by hand: told where the bot cannot.
    fn by_hand(&self) -> Option<&'static str> {
        None
    }

    /// How it is polled; `None` when it cannot be.
    ///
    /// # Errors
    /// [`SetupError`] when the settings cannot work.
    fn poll(&self, _setup: &Setup) -> Option<Result<Box<dyn PollProtocol>, SetupError>> {
        None
    }

    /// How it calls; `None` when it does not.
    ///
    /// # Errors
    /// [`SetupError`] when the settings cannot work: no secret where it has one, a secret that it would refuse.
    fn webhook(&self, _setup: &Setup) -> Option<Result<Arc<dyn WebhookProtocol>, SetupError>> {
        None
    }

    /// How a webhook is registered; `None` when that is done by hand.
    fn registration(&self, _setup: &Setup) -> Option<Arc<dyn Registration>> {
        None
    }

    /// How to ask who the bot is.
    fn identify(&self, _setup: &Setup) -> Option<Arc<dyn Identify>> {
        None
    }

    /// How to answer; `None` when the platform only tells.
    fn replies(&self, _setup: &Setup) -> Option<Arc<dyn ReplyProtocol>> {
        None
    }

    /// How it is told which commands there are; `None` where it shows none.
    fn menu(&self, _setup: &Setup) -> Option<Arc<dyn Menu>> {
        None
    }

    /// How its events are read as messages.
    fn view(&self, setup: &Setup) -> Arc<dyn View>;
}

/// What a platform allows and expects: data, so that no transport knows a platform by name.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rules {
    /// Polling and webhook exclude each other, and so do two pollers.
    pub exclusive: bool,
    /// When polled events are forgotten upstream.
    pub consumes: Consumes,
    /// How long a refused webhook is sent again; `None` where it never is.
    pub redelivers: Option<Duration>,
    /// How long a webhook may be kept waiting; `None` where no limit is known.
    pub ack_within: Option<Duration>,
    /// What to answer when the handler is not done by then.
    pub late: Late,
    /// The order that the platform keeps.
    pub order: Order,
    /// Both doors give the same events under the same ids.
    pub same_events: bool,
    /// The longest body it sends, in bytes.
    pub body_limit: usize,
    /// The longest that a server holds a question: default and maximum of `[polling] timeout`.
    pub poll_hold: Duration,
    /// The most requests it makes at a time to one webhook, if it can be told; `None` where it cannot.
    pub max_connections: Option<u32>,
}

impl Rules {
    /// The most careful rules: nothing comes again, nothing may wait; a platform states what it allows beyond.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            exclusive: false,
            consumes: Consumes::ByClient,
            redelivers: None,
            ack_within: None,
            late: Late::Ack,
            order: Order::None,
            same_events: false,
            body_limit: 1 << 20,
            poll_hold: Duration::from_secs(25),
            max_connections: None,
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::new()
    }
}

/// When polled events are forgotten upstream.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Consumes {
    /// The next fetch with a higher cursor consumes what lies below it.
    OnNextFetch,
    /// The client holds the cursor and may read again.
    ByClient,
}

/// What a webhook is answered when its handler is not done at the platform's deadline.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Late {
    /// 503: the platform asks again, and the redelivery joins the running handler.
    AskAgain,
    /// The platform's acknowledgement: it would forget the event or switch the hook off otherwise.
    Ack,
}

/// The order that a platform keeps.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Order {
    /// Within a key.
    PerKey,
    /// Over all events.
    Linear,
    /// None.
    None,
}

/// What a protocol is made with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Setup {
    /// The address of the API, without a slash at its end.
    pub api: String,
    /// Who the bot is, once that is known.
    pub identity: Option<Identity>,
    /// The kinds that the routes need: what is asked of the platform.
    pub kinds: Vec<Kind>,
    /// The secrets that authenticate a webhook, the newest first; several while rotating.
    pub secrets: Vec<SecretString>,
    /// What the config says for the keys of [`Platform::extras`], secret or not.
    pub extras: BTreeMap<&'static str, SecretString>,
    /// Where the platform calls this bot, if the config says so.
    pub url: Option<String>,
}

impl Setup {
    /// A setup for an API at `api`.
    pub fn new(api: impl Into<String>) -> Self {
        let mut api = api.into();
        api.truncate(api.trim_end_matches('/').len());
        Self { api, identity: None, kinds: Vec::new(), secrets: Vec::new(), extras: BTreeMap::new(), url: None }
    }

    /// What the config says for a key that the platform added; `None` when it says nothing.
    #[must_use]
    pub fn extra(&self, name: &str) -> Option<&str> {
        self.extras.get(name).map(ExposeSecret::expose_secret)
    }
}

/// Settings that cannot work. The text says what to do and holds no secret. One that begins with a key of the platform's
/// own, as in `` `watch = "…"` ``, is told with the line of that key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SetupError(pub String);

impl std::fmt::Display for SetupError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SetupError {}

/// How a webhook is registered: calls, and how to read their answers.
///
/// Some platforms have one webhook for a bot, others a list in which everybody has theirs. So whoever changes something
/// looks first: what was seen says which one is changed.
pub trait Registration: Send + Sync + 'static {
    /// Asks what is registered.
    fn view(&self) -> Call;

    /// Reads the answer to [`view`](Self::view): of a list, the webhook at [`Setup::url`].
    ///
    /// # Errors
    /// What the platform said.
    fn read_view(&self, answer: &Answer) -> Result<Registered, Failure>;

    /// Registers, in place of what was seen.
    fn set(&self, wanted: &Wanted, seen: &Registered) -> Call;

    /// Removes what was seen, `None` when there is nothing to remove; what is pending is dropped only when told to.
    fn remove(&self, seen: &Registered, drop_pending: bool) -> Option<Call>;

    /// Reads the answer to [`set`](Self::set) or [`remove`](Self::remove).
    ///
    /// # Errors
    /// What the platform said.
    fn read_done(&self, answer: &Answer) -> Result<(), Failure>;
}

/// What is registered, as the platform tells it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Registered {
    /// Where it calls; `None` when nothing is registered.
    pub url: Option<String>,
    /// The platform's name for it, where there may be several.
    pub handle: Option<CompactString>,
    /// How many events wait to be delivered.
    pub pending: Option<u64>,
    /// The last delivery that failed, in the platform's words.
    pub last_error: Option<String>,
    /// The kinds it sends; `None` when it tells only that it is the default.
    pub kinds: Option<Vec<Kind>>,
    /// The most requests it makes at a time.
    pub max_connections: Option<u32>,
}

impl Registered {
    /// Whether `wanted` asks for something else. A secret cannot be compared: no platform shows it.
    #[must_use]
    pub fn differs(&self, wanted: &Wanted) -> bool {
        let kinds = |kinds: &[Kind]| {
            let mut kinds: Vec<_> = kinds.to_vec();
            kinds.sort_unstable();
            kinds
        };
        let same_kinds = self.kinds.as_deref().is_some_and(|have| kinds(have) == kinds(&wanted.kinds));
        let same_connections = wanted.max_connections.is_none() || wanted.max_connections == self.max_connections;
        self.url.as_deref() != Some(&wanted.url) || !same_kinds || !same_connections
    }
}

/// What is to be registered.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where to call.
    pub url: String,
    /// The secret to authenticate with.
    pub secret: Option<SecretString>,
    /// The kinds to send, spelled out.
    pub kinds: Vec<Kind>,
    /// The most requests to make at a time.
    pub max_connections: Option<u32>,
}

/// How to ask who the bot is.
pub trait Identify: Send + Sync + 'static {
    /// Asks.
    fn ask(&self) -> Call;

    /// Reads the answer.
    ///
    /// # Errors
    /// What the platform said.
    fn read(&self, answer: &Answer) -> Result<Identity, Failure>;
}

/// Who the bot is on its platform.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// Its id there.
    pub id: CompactString,
    /// How users call it, without decoration (`echo_bot`).
    pub name: CompactString,
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({})", self.name, self.id)
    }
}

/// A bot as its handlers see it.
#[derive(Clone)]
pub struct Bot {
    /// Its name in the config.
    pub id: BotId,
    /// Its platform's name.
    pub platform: CompactString,
    /// Who it is there, if that is known.
    pub identity: Option<Identity>,
    /// How its events are read.
    pub view: Arc<dyn View>,
    /// How it speaks.
    pub replies: Arc<dyn Replies>,
    /// The bots of its process, itself included.
    pub bots: Bots,
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bot").field("id", &self.id).field("platform", &self.platform).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_registered_differs_in_url_kinds_or_connections() {
        let kinds = |names: &[&str]| names.iter().map(|name| Kind::from(*name)).collect::<Vec<_>>();
        let have = Registered {
            url: Some("https://a".to_owned()),
            kinds: Some(kinds(&["x", "y"])),
            max_connections: Some(4),
            ..Registered::default()
        };
        let want = |url: &str, names: &[&str], max_connections| Wanted {
            url: url.to_owned(),
            secret: None,
            kinds: kinds(names),
            max_connections,
        };
        assert!(!have.differs(&want("https://a", &["y", "x"], Some(4))), "in another order");
        assert!(!have.differs(&want("https://a", &["x", "y"], None)), "as many as the platform likes");
        assert!(have.differs(&want("https://b", &["x", "y"], Some(4))));
        assert!(have.differs(&want("https://a", &["x"], Some(4))));
        assert!(have.differs(&want("https://a", &["x", "y"], Some(5))));
        let by_default = Registered { kinds: None, ..have };
        assert!(by_default.differs(&want("https://a", &["x", "y"], Some(4))), "nobody knows which these are");
    }
}

//! The networks, who talks in them, and the config of the bots there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use pollhook_promises::arena::free_address;
use pollhook_promises::script::{Script, Step};
use pollhook_simulator::facebook::App;
use pollhook_simulator::{Network, Options, devman, facebook, github};
use serde_json::Value;

use super::places::{Devman, GitHub, Messenger, Place, Telegram};
use super::verdict::Said;
use crate::Error;

/// The bots by name; the first three are Telegram's.
pub(super) const LONG: &str = "long";
pub(super) const SHORT: &str = "short";
pub(super) const HOOK: &str = "hook";
pub(super) const DEVMAN: &str = "devman";
pub(super) const MESSENGER: &str = "messenger";
pub(super) const GITHUB: &str = "github";

/// So many chats talk to each bot.
pub(super) const CHATS: usize = 30;
/// What failed comes again so many times sooner than in life: a push to Messenger after 75 ms, 150 ms, and so on.
const SPEED: f64 = 200.0;
/// How long Devman holds a question, as against 90 s in life.
const HOLD: Duration = Duration::from_millis(600);

const APP_SECRET: &str = "soak-secret-of-the-app";
const VERIFY: &str = "soak-words-by-which-an-app-is-known";
const PAGE: &str = "soak-token-of-the-page";
const STUDENT: &str = "soak-token-of-the-student";
const OCTOBOT: &str = "soak-token-of-an-account";
const TELEGRAM: [&str; 3] = ["71:soak", "72:soak", "73:soak"];

/// All that is around the bots.
pub(super) struct World {
    network: Network,
    to: SocketAddr,
    app: App,
    places: BTreeMap<&'static str, Box<dyn Place>>,
    numbers: AtomicU64,
    said: Mutex<BTreeMap<u64, Said>>,
}

impl World {
    pub(super) async fn start(seed: u64) -> Result<Self, Error> {
        let devman = devman::Settings { hold: HOLD, ..devman::Settings::default() };
        let facebook = facebook::Settings { at_most: CHATS, ..facebook::Settings::default() };
        // The least that a client may ask for: once a second, as against once a minute in life; and as often as that.
        let github = github::Settings { poll_interval: 1, requests: 1 << 20, points: 1 << 20, ..Default::default() };
        let options = Options { seed, speed: SPEED, devman, facebook, github, ..Options::default() };
        let network = Network::start(options).await?;
        let app = network.app(APP_SECRET);
        let mut places: BTreeMap<&'static str, Box<dyn Place>> = BTreeMap::new();
        for (name, token) in [LONG, SHORT, HOOK].into_iter().zip(TELEGRAM) {
            places.insert(name, Box::new(telegram(&network, name, token)?));
        }
        places.insert(DEVMAN, Box::new(Devman { student: network.student(STUDENT) }));
        let people = (0..CHATS).map(|n| network.person(&format!("person {n}"))).collect();
        places.insert(MESSENGER, Box::new(Messenger { page: app.page(PAGE), app: app.clone(), people }));
        let (repo, account) = (network.repo("octocat", "hello-world"), network.account(OCTOBOT, "octobot"));
        let anna = network.developer("anna");
        places.insert(GITHUB, Box::new(GitHub { repo, account, anna, said: Mutex::default() }));
        let (numbers, said) = (AtomicU64::new(1), Mutex::default());
        Ok(Self { network, to: free_address(), app, places, numbers, said })
    }

    /// What each bot lives on, by its name.
    pub(super) fn places(&self) -> impl Iterator<Item = (&'static str, &dyn Place)> {
        self.places.iter().map(|(name, place)| (*name, &**place))
    }

    /// Somebody says something to a bot.
    pub(super) fn say(&self, bot: &'static str, chat: usize, steps: &[Step]) {
        let Some(place) = self.places.get(bot) else { return };
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        // A reply that fails often enough is a handler that does; and Messenger is answered early when it is kept waiting.
        let may_be_buried = bot == MESSENGER || steps.iter().any(|step| matches!(step, Step::Refuse | Step::Reply));
        // Messenger promises no order, and keeps none when a push has failed.
        let said = Said { bot, in_order: bot != MESSENGER, may_be_buried };
        // Written down before it is heard.
        self.said.lock().unwrap_or_else(PoisonError::into_inner).insert(number, said);
        place.say(chat, number, &Script::new(number, steps).to_string());
    }

    /// All that was said so far.
    pub(super) fn said(&self) -> BTreeMap<u64, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the networks were told is done, by their books and by the bots' file of cursors.
    pub(super) fn confirmed(&self, cursors: &Path) -> BTreeSet<u64> {
        let cursors = read(cursors);
        self.places().flat_map(|(name, place)| place.confirmed(cursors.get(name).map(String::as_str))).collect()
    }

    /// Whether the bots stand where they hear all that is said from now on: a newcomer to Devman hears only of what comes
    /// after its first question.
    pub(super) fn hears(&self, cursors: &Path) -> bool {
        read(cursors).contains_key(DEVMAN)
    }

    /// What the developer does in the app's dashboard once the bots run.
    pub(super) async fn subscribe(&self) -> Result<(), Error> {
        Ok(self.app.subscribe(&format!("http://{}/messenger", self.to), VERIFY).await?)
    }

    /// The config of the bots.
    pub(super) fn config(&self) -> String {
        let (api, to, [long, short, hook]) = (self.network.api_url(), self.to, TELEGRAM);
        let bot = |name: &str, platform: &str, token: &str| {
            format!("[[bot]]\nname = \"{name}\"\nplatform = \"{platform}\"\ntoken = \"{token}\"\napi = \"{api}\"\n")
        };
        let called = |path: &str, secret: &str| {
            format!(
                "[bot.source]\nmode = \"webhook\"\n[bot.webhook]\nurl = \"http://{to}/{path}\"\nsecret = \"{secret}\"\n"
            )
        };
        [
            format!("drain = \"4s\"\n[server]\nlisten = \"{to}\"\ntrusted_proxies = [\"127.0.0.1/32\"]\n"),
            bot(LONG, "telegram", long),
            bot(SHORT, "telegram", short) + "[bot.polling]\nstyle = \"short\"\ninterval = \"200ms\"\n",
            bot(HOOK, "telegram", hook) + &called("telegram", "soak-secret-of-the-hook"),
            bot(DEVMAN, "devman", STUDENT) + "[bot.polling]\ntimeout = \"1s\"\n",
            bot(MESSENGER, "messenger", PAGE)
                + &format!("verify_token = \"{VERIFY}\"\n")
                + &called("messenger", APP_SECRET),
            bot(GITHUB, "github", OCTOBOT) + "watch = \"octocat/hello-world\"\nhistory = \"all\"\n",
        ]
        .concat()
    }
}

fn telegram(network: &Network, name: &str, token: &str) -> Result<Telegram, Error> {
    let bot = network.bot(token).ok_or("a token is digits and letters")?;
    if name == SHORT {
        bot.allow_short_polls();
    }
    let people = (0..CHATS).map(|n| {
        let user = network.user(&format!("{name} {n}"));
        let chat = user.chat();
        chat.add(&bot);
        (user, chat)
    });
    Ok(Telegram { people: people.collect(), bot })
}

/// The cursor of each bot in its file. One that is not there yet holds none.
fn read(file: &Path) -> BTreeMap<String, String> {
    let json: Value =
        fs::read_to_string(file).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let text = |entry: &Value, name: &str| entry[name].as_str().map(str::to_owned);
    let entries = json["cursors"].as_array().into_iter().flatten();
    entries.filter_map(|entry| Some((text(entry, "bot")?, text(entry, "cursor")?))).collect()
}

//! The simulated Facebook with people who write to pages, and the book of what it was answered 200 for.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use pollhook_simulator::facebook::{App, Page, Person, Settings};
use pollhook_simulator::{Exchange, Network as Simulated, Options, What};

use crate::arena::Arena;
use crate::config::PATH;
use crate::pushed::SECRET;
use crate::script::{Script, Step};
use crate::stage::Network;

/// The token of the first page, with which the contestant answers.
pub const TOKEN: &str = "nobody-may-read-this-of-a-page";
/// The words by which the contestant knows Facebook, and Facebook it.
pub const VERIFY_TOKEN: &str = "nobody-may-read-this-of-facebook";

/// A push that failed comes again a thousand times sooner than in life: after 15 ms, then 30, and so on.
const SPEED: f64 = 1_000.0;
/// As many pushes on their way as there may be chats here.
const AT_MOST: usize = 100;

/// A network with an app on two pages, and people.
#[derive(Debug)]
pub struct Facebook {
    /// The network itself.
    pub network: Simulated,
    /// The app that the contestant serves.
    pub app: App,
    /// Its pages.
    pub pages: [Page; 2],
    /// Who writes to them.
    pub people: Vec<Person>,
    callback: String,
}

impl Facebook {
    pub(crate) async fn start(people: usize, to: SocketAddr) -> Self {
        let facebook = Settings { at_most: AT_MOST, ..Settings::default() };
        let network = Simulated::start(Options { speed: SPEED, facebook, ..Options::default() }).await;
        let network = network.expect("a network starts on loopback");
        let app = network.app(SECRET);
        let pages = [app.page(TOKEN), app.page("another page's")];
        let people = (0..people).map(|n| network.person(&format!("person{n}"))).collect();
        Self { app, pages, people, callback: format!("http://{to}{PATH}"), network }
    }

    /// What the developer does in the app's dashboard once the bot runs.
    pub async fn subscribe(&self) {
        self.app.subscribe(&self.callback, VERIFY_TOKEN).await.expect("the bot answers the challenge");
    }

    /// Somebody says something to one of the pages.
    pub fn say_to(&self, page: usize, person: usize, number: u64, steps: &[Step]) {
        self.people[person].says(&self.pages[page], &Script::new(number, steps).to_string());
    }

    /// Every push that was answered: the status, and how long that took.
    #[must_use]
    pub fn answers(&self) -> Vec<(u16, Duration)> {
        let answer = |exchange: &Exchange| match exchange.what {
            What::Deliver { status: Some(status), .. } => Some((status, exchange.ended - exchange.started)),
            _ => None,
        };
        self.app.tap().log().iter().filter_map(answer).collect()
    }
}

impl Network for Facebook {
    fn say(&self, chat: usize, number: u64, steps: &[Step]) {
        self.say_to(0, chat, number, steps);
    }

    fn confirmed(&self, _arena: &Arena) -> BTreeSet<u64> {
        let ledger = self.app.ledger();
        let confirmed = ledger.iter().filter(|note| note.confirmed().is_some());
        confirmed.filter_map(|note| Some(Script::parse(note.text.as_deref()?)?.number)).collect()
    }

    fn is_done(&self, _arena: &Arena) -> bool {
        self.app.pending() == 0
    }

    /// An app whose callback was never verified is told nothing.
    async fn open(&self, arena: &Arena) {
        let process = arena.ready().await;
        self.subscribe().await;
        process.terminate().await;
    }
}

//! The simulated GitHub with developers who comment on issues of one repository.
//!
//! By its webhook the book is what it was answered 2xx for; where it is polled, the client holds the cursor, and what is
//! confirmed stands in its file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pollhook_simulator::github::{Account, Developer, Done, Repo, Settings};
use pollhook_simulator::{Network as Simulated, Options};

use crate::arena::Arena;
use crate::script::{Script, Step};
use crate::stage::Network;

/// The token of the contestant.
pub const TOKEN: &str = "nobody-may-read-this-of-github";
/// Its account.
pub const LOGIN: &str = "greeter";

/// Nothing here takes longer, or it never comes.
const PATIENCE: Duration = Duration::from_secs(40);

/// A network with one repository that the contestant watches.
#[derive(Debug)]
pub struct GitHub {
    /// The network itself.
    pub network: Simulated,
    /// The repository.
    pub repo: Repo,
    /// The contestant's account.
    pub account: Account,
    /// Who works there.
    pub anna: Developer,
    /// A webhook calls the contestant, once there is one.
    calls: bool,
    said: Mutex<Said>,
}

#[derive(Debug, Default)]
struct Said {
    /// The issue of each chat.
    issues: BTreeMap<usize, u64>,
    /// What each number was said by, under the names of either door.
    done: BTreeMap<u64, Done>,
}

impl GitHub {
    pub(crate) async fn start(calls: bool) -> Self {
        // The least that a client may ask for: once a second, as against once a minute in life.
        let github = Settings { poll_interval: 1, ..Settings::default() };
        let network = Simulated::start(Options { github, ..Options::default() }).await;
        let network = network.expect("a network starts on loopback");
        let (repo, anna) = (network.repo("octocat", "hello-world"), network.developer("anna"));
        Self { repo, account: network.account(TOKEN, LOGIN), anna, calls, said: Mutex::default(), network }
    }

    /// The numbers of what was said, by what it is called at one of the doors.
    #[must_use]
    pub fn numbers(&self, which: impl Fn(&Done) -> bool) -> BTreeSet<u64> {
        self.said().done.iter().filter(|(_, done)| which(done)).map(|(number, _)| *number).collect()
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the webhook was answered 2xx for.
    fn delivered(&self) -> BTreeSet<u64> {
        let notes = self.repo.deliveries();
        let confirmed: BTreeSet<_> = notes.iter().filter(|note| note.confirmed().is_some()).map(|n| &*n.id).collect();
        self.numbers(|done| confirmed.contains(&*done.guid))
    }

    /// What lies at or before the newest event in a cursor: `octocat/hello-world 40001000001000007 …`.
    fn read_upto(&self, cursor: &str) -> BTreeSet<u64> {
        let id = |text: &str| text.parse::<u64>().ok();
        let newest = cursor.split(' ').nth(1).and_then(id);
        self.numbers(|done| done.event.as_deref().and_then(id) <= newest)
    }
}

impl Network for GitHub {
    /// The first thing that is said in a chat opens its issue.
    fn say(&self, chat: usize, number: u64, steps: &[Step]) {
        let text = Script::new(number, steps).to_string();
        let mut said = self.said();
        let done = match said.issues.get(&chat) {
            Some(issue) => self.anna.comments(&self.repo, *issue, &text),
            None => self.anna.opens_issue(&self.repo, &format!("issue of chat {chat}"), &text),
        };
        let done = done.expect("there is something to say");
        said.issues.insert(chat, done.number);
        said.done.insert(number, done);
    }

    fn confirmed(&self, arena: &Arena) -> BTreeSet<u64> {
        match arena.cursor() {
            Some(cursor) => self.read_upto(&cursor),
            None => self.delivered(),
        }
    }

    fn is_done(&self, arena: &Arena) -> bool {
        self.confirmed(arena).len() == self.said().done.len()
    }

    /// What happens before there is a webhook is told to nobody.
    async fn open(&self, arena: &Arena) {
        if self.calls {
            let process = arena.ready().await;
            let hooked = self.repo.tap().until(|_| !self.repo.hooks().is_empty());
            tokio::time::timeout(PATIENCE, hooked).await.expect("the bot makes a webhook");
            process.terminate().await;
        }
    }
}

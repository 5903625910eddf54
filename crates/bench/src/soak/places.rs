//! What each bot lives on: who talks there, and the book of what the network was told is done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use pollhook_promises::script::Script;
use pollhook_simulator::devman::{Student, Verdict};
use pollhook_simulator::facebook::{App, Page, Person};
use pollhook_simulator::github::{Account, Developer, Repo};
use pollhook_simulator::{Bot, Chat, Counters, Door, Fault, Faults, Note, Tap, User};

/// One bot's side of a network.
pub(super) trait Place: Send + Sync {
    /// Somebody says something in the chat with this index.
    fn say(&self, chat: usize, number: u64, text: &str);

    /// The numbers of what was confirmed. `cursor`: how far the bot has come by its own file, where it keeps that.
    fn confirmed(&self, cursor: Option<&str>) -> BTreeSet<u64>;

    /// How much waits, as far as the network knows.
    fn waiting(&self) -> usize;

    /// What passes between the bot and the network.
    fn wire(&self) -> Wire<'_>;
}

/// Where faults are put in, and exchanges counted.
pub(super) enum Wire<'a> {
    Bot(&'a Bot),
    Tap(&'a Tap),
}

impl Wire<'_> {
    pub(super) fn set_faults(&self, faults: Faults) {
        match self {
            Self::Bot(bot) => bot.set_faults(faults),
            Self::Tap(tap) => tap.set_faults(faults),
        }
    }

    pub(super) fn fail_next(&self, door: Door, fault: Fault) {
        match self {
            Self::Bot(bot) => bot.fail_next(door, fault),
            Self::Tap(tap) => tap.fail_next(door, fault),
        }
    }

    pub(super) fn fail_always(&self, door: Door, fault: Fault) {
        match self {
            Self::Bot(bot) => bot.fail_always(door, fault),
            Self::Tap(tap) => tap.fail_always(door, fault),
        }
    }

    pub(super) fn recover(&self, door: Door) {
        match self {
            Self::Bot(bot) => bot.recover(door),
            Self::Tap(tap) => tap.recover(door),
        }
    }

    pub(super) fn counters(&self) -> Counters {
        match self {
            Self::Bot(bot) => bot.counters(),
            Self::Tap(tap) => tap.counters(),
        }
    }
}

fn number(text: Option<&str>) -> Option<u64> {
    Script::parse(text?).map(|script| script.number)
}

fn numbers<'a>(notes: impl Iterator<Item = &'a Note>) -> BTreeSet<u64> {
    notes.filter_map(|note| number(note.text.as_deref())).collect()
}

/// Telegram, by whichever door.
pub(super) struct Telegram {
    pub(super) bot: Bot,
    pub(super) people: Vec<(User, Chat)>,
}

impl Place for Telegram {
    fn say(&self, chat: usize, _number: u64, text: &str) {
        let (user, chat) = &self.people[chat];
        user.says(chat, text);
    }

    fn confirmed(&self, _cursor: Option<&str>) -> BTreeSet<u64> {
        let ledger = self.bot.ledger();
        let confirmed = ledger.iter().filter(|record| record.confirmed().is_some());
        confirmed.filter_map(|record| number(record.text.as_deref())).collect()
    }

    fn waiting(&self) -> usize {
        self.bot.pending()
    }

    fn wire(&self) -> Wire<'_> {
        Wire::Bot(&self.bot)
    }
}

/// Devman: the client holds the cursor, a moment.
pub(super) struct Devman {
    pub(super) student: Student,
}

impl Place for Devman {
    fn say(&self, chat: usize, _number: u64, text: &str) {
        self.student.review_of(&format!("lesson {chat}"), text, Verdict::Improve);
    }

    fn confirmed(&self, cursor: Option<&str>) -> BTreeSet<u64> {
        let Some(upto) = cursor.and_then(|cursor| cursor.parse::<f64>().ok()) else { return BTreeSet::new() };
        // The book names a review by its moment and its title.
        let moment = |note: &Note| note.id.split(' ').next()?.parse::<f64>().ok();
        numbers(self.student.ledger().iter().filter(|note| moment(note).is_some_and(|moment| moment <= upto)))
    }

    fn waiting(&self) -> usize {
        self.student.pending()
    }

    fn wire(&self) -> Wire<'_> {
        Wire::Tap(self.student.tap())
    }
}

/// Messenger, which only calls.
pub(super) struct Messenger {
    pub(super) app: App,
    pub(super) page: Page,
    pub(super) people: Vec<Person>,
}

impl Place for Messenger {
    fn say(&self, chat: usize, _number: u64, text: &str) {
        self.people[chat].says(&self.page, text);
    }

    fn confirmed(&self, _cursor: Option<&str>) -> BTreeSet<u64> {
        numbers(self.app.ledger().iter().filter(|note| note.confirmed().is_some()))
    }

    fn waiting(&self) -> usize {
        self.app.pending()
    }

    fn wire(&self) -> Wire<'_> {
        Wire::Tap(self.app.tap())
    }
}

/// GitHub, which is polled: the client holds the cursor, the newest event.
pub(super) struct GitHub {
    pub(super) repo: Repo,
    pub(super) account: Account,
    pub(super) anna: Developer,
    pub(super) said: Mutex<Said>,
}

/// What GitHub calls what was said.
#[derive(Default)]
pub(super) struct Said {
    /// The issue of each chat.
    issues: BTreeMap<usize, u64>,
    /// The event of each number.
    events: BTreeMap<u64, u64>,
}

impl GitHub {
    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place for GitHub {
    /// The first thing that is said in a chat opens its issue.
    fn say(&self, chat: usize, number: u64, text: &str) {
        let mut said = self.said();
        let done = match said.issues.get(&chat) {
            Some(issue) => self.anna.comments(&self.repo, *issue, text),
            None => self.anna.opens_issue(&self.repo, &format!("issue of chat {chat}"), text),
        };
        let Some(done) = done else { return };
        said.issues.insert(chat, done.number);
        if let Some(event) = done.event.and_then(|event| event.parse().ok()) {
            said.events.insert(number, event);
        }
    }

    /// A cursor: `octocat/hello-world 40001000001000007 …`.
    fn confirmed(&self, cursor: Option<&str>) -> BTreeSet<u64> {
        let newest = cursor.and_then(|cursor| cursor.split(' ').nth(1)?.parse::<u64>().ok());
        let said = self.said();
        said.events.iter().filter(|(_, event)| Some(**event) <= newest).map(|(number, _)| *number).collect()
    }

    /// Nobody there knows how far anybody has read.
    fn waiting(&self) -> usize {
        0
    }

    fn wire(&self) -> Wire<'_> {
        Wire::Tap(self.account.tap())
    }
}

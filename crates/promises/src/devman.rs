//! The simulated Devman with a student who hands in lessons, and the book of how far its client has come.
//!
//! The client holds the cursor, so what is confirmed stands in its file.

use std::collections::BTreeSet;
use std::time::Duration;

use pollhook_simulator::devman::{Settings, Student, Verdict};
use pollhook_simulator::{Network as Simulated, Options};

use crate::arena::Arena;
use crate::script::{Script, Step};
use crate::stage::Network;

/// The token of the contestant.
pub const TOKEN: &str = "nobody-may-read-this-of-devman";

/// How long a question is held here, as against 90 s in life.
const HOLD: Duration = Duration::from_millis(600);
/// Nothing here takes longer, or it never comes.
const PATIENCE: Duration = Duration::from_secs(40);

/// A network with one student.
#[derive(Debug)]
pub struct Devman {
    /// The network itself.
    pub network: Simulated,
    /// The student whose token the contestant has.
    pub student: Student,
}

impl Devman {
    pub(crate) async fn start() -> Self {
        let devman = Settings { hold: HOLD, ..Settings::default() };
        let network = Simulated::start(Options { devman, ..Options::default() }).await;
        let network = network.expect("a network starts on loopback");
        Self { student: network.student(TOKEN), network }
    }

    /// The reviews up to a moment.
    fn upto(&self, cursor: f64) -> BTreeSet<u64> {
        let ledger = self.student.ledger();
        // The book names a review by its moment and its title.
        let moment = |id: &str| id.split(' ').next().and_then(|moment| moment.parse::<f64>().ok());
        let notes = ledger.iter().filter(|note| moment(&note.id).is_some_and(|moment| moment <= cursor));
        notes.filter_map(|note| Some(Script::parse(note.text.as_deref()?)?.number)).collect()
    }
}

impl Network for Devman {
    fn say(&self, chat: usize, number: u64, steps: &[Step]) {
        let title = Script::new(number, steps).to_string();
        self.student.review_of(&format!("lesson {chat}"), &title, Verdict::Improve);
    }

    fn confirmed(&self, arena: &Arena) -> BTreeSet<u64> {
        arena.cursor().and_then(|cursor| cursor.parse().ok()).map_or_else(BTreeSet::new, |cursor| self.upto(cursor))
    }

    fn is_done(&self, arena: &Arena) -> bool {
        self.confirmed(arena).len() == self.student.ledger().len()
    }

    /// A newcomer hears only of what comes after its first question. The answer to that is where it stands from then on.
    async fn open(&self, arena: &Arena) {
        let process = arena.start();
        let stands = self.student.tap().until(|_| self.student.cursor().is_some());
        tokio::time::timeout(PATIENCE, stands).await.expect("its second question says where it stands");
        process.terminate().await;
        assert!(arena.cursor().is_some(), "premise: it knows where it stands");
    }
}

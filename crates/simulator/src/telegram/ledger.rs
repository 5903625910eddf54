//! What became of every update: the book that harnesses hold a bot's own record against.

use std::collections::VecDeque;
use std::time::Duration;

/// One update from its first day to its last. Times are counted from the start of the network.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Record {
    /// Its `update_id`.
    pub update: i32,
    /// Its kind, such as `message`.
    pub kind: String,
    /// The text of the message, or the data of the button.
    pub text: Option<String>,
    /// When it happened.
    pub created: Duration,
    /// Each time that it was handed to the bot, whole, in a page or a push.
    pub delivered: Vec<Duration>,
    /// What became of it.
    pub fate: Fate,
}

impl Record {
    /// When the bot confirmed it, if it did.
    pub fn confirmed(&self) -> Option<Duration> {
        match self.fate {
            Fate::Confirmed(at) => Some(at),
            _ => None,
        }
    }

    /// Whether the network still means to deliver it.
    pub fn is_pending(&self) -> bool {
        self.fate == Fate::Pending
    }
}

/// The state of an update.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
    /// It waits, or is with the bot and not confirmed.
    Pending,
    /// Confirmed: by a poll with a higher offset, or by a 2xx to its push.
    Confirmed(Duration),
    /// It grew too old, or could not be tried again before it would have.
    Expired(Duration),
    /// Thrown away at the bot's wish: `drop_pending_updates`, or a negative offset.
    Dropped(Duration),
}

/// All records of a bot, as far back as is kept.
#[derive(Debug)]
pub(crate) struct Ledger {
    records: VecDeque<Record>,
    forgotten: u64,
    keep: usize,
}

impl Ledger {
    pub(crate) fn keeping(keep: usize) -> Self {
        Self { records: VecDeque::new(), forgotten: 0, keep }
    }

    /// Writes down a new update and returns its number.
    pub(crate) fn open(&mut self, record: Record) -> u64 {
        if self.records.len() >= self.keep && self.records.pop_front().is_some() {
            self.forgotten += 1;
        }
        self.records.push_back(record);
        self.forgotten + self.records.len() as u64 - 1
    }

    pub(crate) fn delivered(&mut self, number: u64, now: Duration) {
        if let Some(record) = self.at(number) {
            record.delivered.push(now);
        }
    }

    pub(crate) fn settle(&mut self, number: u64, fate: Fate) {
        if let Some(record) = self.at(number) {
            record.fate = fate;
        }
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        self.records.iter().cloned().collect()
    }

    /// What became of the newest update with this id.
    pub(crate) fn fate_of(&self, update: i32) -> Option<Fate> {
        self.records.iter().rev().find(|record| record.update == update).map(|record| record.fate)
    }

    fn at(&mut self, number: u64) -> Option<&mut Record> {
        let index = usize::try_from(number.checked_sub(self.forgotten)?).ok()?;
        self.records.get_mut(index)
    }
}

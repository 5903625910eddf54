//! What became of every event that is not numbered: the book that harnesses hold a bot's own record against.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::Fate;

/// One event from its first day to its last. Times are counted from the start of the network.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Note {
    /// What the platform calls it.
    pub id: String,
    /// Its kind, in the platform's words.
    pub kind: String,
    /// The text in it.
    pub text: Option<String>,
    /// When it happened.
    pub created: Duration,
    /// Each time that it was handed to the bot, whole.
    pub delivered: Vec<Duration>,
    /// What became of it.
    pub fate: Fate,
}

impl Note {
    /// When the bot confirmed it, if it did.
    pub fn confirmed(&self) -> Option<Duration> {
        match self.fate {
            Fate::Confirmed(at) => Some(at),
            _ => None,
        }
    }
}

/// All notes, as far back as is kept.
#[derive(Debug)]
pub(crate) struct Notes {
    notes: VecDeque<Note>,
    /// Where each is: its place, counted from the first that ever was.
    places: HashMap<String, u64>,
    forgotten: u64,
    keep: usize,
}

impl Notes {
    pub(crate) fn keeping(keep: usize) -> Self {
        Self { notes: VecDeque::new(), places: HashMap::new(), forgotten: 0, keep }
    }

    /// Writes down a new event.
    pub(crate) fn open(&mut self, id: &str, kind: &str, text: Option<&str>, now: Duration) {
        if self.notes.len() >= self.keep
            && let Some(oldest) = self.notes.pop_front()
        {
            self.places.remove(&oldest.id);
            self.forgotten += 1;
        }
        self.places.insert(id.to_owned(), self.forgotten + self.notes.len() as u64);
        self.notes.push_back(Note {
            id: id.to_owned(),
            kind: kind.to_owned(),
            text: text.map(str::to_owned),
            created: now,
            delivered: Vec::new(),
            fate: Fate::Pending,
        });
    }

    pub(crate) fn delivered(&mut self, id: &str, now: Duration) {
        if let Some(note) = self.find(id) {
            note.delivered.push(now);
        }
    }

    /// Says what became of an event, unless it was confirmed.
    pub(crate) fn settle(&mut self, id: &str, fate: Fate) {
        if let Some(note) = self.find(id).filter(|note| !matches!(note.fate, Fate::Confirmed(_))) {
            note.fate = fate;
        }
    }

    pub(crate) fn all(&self) -> Vec<Note> {
        self.notes.iter().cloned().collect()
    }

    pub(crate) fn pending(&self) -> usize {
        self.notes.iter().filter(|note| note.fate == Fate::Pending).count()
    }

    fn find(&mut self, id: &str) -> Option<&mut Note> {
        let index = usize::try_from(self.places.get(id)?.checked_sub(self.forgotten)?).ok()?;
        self.notes.get_mut(index)
    }
}

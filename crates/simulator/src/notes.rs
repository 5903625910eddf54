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
    pending: usize,
    keep: usize,
}

impl Notes {
    pub(crate) fn keeping(keep: usize) -> Self {
        Self { notes: VecDeque::new(), places: HashMap::new(), forgotten: 0, pending: 0, keep }
    }

    /// Writes down a new event.
    pub(crate) fn open(&mut self, id: &str, kind: &str, text: Option<&str>, now: Duration) {
        if self.notes.len() >= self.keep
            && let Some(oldest) = self.notes.pop_front()
        {
            self.places.remove(&oldest.id);
            self.forgotten += 1;
            self.pending -= usize::from(oldest.fate == Fate::Pending);
        }
        self.pending += 1;
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
        let Some(note) = self.find(id).filter(|note| !matches!(note.fate, Fate::Confirmed(_))) else { return };
        let before = std::mem::replace(&mut note.fate, fate);
        self.pending -= usize::from(before == Fate::Pending);
    }

    pub(crate) fn all(&self) -> Vec<Note> {
        self.notes.iter().cloned().collect()
    }

    pub(crate) fn pending(&self) -> usize {
        self.pending
    }

    fn find(&mut self, id: &str) -> Option<&mut Note> {
        let index = usize::try_from(self.places.get(id)?.checked_sub(self.forgotten)?).ok()?;
        self.notes.get_mut(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(notes: &Notes) -> Vec<(String, Fate)> {
        notes.all().into_iter().map(|note| (note.id, note.fate)).collect()
    }

    #[test]
    fn what_was_confirmed_stays_confirmed_and_what_was_not_may_be() {
        let mut notes = Notes::keeping(9);
        let (one, other) = (Duration::from_secs(1), Duration::from_secs(2));
        notes.open("a", "kind", None, one);
        notes.open("b", "kind", None, one);
        assert_eq!(notes.pending(), 2);
        notes.settle("a", Fate::Expired(one));
        notes.settle("a", Fate::Confirmed(other));
        notes.settle("a", Fate::Expired(other));
        assert_eq!(fates(&notes), [("a".into(), Fate::Confirmed(other)), ("b".into(), Fate::Pending)]);
        assert_eq!(notes.pending(), 1);
    }

    #[test]
    fn the_oldest_are_forgotten_first_and_found_no_more() {
        let mut notes = Notes::keeping(2);
        for id in ["a", "b", "c"] {
            notes.open(id, "kind", None, Duration::ZERO);
        }
        notes.settle("a", Fate::Confirmed(Duration::ZERO));
        notes.delivered("c", Duration::ZERO);
        assert_eq!(fates(&notes), [("b".into(), Fate::Pending), ("c".into(), Fate::Pending)]);
        assert_eq!((notes.pending(), notes.all()[1].delivered.len()), (2, 1));
    }
}

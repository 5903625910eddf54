//! The way from the newest event back to what is known, over as many pages as it takes.

use pollhook_core::{Cursor, Draft, Item};

use super::cursor::{Newest, Position};
use super::time;
use super::watch::Watch;

/// Events in a page.
pub(super) const PER_PAGE: usize = 100;
/// As many events are told in all.
const DEPTH: usize = 300;

/// A walk, and what it found so far.
#[derive(Debug, Default)]
pub(super) struct Walk {
    from: Option<Cursor>,
    /// What `from` says; `None` when it says nothing of this history.
    pub(super) known: Option<Position>,
    /// Pages that were read.
    pub(super) pages: usize,
    /// Where this walk will have led to, once it is over.
    pub(super) upto: Position,
    /// What was found, the newest first.
    found: Vec<Found>,
}

/// An event, and what a cursor would say of it, if one can.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) at: Option<Newest>,
    pub(super) draft: Draft,
}

impl Found {
    fn is_older_than(&self, other: &Newest) -> bool {
        let at = self.at.as_ref().and_then(|at| time::read(&at.at));
        at.is_some_and(|at| Some(at) < time::read(&other.at))
    }
}

impl Walk {
    /// The beginning of a walk back to `from`.
    pub(super) fn new(from: Option<&Cursor>, watch: &Watch) -> Self {
        let known = from.and_then(|cursor| Position::read(cursor, watch));
        Self { from: from.cloned(), known, ..Self::default() }
    }

    /// Whether it is under way, and leads back to `from`.
    pub(super) fn leads_from(&self, from: Option<&Cursor>) -> bool {
        self.pages > 0 && self.from.as_ref() == from
    }

    /// Whether nothing of this history is known yet.
    pub(super) fn begins(&self) -> bool {
        self.known.is_none()
    }

    /// Whether this is the event up to which everything was read before.
    pub(super) fn knows(&self, found: &Found) -> bool {
        let newest = self.known.as_ref().and_then(|known| known.newest.as_ref());
        newest.is_some_and(|newest| found.at.as_ref().is_some_and(|at| at.id == newest.id))
    }

    /// Takes in what a page brought, except what it shows once more because the list moved on between two pages.
    pub(super) fn find(&mut self, news: Vec<Found>) {
        for found in news {
            if !self.found.iter().any(|earlier| earlier.draft.id == found.draft.id) {
                self.found.push(found);
            }
        }
    }

    /// The event up to which everything was read is not in the list any more. Drops what is older than that one; tells
    /// whether something newer may be missing, too.
    pub(super) fn ends_beyond_what_is_known(&mut self, listening: bool) -> bool {
        let deep = self.pages * PER_PAGE >= DEPTH;
        let Some(known) = &self.known else { return false };
        let Some(newest) = &known.newest else { return deep };
        // An event that was taken out of the list (its repository is private now) leaves older ones behind.
        let reached = self.found.iter().any(|found| found.is_older_than(newest));
        self.found.retain(|found| !found.is_older_than(newest));
        // While we listened nothing can have grown old unseen but by being too many at a time.
        !reached && (deep || !listening)
    }

    /// Keeps where the list stands, and nothing of what is in it.
    pub(super) fn begin_now(&mut self) {
        self.upto.newest = self.newest();
        self.found.clear();
    }

    /// Where it has led to; `None` when that is where it began.
    pub(super) fn end(&mut self, watch: &Watch) -> Option<Cursor> {
        let known = self.known.take().and_then(|known| known.newest);
        self.upto.newest = self.newest().or(self.upto.newest.take()).or(known);
        self.upto.cursor(watch).filter(|end| self.from.as_ref() != Some(end))
    }

    /// What was found, the oldest first. Only the whole of it can be confirmed.
    pub(super) fn items(self) -> Vec<Item> {
        self.found.into_iter().rev().map(|found| Item { draft: found.draft, after: None }).collect()
    }

    fn newest(&self) -> Option<Newest> {
        self.found.iter().find_map(|found| found.at.clone())
    }
}

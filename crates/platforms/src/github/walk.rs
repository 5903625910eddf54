//! The way from the newest event back to what is known, over as many pages as it takes.

use std::time::SystemTime;

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
    /// A page was not in order.
    upset: bool,
}

/// An event, and what a cursor would say of it, if one can.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) at: Option<Newest>,
    pub(super) draft: Draft,
}

impl Found {
    fn time(&self) -> Option<SystemTime> {
        time::read(&self.at.as_ref()?.at)
    }

    /// What is later ranks higher. Within a second only the id tells, and not reliably.
    fn rank(&self) -> Option<(SystemTime, Option<u64>)> {
        Some((self.time()?, self.at.as_ref()?.id.parse().ok()))
    }

    fn is_older_than(&self, other: &Newest) -> bool {
        self.time().is_some_and(|at| Some(at) < time::read(&other.at))
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
    fn knows(&self, found: &Found) -> bool {
        let newest = self.known.as_ref().and_then(|known| known.newest.as_ref());
        newest.is_some_and(|newest| found.at.as_ref().is_some_and(|at| at.id == newest.id))
    }

    /// Takes in a page, except what an earlier one showed, because the list moved on in between. Tells whether what is
    /// known was in it.
    ///
    /// What stands before that is news. Where the page is not in order, whatever is not older may be, too: to show an event
    /// twice does no harm, for its id is known; to pass over one does.
    pub(super) fn find(&mut self, mut page: Vec<Found>) -> bool {
        let upside_down = is_upside_down(&page);
        if upside_down {
            page.reverse();
        }
        let known = page.iter().position(|found| self.knows(found));
        let upset = upside_down || !is_in_order(&page);
        self.upset |= upset;
        for (place, found) in page.into_iter().enumerate() {
            let before = known.is_none_or(|known| place < known);
            let perhaps = upset && known != Some(place) && !self.is_old(&found);
            if (before || perhaps) && !self.has(&found) {
                self.found.push(found);
            }
        }
        known.is_some()
    }

    fn has(&self, found: &Found) -> bool {
        self.found.iter().any(|earlier| earlier.draft.id == found.draft.id)
    }

    fn is_old(&self, found: &Found) -> bool {
        let newest = self.known.as_ref().and_then(|known| known.newest.as_ref());
        newest.is_some_and(|newest| found.is_older_than(newest))
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
    pub(super) fn items(mut self) -> Vec<Item> {
        self.found.reverse();
        if self.upset {
            // What has no time stays behind what stood below it.
            let mut last = None;
            let mut ranked: Vec<_> = self
                .found
                .into_iter()
                .map(|found| {
                    last = found.rank().or(last);
                    (last, found)
                })
                .collect();
            ranked.sort_by_key(|(rank, _)| *rank);
            self.found = ranked.into_iter().map(|(_, found)| found).collect();
        }
        self.found.into_iter().map(|found| Item { draft: found.draft, after: None }).collect()
    }

    fn newest(&self) -> Option<Newest> {
        let mut found = self.found.iter().filter(|found| found.at.is_some());
        let newest = if self.upset { found.max_by_key(|found| found.rank()) } else { found.next() };
        newest.and_then(|found| found.at.clone())
    }
}

/// Whether a page begins with its oldest event.
fn is_upside_down(page: &[Found]) -> bool {
    let ranks: Vec<_> = page.iter().filter_map(Found::rank).collect();
    ranks.len() > 1 && ranks.is_sorted_by(|one, other| one < other)
}

/// Whether a page begins with its newest event. A second may hold many, in whatever order.
fn is_in_order(page: &[Found]) -> bool {
    let times: Vec<_> = page.iter().filter_map(Found::time).collect();
    times.is_sorted_by(|one, other| one >= other)
}

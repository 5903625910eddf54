//! How far a cursor may be committed.
//!
//! Events settle in any order; the committed cursor moves only over a prefix in which every event has settled. One that
//! is handed back ends the prefix: the source then lets the rest settle and goes back to what is committed.

use std::collections::VecDeque;

use crate::{Cursor, EventId, Outcome};

/// Pages fetched and not yet committed, oldest first.
///
/// Each item has a place, a number that grows by one and wraps; [`open`](Self::open) tells the first of a page.
#[derive(Debug, Default)]
pub struct Window {
    items: VecDeque<Item>,
    pages: VecDeque<Page>,
    /// The place of the oldest item.
    first: u32,
    unsettled: usize,
    handed_back: Option<HandedBack>,
    commit: Option<Cursor>,
}

#[derive(Debug)]
struct Item {
    id: EventId,
    after: Option<Cursor>,
    state: State,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Running,
    Done,
    HandedBack,
}

#[derive(Debug)]
struct Page {
    /// Items of it that are still in the window.
    left: usize,
    next: Option<Cursor>,
    bytes: usize,
}

/// The longest pause that anybody who handed back has asked for.
type HandedBack = Option<std::time::Duration>;

impl Window {
    /// Adds a page: its items with the cursor that confirms up to each (if the platform has such), the cursor that
    /// confirms all of it, and how many bytes it pins. Returns the place of its first item.
    ///
    /// A page without items is committed in its turn: together with the page before it, which it joins, so that a quiet
    /// feed behind one slow event opens no page after page.
    pub fn open(
        &mut self,
        items: impl IntoIterator<Item = (EventId, Option<Cursor>)>,
        next: Option<Cursor>,
        bytes: usize,
    ) -> u32 {
        let before = self.items.len();
        let items = items.into_iter().map(|(id, after)| Item { id, after, state: State::Running });
        self.items.extend(items);
        let left = self.items.len() - before;
        self.unsettled += left;
        match self.pages.back_mut().filter(|_| left == 0) {
            Some(page) => {
                page.next = next.or(page.next.take());
                page.bytes += bytes;
            }
            None => self.pages.push_back(Page { left, next, bytes }),
        }
        let place = self.first.wrapping_add(narrow(before));
        self.advance();
        place
    }

    /// Records an outcome, and says whether the source has something to do now: the prefix moved, an event was handed
    /// back, or nothing is unsettled any more. An outcome from before a [`rewind`](Self::rewind) changes nothing.
    #[must_use]
    pub fn settle(&mut self, at: u32, outcome: &Outcome) -> bool {
        let index = at.wrapping_sub(self.first) as usize;
        let Some(item) = self.items.get_mut(index).filter(|item| item.state == State::Running) else { return false };
        self.unsettled -= 1;
        if let Outcome::Retry(after) = outcome {
            item.state = State::HandedBack;
            let asked = self.handed_back.flatten();
            self.handed_back = Some(asked.max(*after));
            return true;
        }
        item.state = State::Done;
        (index == 0 && self.advance()) || self.unsettled == 0
    }

    /// The newest cursor that may be committed and was not taken yet.
    pub fn take_commit(&mut self) -> Option<Cursor> {
        self.commit.take()
    }

    /// Whether something may be committed that was not taken yet.
    #[must_use]
    pub fn has_commit(&self) -> bool {
        self.commit.is_some()
    }

    /// Whether an event was handed back, and the longest pause that was asked for with it.
    #[must_use]
    pub fn handed_back(&self) -> Option<Option<std::time::Duration>> {
        self.handed_back
    }

    /// Forgets all pages: the source fetches again from what is committed.
    pub fn rewind(&mut self) {
        self.first = self.first.wrapping_add(narrow(self.items.len()));
        self.items.clear();
        self.pages.clear();
        self.unsettled = 0;
        self.handed_back = None;
    }

    /// How many items have no outcome yet.
    #[must_use]
    pub fn unsettled(&self) -> usize {
        self.unsettled
    }

    /// How many items are not committed, settled or not.
    #[must_use]
    pub fn uncommitted(&self) -> usize {
        self.items.len()
    }

    /// How many pages are open, and how many bytes they pin.
    #[must_use]
    pub fn pinned(&self) -> (usize, usize) {
        (self.pages.len(), self.pages.iter().map(|page| page.bytes).sum())
    }

    /// The ids of all items, oldest first.
    pub fn ids(&self) -> impl Iterator<Item = &EventId> {
        self.items.iter().map(|item| &item.id)
    }

    /// Whether an event lies in the window. Walks it: for peeks, which are rare and see a hundred items.
    #[must_use]
    pub fn holds(&self, id: &EventId) -> bool {
        self.items.iter().any(|item| item.id == *id)
    }

    /// The oldest event that has no outcome: what the window waits for.
    #[must_use]
    pub fn waits_for(&self) -> Option<&EventId> {
        self.items.iter().find(|item| item.state == State::Running).map(|item| &item.id)
    }

    /// Moves the prefix over all that is done; says whether it moved.
    fn advance(&mut self) -> bool {
        let mut moved = false;
        while let Some(page) = self.pages.front_mut() {
            while page.left > 0 {
                let Some(item) = self.items.pop_front_if(|item| item.state == State::Done) else { return moved };
                self.first = self.first.wrapping_add(1);
                page.left -= 1;
                if let Some(after) = item.after {
                    self.commit = Some(after);
                    moved = true;
                }
            }
            if let Some(next) = page.next.take() {
                self.commit = Some(next);
                moved = true;
            }
            self.pages.pop_front();
        }
        moved
    }
}

/// Pages are far smaller than 2³² items; places wrap.
fn narrow(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;

//! The table behind [`Once`](super::Once): runs in a slab, settled events in a ring, each found by a hash.

use std::sync::Arc;

use hashbrown::HashTable;
use slab::Slab;

use crate::{Ack, Outcome, ReasonKind};

/// What makes an event this one: its id, and a fingerprint of kind, key and time (ids do start anew).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Ident {
    pub(super) id: u64,
    pub(super) print: u64,
}

/// What the table knows of an event.
pub(super) enum Found {
    /// It runs, at this place.
    Running(u32),
    /// It ended so.
    Settled(Outcome),
    /// It was handed back after so many attempts.
    HandedBack(u32),
    /// It is not held here; `reused`: its id is, as that of another event.
    Unknown { reused: bool },
}

pub(super) struct Table {
    running: HashTable<u32>,
    runs: Slab<Run>,
    past: Past,
}

struct Run {
    ident: Ident,
    attempt: u32,
    /// Nearly always the only one, so it costs no allocation.
    first: Option<Ack>,
    joined: Vec<Ack>,
}

impl Table {
    pub(super) fn new(remembered: usize) -> Self {
        Self { running: HashTable::new(), runs: Slab::new(), past: Past::new(remembered) }
    }

    pub(super) fn running(&self) -> usize {
        self.runs.len()
    }

    pub(super) fn find(&self, ident: Ident) -> Found {
        let mut reused = false;
        for &at in self.running.iter_hash(ident.id) {
            match self.runs[at as usize].ident {
                known if known == ident => return Found::Running(at),
                known => reused |= known.id == ident.id,
            }
        }
        for (known, end) in self.past.like(ident.id) {
            match end {
                _ if *known != ident => reused |= known.id == ident.id,
                End::Accepted => return Found::Settled(Outcome::Accepted(None)),
                End::Settled(outcome) => return Found::Settled((**outcome).clone()),
                End::HandedBack(attempts) => return Found::HandedBack(*attempts),
                End::Gone => {}
            }
        }
        Found::Unknown { reused }
    }

    /// Where the next [`run`](Self::run) will lie.
    pub(super) fn vacant(&self) -> u32 {
        place(self.runs.vacant_key())
    }

    /// An event that was handed back is to run again.
    pub(super) fn recall(&mut self, ident: Ident) {
        self.past.remove(ident);
    }

    /// An event begins to run, with the one who waits for it.
    pub(super) fn run(&mut self, ident: Ident, attempt: u32, waiter: Ack) {
        let at = place(self.runs.insert(Run { ident, attempt, first: Some(waiter), joined: Vec::new() }));
        let runs = &self.runs;
        self.running.insert_unique(ident.id, at, |&at| runs[at as usize].ident.id);
    }

    /// One more waits for a running event.
    pub(super) fn join(&mut self, at: u32, waiter: Ack) {
        if let Some(run) = self.runs.get_mut(at as usize) {
            run.joined.push(waiter);
        }
    }

    /// A running event has been tried so often.
    pub(super) fn tried(&mut self, at: u32, times: u32) {
        if let Some(run) = self.runs.get_mut(at as usize) {
            run.attempt = times;
        }
    }

    pub(super) fn has_waiters(&self, at: u32) -> bool {
        self.runs.get(at as usize).is_some_and(|run| run.first.is_some() || !run.joined.is_empty())
    }

    /// Takes out who waits; the event goes on running.
    pub(super) fn take_waiters(&mut self, at: u32) -> impl Iterator<Item = Ack> + use<> {
        let run = self.runs.get_mut(at as usize);
        let (first, joined) = run.map(|run| (run.first.take(), std::mem::take(&mut run.joined))).unwrap_or_default();
        first.into_iter().chain(joined)
    }

    /// The event ended; gives who waited for it.
    pub(super) fn settle(&mut self, at: u32, outcome: &Outcome) -> impl Iterator<Item = Ack> + use<> {
        let waiters = self.take_waiters(at);
        if let Some(run) = self.remove(at) {
            let end = match outcome {
                Outcome::Accepted(None) => End::Accepted,
                // Should it come again after all, by somebody's hand, then it runs.
                Outcome::Rejected(reason) if reason.kind() == ReasonKind::Lost => End::HandedBack(run.attempt),
                other => End::Settled(Arc::new(other.clone())),
            };
            self.past.push(run.ident, end);
        }
        waiters
    }

    /// The event was handed back: only its attempts are kept.
    pub(super) fn forget(&mut self, at: u32) {
        if let Some(run) = self.remove(at) {
            self.past.push(run.ident, End::HandedBack(run.attempt));
        }
    }

    fn remove(&mut self, at: u32) -> Option<Run> {
        let run = self.runs.try_remove(at as usize)?;
        if let Ok(entry) = self.running.find_entry(run.ident.id, |&other| other == at) {
            entry.remove();
        }
        Some(run)
    }
}

/// The newest settled events in a ring, the oldest overwritten first: 32 bytes an entry and 10 to find it.
struct Past {
    index: HashTable<u32>,
    ring: Vec<(Ident, End)>,
    capacity: usize,
    next: usize,
}

enum End {
    /// The most frequent by far; without bytes for the answer.
    Accepted,
    Settled(Arc<Outcome>),
    /// With the attempts that were made.
    HandedBack(u32),
    /// It runs again: its place is free before its turn.
    Gone,
}

const _: () = assert!(size_of::<(Ident, End)>() == 32);

impl Past {
    fn new(capacity: usize) -> Self {
        Self { index: HashTable::new(), ring: Vec::new(), capacity: capacity.max(1), next: 0 }
    }

    /// All with this id, and perhaps some others.
    fn like(&self, id: u64) -> impl Iterator<Item = &(Ident, End)> {
        self.index.iter_hash(id).map(|&at| &self.ring[at as usize])
    }

    fn push(&mut self, ident: Ident, end: End) {
        let at = self.next;
        self.next = (at + 1) % self.capacity;
        match self.ring.get(at) {
            None => self.ring.push((ident, end)),
            Some(&(old, ref was)) => {
                if !matches!(was, End::Gone) {
                    self.unlink(old.id, place(at));
                }
                self.ring[at] = (ident, end);
            }
        }
        let ring = &self.ring;
        self.index.insert_unique(ident.id, place(at), |&at| ring[at as usize].0.id);
    }

    fn remove(&mut self, ident: Ident) {
        let ring = &self.ring;
        if let Ok(entry) = self.index.find_entry(ident.id, |&at| ring[at as usize].0 == ident) {
            let (at, _) = entry.remove();
            self.ring[at as usize].1 = End::Gone;
        }
    }

    fn unlink(&mut self, id: u64, at: u32) {
        if let Ok(entry) = self.index.find_entry(id, |&other| other == at) {
            entry.remove();
        }
    }
}

/// Places are bounded by `in_flight` and by the ring: both far below 2³².
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_overwritten_is_forgotten_by_the_index_too() {
        let mut past = Past::new(4);
        for id in 0..100 {
            past.push(Ident { id, print: id }, End::Accepted);
        }
        assert_eq!((past.index.len(), past.ring.len()), (4, 4));
    }

    #[test]
    fn of_two_with_one_id_the_older_is_overwritten() {
        let [a, b, c] = [1, 2, 3].map(|print| Ident { id: 7, print });
        let mut past = Past::new(2);
        for ident in [a, b, c] {
            past.push(ident, End::Accepted);
        }
        assert_eq!([a, b, c].map(|ident| past.like(7).any(|(known, _)| *known == ident)), [false, true, true]);
    }

    #[test]
    fn an_id_is_known_while_its_event_runs() {
        let mut table = Table::new(2);
        let (_receipt, cell) = crate::receipt::Receipt::new();
        table.run(Ident { id: 7, print: 1 }, 1, Ack::new(cell, 0, None));
        let reused = |id| matches!(table.find(Ident { id, print: 2 }), Found::Unknown { reused: true, .. });
        assert!(reused(7) && !reused(8));
    }
}

//! The updates that wait for a bot, oldest first, each until it is confirmed or too old.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

/// An update in a queue.
#[derive(Clone, Debug)]
pub(crate) struct Update {
    pub(crate) id: i32,
    /// Its number in the ledger; unlike ids, these never start anew.
    pub(crate) number: u64,
    /// What order is kept within when it is pushed.
    pub(crate) key: Arc<str>,
    /// The whole Update object.
    pub(crate) body: Bytes,
    pub(crate) expires: Duration,
}

/// All updates of one bot that are neither confirmed nor gone.
#[derive(Debug)]
pub(crate) struct Queue {
    updates: BTreeMap<i32, Update>,
    ages: BTreeSet<(Duration, i32)>,
    next: i32,
}

impl Queue {
    pub(crate) fn starting_at(next: i32) -> Self {
        Self { updates: BTreeMap::new(), ages: BTreeSet::new(), next }
    }

    /// The id that the next update gets.
    pub(crate) fn next_id(&self) -> i32 {
        self.next
    }

    pub(crate) fn push(&mut self, update: Update) {
        self.next = update.id.wrapping_add(1).max(1);
        self.ages.insert((update.expires, update.id));
        self.updates.insert(update.id, update);
    }

    pub(crate) fn remove(&mut self, id: i32) -> Option<Update> {
        let update = self.updates.remove(&id)?;
        self.ages.remove(&(update.expires, id));
        Some(update)
    }

    /// Takes out what has grown too old.
    pub(crate) fn sweep(&mut self, now: Duration) -> Vec<Update> {
        let mut old = Vec::new();
        while let Some(&(expires, id)) = self.ages.first()
            && expires <= now
        {
            old.extend(self.remove(id));
        }
        old
    }

    /// Takes out everything below `offset`: this is how polls confirm.
    pub(crate) fn take_below(&mut self, offset: i64) -> Vec<Update> {
        let mut below = Vec::new();
        while let Some(&id) = self.updates.keys().next()
            && i64::from(id) < offset
        {
            below.extend(self.remove(id));
        }
        below
    }

    /// Takes out all but the last `count`.
    pub(crate) fn take_all_but(&mut self, count: usize) -> Vec<Update> {
        let excess = self.updates.len().saturating_sub(count);
        let ids: Vec<_> = self.updates.keys().take(excess).copied().collect();
        ids.into_iter().filter_map(|id| self.remove(id)).collect()
    }

    pub(crate) fn get(&self, id: i32) -> Option<&Update> {
        self.updates.get(&id)
    }

    /// From `offset` on, oldest first.
    pub(crate) fn from(&self, offset: i64) -> impl Iterator<Item = &Update> {
        let first = i32::try_from(offset.max(i64::from(i32::MIN))).unwrap_or(i32::MAX);
        self.updates.range(first..).map(|(_, update)| update)
    }

    pub(crate) fn len(&self) -> usize {
        self.updates.len()
    }
}

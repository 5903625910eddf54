//! What runs and what was settled, by id: so that a redelivery, a cut request, a rewind or a switch runs nothing twice.
//!
//! One per bot, as old as the bot, behind the sinks of its transports. A newcomer whose event is still running joins its
//! outcome and gives its room back; one whose event was settled gets the same outcome at once; of one that was handed
//! back only the count of attempts is kept.
//!
//! What runs is never forgotten. Of what was settled the newest [`REMEMBERED`] are kept, by order of settlement and
//! never by a clock: what settled last is what is most likely to come again.

mod table;

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use self::table::{Found, Ident, Table};
use crate::sync::{Mutex, MutexGuard};
use crate::{Ack, Admit, Count, Delivery, Event, NotKept, Outcome, Settle, Stats};

/// How many settled events are remembered: 42 bytes each.
pub const REMEMBERED: usize = 65_536;

/// Admits each event once. Cheap to clone; clones share what they know.
#[derive(Clone)]
pub struct Once(Arc<Inner>);

struct Inner {
    next: Box<dyn Admit>,
    table: Mutex<Table>,
    hasher: RandomState,
    stats: Arc<Stats>,
}

impl Once {
    /// Stands before `next`, remembering [`REMEMBERED`] settled events.
    pub fn new(next: impl Admit, stats: Arc<Stats>) -> Self {
        Self::remembering(REMEMBERED, next, stats)
    }

    /// Stands before `next`, remembering `settled` settled events.
    pub fn remembering(settled: usize, next: impl Admit, stats: Arc<Stats>) -> Self {
        let table = Mutex::new(Table::new(settled));
        Self(Arc::new(Inner { next: Box::new(next), table, hasher: RandomState::new(), stats }))
    }

    /// How many events are running.
    #[must_use]
    pub fn running(&self) -> usize {
        self.0.table().running()
    }
}

impl std::fmt::Debug for Once {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Once").field("running", &self.running()).finish_non_exhaustive()
    }
}

impl Admit for Once {
    fn admit(&self, mut delivery: Delivery) {
        let ident = self.0.ident(&delivery.event);
        let mut table = self.0.table();
        match table.find(ident) {
            Found::Running(at) => {
                let room = delivery.ack.take_room();
                table.join(at, delivery.ack);
                drop(table);
                drop(room);
                return self.0.stats.add(Count::Joined);
            }
            Found::Settled(outcome) => {
                drop(table);
                self.0.stats.add(Count::Repeated);
                return repeat(delivery.ack, outcome);
            }
            Found::HandedBack(attempts) => {
                table.recall(ident);
                delivery.attempt = delivery.attempt.max(attempts + 1);
            }
            Found::Unknown { reused: true } => self.0.stats.add(Count::IdReused),
            Found::Unknown { reused: false } => {}
        }
        let at = table.vacant();
        let (ack, outer) = delivery.ack.rewrap(Arc::clone(&self.0) as Arc<dyn Settle>, at);
        table.run(ident, delivery.attempt, outer);
        drop(table);
        delivery.ack = ack;
        self.0.next.admit(delivery);
    }

    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        let ident = self.0.ident(event);
        let mut table = self.0.table();
        let newcomer = || Ack::new(Arc::clone(to), at, None);
        match table.find(ident) {
            Found::Running(running) => {
                table.join(running, newcomer());
                self.0.stats.add(Count::Joined);
                true
            }
            Found::Settled(outcome) => {
                drop(table);
                self.0.stats.add(Count::Repeated);
                repeat(newcomer(), outcome);
                true
            }
            Found::HandedBack(_) | Found::Unknown { .. } => false,
        }
    }
}

/// A settled event is accepted or rejected, and neither can be refused.
fn repeat(ack: Ack, outcome: Outcome) {
    let refused = ack.settle(outcome);
    debug_assert!(refused.is_ok(), "only a retry may be refused");
}

impl Inner {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Two 64-bit hashes: by id, and by that and what else makes an event this one. Seeded anew in each process, so that
    /// nobody outside can aim at a collision; of a keyed hash, that of a text says nothing about that of a longer one.
    fn ident(&self, event: &Event) -> Ident {
        let mut hasher = self.hasher.build_hasher();
        event.id().hash(&mut hasher);
        let id = hasher.finish();
        (event.kind(), event.key(), event.time()).hash(&mut hasher);
        Ident { id, print: hasher.finish() }
    }

    /// Lets go of an event that may have several who wait for it: it counts as handed back when one of them can bring
    /// it again.
    fn hand_back(&self, at: u32, after: Option<Duration>) -> Result<(), NotKept> {
        let (mut refused, mut taken) = (Vec::new(), false);
        loop {
            // Asked without the lock. Meanwhile the event stays known as running, so whoever comes now joins and is
            // asked in the next round.
            let waiters = self.table().take_waiters(at);
            for waiter in waiters {
                match waiter.hand_back(after) {
                    Ok(()) => taken = true,
                    Err(waiter) => refused.push(waiter),
                }
            }
            let mut table = self.table();
            if table.has_waiters(at) {
                continue;
            }
            if taken {
                table.forget(at);
                break;
            }
            for waiter in refused {
                table.join(at, waiter);
            }
            return Err(NotKept);
        }
        // Their answers went out long ago: for them it is over.
        refused.into_iter().for_each(Ack::accept);
        Ok(())
    }
}

impl Settle for Inner {
    fn settle(&self, at: u32, outcome: Outcome) -> Result<(), NotKept> {
        if let Outcome::Retry(after) = outcome {
            return self.hand_back(at, after);
        }
        let waiters = self.table().settle(at, &outcome);
        for waiter in waiters {
            repeat(waiter, outcome.clone());
        }
        Ok(())
    }

    fn tried(&self, at: u32, times: u32) {
        self.table().tried(at, times);
    }
}

#[cfg(test)]
mod tests;

//! Order within a key, concurrency over keys. Pure: who runs what is somebody else's business.
//!
//! A lane exists while its key has something to do, so memory is proportional to active keys. One item of a lane is at
//! its head, with whoever entered or was given it last; the rest is queued.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};

use pollhook_core::{Key, Via};

/// Lanes by key.
#[derive(Debug)]
pub(crate) struct Lanes<T> {
    busy: HashMap<Key, VecDeque<T>>,
    refused: Refused,
}

/// What a source emits in one go: between two rewinds of a poller, within one request of a webhook.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Epoch {
    pub(crate) via: Via,
    pub(crate) number: u32,
}

/// On which terms an item enters.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terms {
    /// The epoch in which it may be refused; `None` where it never is.
    pub(crate) epoch: Option<Epoch>,
    /// How many items may wait before it; `None` where any number may.
    pub(crate) bound: Option<usize>,
}

/// What became of an item that entered.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Entered<T> {
    /// The lane was idle and is busy now; the item is at its head.
    Head(T),
    /// It waits.
    Queued,
    /// Too many wait. The key is refused for the rest of the epoch.
    Full(T),
    /// Something before it was handed back in this epoch: it would overtake.
    Refused(T),
}

impl<T> Default for Lanes<T> {
    fn default() -> Self {
        Self { busy: HashMap::new(), refused: Refused::default() }
    }
}

impl<T> Lanes<T> {
    /// Enters an item into the lane of `key`.
    pub(crate) fn enter(&mut self, key: &Key, terms: Terms, item: T) -> Entered<T> {
        if terms.epoch.is_some_and(|epoch| self.refused.refuses(key, epoch)) {
            return Entered::Refused(item);
        }
        let queue = match self.busy.entry(key.clone()) {
            Entry::Occupied(lane) => lane.into_mut(),
            Entry::Vacant(idle) => {
                idle.insert(VecDeque::new());
                return Entered::Head(item);
            }
        };
        if terms.bound.is_none_or(|bound| queue.len() < bound) {
            queue.push_back(item);
            return Entered::Queued;
        }
        // There may be room again for the next of the same batch, which must not overtake this one.
        if let Some(epoch) = terms.epoch {
            self.refused.refuse(key, epoch);
        }
        Entered::Full(item)
    }

    /// The head is done: gives the next, or ends the lane.
    pub(crate) fn next(&mut self, key: &Key) -> Option<T> {
        // Copying a key costs less than hashing it twice.
        let Entry::Occupied(mut lane) = self.busy.entry(key.clone()) else { return None };
        let next = lane.get_mut().pop_front();
        if next.is_none() {
            lane.remove();
        }
        next
    }

    /// The head is to be handed back: takes all that waits behind it, and refuses the key for the rest of the epoch.
    /// The lane stays busy until [`next`](Self::next) finds it empty.
    pub(crate) fn retreat(&mut self, key: &Key, epoch: Option<Epoch>) -> VecDeque<T> {
        if let Some(epoch) = epoch {
            self.refused.refuse(key, epoch);
        }
        self.busy.get_mut(key).map(std::mem::take).unwrap_or_default()
    }

    /// Puts items that could not be handed back before all that waits.
    pub(crate) fn restore(&mut self, key: &Key, mut items: VecDeque<T>) {
        if let Some(queue) = self.busy.get_mut(key) {
            items.append(queue);
            *queue = items;
        }
    }

    /// Ends a lane, whatever waits in it.
    pub(crate) fn abandon(&mut self, key: &Key) -> VecDeque<T> {
        self.busy.remove(key).unwrap_or_default()
    }

    /// How many lanes are busy.
    pub(crate) fn busy(&self) -> usize {
        self.busy.len()
    }
}

/// So many keys are remembered as refused.
const REFUSED: usize = 65_536;

/// Which keys are refused, and in which epoch. Whatever was handed back comes again in another epoch, and with its key
/// the entry goes; the bound is for sources that went away without a word.
#[derive(Debug, Default)]
struct Refused(HashMap<Key, Epoch>);

impl Refused {
    fn refuses(&mut self, key: &Key, epoch: Epoch) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let known = self.0.get(key).copied();
        if known.is_some_and(|known| known.via == epoch.via && known != epoch) {
            self.0.remove(key);
        }
        known == Some(epoch)
    }

    fn refuse(&mut self, key: &Key, epoch: Epoch) {
        if self.0.len() >= REFUSED {
            self.0.clear();
        }
        self.0.insert(key.clone(), epoch);
    }
}

#[cfg(test)]
mod tests;

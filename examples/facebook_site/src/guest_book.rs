//! What came in, as the site remembers it: the newest entries, each once.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use pollhook::core::EventId;
use pollhook::prelude::*;

/// Older entries make room.
const MOST: usize = 100;

/// Something that a guest wrote.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    event: EventId,
    pub(crate) number: usize,
    pub(crate) at: SystemTime,
    pub(crate) guest: String,
    pub(crate) text: String,
}

impl Entry {
    pub(crate) fn of(event: &Event, message: Message) -> Self {
        let who = message.sender.map(|sender| sender.id.to_string()).unwrap_or_default();
        // Messenger knows people by a number that only this page can write to; the end of it is enough to tell them apart.
        let guest = format!("Guest …{}", &who[who.len().saturating_sub(4)..]);
        let at = event.time().unwrap_or_else(|| event.received());
        Self { event: event.id().clone(), number: 0, at, guest, text: message.text.unwrap_or_default() }
    }
}

/// Cheap to clone; clones are the same book.
#[derive(Clone, Default)]
pub(crate) struct GuestBook(Arc<Mutex<VecDeque<Entry>>>);

impl GuestBook {
    /// Writes an entry and gives its number. One that is there already keeps the number it has.
    pub(crate) fn write(&self, mut entry: Entry) -> usize {
        let mut entries = self.entries();
        if let Some(known) = entries.iter().find(|known| known.event == entry.event) {
            return known.number;
        }
        let number = entries.front().map_or(0, |newest| newest.number) + 1;
        entry.number = number;
        entries.push_front(entry);
        entries.truncate(MOST);
        number
    }

    /// All that it holds, the newest first.
    pub(crate) fn read(&self) -> Vec<Entry> {
        self.entries().iter().cloned().collect()
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn entry(event: &str, text: &str) -> Entry {
        let (at, guest) = (SystemTime::UNIX_EPOCH, "Guest …0001".to_owned());
        Entry { event: event.into(), number: 0, at, guest, text: text.to_owned() }
    }

    #[test]
    fn an_event_is_one_entry_however_often_it_is_handled() {
        let book = GuestBook::default();
        let numbers = ["a", "b", "a", "c"].map(|event| book.write(entry(event, "hi")));
        assert_eq!((numbers, book.read().len()), ([1, 2, 1, 3], 3));
    }

    #[test]
    fn old_entries_make_room_and_numbers_go_on() {
        let book = GuestBook::default();
        let numbers: Vec<_> = (0..MOST + 10).map(|event| book.write(entry(&event.to_string(), "hi"))).collect();
        assert_eq!((numbers.last(), book.read().len()), (Some(&(MOST + 10)), MOST));
    }
}

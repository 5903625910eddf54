//! The two stacks: what an event passes on its way from a source to its handler, a line a layer, each with its reason.
//!
//! A source that hears the world may hear a thing twice: it stands before [`Once`]. A store is unique by id by itself,
//! and what it brings again *must* run again: it does not.

mod received;

use std::sync::Arc;

use pollhook_core::{Admit, EventSink, Once, Stats};

use self::received::Received;
use crate::config::Promise;

/// transport → sink → Once → Received? → `admit`
///
/// `in_flight` bounds all that is unsettled. The sink lives as long as the bot: whatever source comes after shares it.
#[must_use]
pub fn transport(admit: impl Admit, promise: Promise, in_flight: usize, stats: &Arc<Stats>) -> EventSink {
    match promise {
        // At the very end: what Once remembers is then that the event *was received*, so a redelivery runs nothing.
        Promise::Received => heard(Received::new(admit), in_flight, stats),
        Promise::Handled => heard(admit, in_flight, stats),
    }
}

fn heard(admit: impl Admit, in_flight: usize, stats: &Arc<Stats>) -> EventSink {
    // Before all who hold, so that a redelivery, a rewind or a cut request runs nothing twice.
    let once = Once::new(admit, Arc::clone(stats));
    // Room is reserved before anything is emitted, so nothing behind it needs a bound of its own.
    EventSink::new(once, in_flight, Arc::clone(stats))
}

/// letter or recording run again → sink → `admit`
#[must_use]
pub fn replay(admit: impl Admit, in_flight: usize, stats: &Arc<Stats>) -> EventSink {
    // Room of its own, so that a long replay does not take the transport's. The same counters: an event run again ends
    // as well or as badly as one heard.
    EventSink::new(admit, in_flight, Arc::clone(stats))
}

#[cfg(test)]
mod tests;

//! What was counted of a bot's traffic, at the wire.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::Serialize;

use crate::log::{Exchange, What};

/// Bytes of heads and bodies, both ways, as they passed the sockets.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Traffic {
    /// From the bot to the network.
    pub from_bot: u64,
    /// From the network to the bot.
    pub to_bot: u64,
}

impl Traffic {
    /// Both ways together.
    pub fn total(&self) -> u64 {
        self.from_bot + self.to_bot
    }
}

impl AddAssign for Traffic {
    fn add_assign(&mut self, other: Self) {
        self.from_bot += other.from_bot;
        self.to_bot += other.to_bot;
    }
}

/// Everything that is counted for one bot. An exchange counts when it is over, however it ended.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Counters {
    /// Requests to the API service by method; those for events without a number are `events`.
    pub requests: BTreeMap<String, u64>,
    /// Requests for updates.
    pub polls: u64,
    /// Those that were answered with no update.
    pub polls_empty: u64,
    /// Those that brought updates.
    pub polls_useful: u64,
    /// Updates in all pages, repetitions included.
    pub polled_updates: u64,
    /// The most updates that one page brought.
    pub largest_page: u64,
    /// Requests to the webhook, repetitions included.
    pub pushes: u64,
    /// Pushes that were answered by 2xx.
    pub pushes_ok: u64,
    /// All other pushes.
    pub pushes_failed: u64,
    /// Answers with 409.
    pub conflicts: u64,
    /// Answers with 429.
    pub too_many: u64,
    /// Exchanges that ended without an answer: cut by a fault, or by a client that went away.
    pub unanswered: u64,
    /// Bytes of polls.
    pub poll_bytes: Traffic,
    /// Bytes of pushes.
    pub push_bytes: Traffic,
    /// Bytes of all other calls.
    pub call_bytes: Traffic,
}

impl Counters {
    pub(crate) fn count(&mut self, exchange: &Exchange) {
        let status = exchange.what.status();
        self.conflicts += u64::from(status == Some(409));
        self.too_many += u64::from(status == Some(429));
        self.unanswered += u64::from(status.is_none());
        match &exchange.what {
            What::Poll { updates, .. } => self.poll("getupdates", updates.len() as u64, exchange),
            What::Fetch { items, .. } => self.poll("events", items.len() as u64, exchange),
            What::Push { .. } | What::Deliver { .. } => self.push(exchange),
            What::Call { method, .. } => {
                self.request(method);
                self.call_bytes += exchange.bytes;
            }
        }
    }

    fn request(&mut self, method: &str) {
        match self.requests.get_mut(method) {
            Some(count) => *count += 1,
            None => drop(self.requests.insert(method.to_owned(), 1)),
        }
    }

    fn push(&mut self, exchange: &Exchange) {
        let ok = exchange.what.status().is_some_and(|status| (200..300).contains(&status));
        self.pushes += 1;
        *(if ok { &mut self.pushes_ok } else { &mut self.pushes_failed }) += 1;
        self.push_bytes += exchange.bytes;
    }

    fn poll(&mut self, method: &str, updates: u64, exchange: &Exchange) {
        self.request(method);
        self.polls += 1;
        self.polled_updates += updates;
        self.largest_page = self.largest_page.max(updates);
        self.polls_useful += u64::from(updates > 0);
        self.polls_empty += u64::from(updates == 0 && matches!(exchange.what.status(), Some(200 | 304)));
        self.poll_bytes += exchange.bytes;
    }
}

//! The wire log: what was said between a bot and the network, and when.
//!
//! An [`Entry`] is opened when an exchange begins and written down when it is dropped, so that an exchange is logged
//! and counted however it ends: answered, cut, or left by the client.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::clock::Clock;
use crate::{Counters, Traffic};

/// One request and its answer. Times are counted from the start of the network and include the simulated distance.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Exchange {
    /// When the request reached the wire.
    pub started: Duration,
    /// When the last byte of the answer had passed it, or the connection was gone.
    pub ended: Duration,
    /// What it was.
    pub what: What,
    /// Its bytes, heads included.
    pub bytes: Traffic,
}

/// What an exchange was about. A `status` of `None`: it ended without an answer.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum What {
    /// The bot asked for updates.
    Poll {
        /// How long the network held the question open.
        held: Duration,
        /// The ids of the updates in the answer.
        updates: Vec<i32>,
        /// The HTTP status.
        status: Option<u16>,
    },
    /// The notification service told the bot about an update.
    Push {
        /// Which one.
        update: i32,
        /// The HTTP status that the bot answered.
        status: Option<u16>,
    },
    /// The bot asked for events of a platform that does not number them.
    Fetch {
        /// How long the network held the question open.
        held: Duration,
        /// The ids of the events in the answer.
        items: Vec<String>,
        /// The HTTP status.
        status: Option<u16>,
    },
    /// The notification service told the bot about such events, in one request.
    Deliver {
        /// Their ids.
        items: Vec<String>,
        /// The HTTP status that the bot answered.
        status: Option<u16>,
    },
    /// The bot called any other method.
    Call {
        /// Its name: lower-cased with Telegram, elsewhere as in `POST /repos/{}/{}/hooks`.
        method: String,
        /// The HTTP status.
        status: Option<u16>,
    },
}

impl What {
    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Poll { status, .. }
            | Self::Push { status, .. }
            | Self::Fetch { status, .. }
            | Self::Deliver { status, .. }
            | Self::Call { status, .. } => *status,
        }
    }

    pub(crate) fn set_status(&mut self, answered: Option<u16>) {
        match self {
            Self::Poll { status, .. }
            | Self::Push { status, .. }
            | Self::Fetch { status, .. }
            | Self::Deliver { status, .. }
            | Self::Call { status, .. } => *status = answered,
        }
    }
}

/// One bot's counters and wire log. Locked for moments only, and never together with anything else.
#[derive(Debug)]
pub(crate) struct Books {
    pages: Mutex<Pages>,
    clock: Clock,
    changed: Arc<Notify>,
}

#[derive(Debug, Default)]
struct Pages {
    counters: Counters,
    log: VecDeque<Exchange>,
    keep: usize,
}

impl Books {
    pub(crate) fn new(clock: Clock, keep: usize, changed: Arc<Notify>) -> Arc<Self> {
        Arc::new(Self { pages: Mutex::new(Pages { keep, ..Pages::default() }), clock, changed })
    }

    pub(crate) fn counters(&self) -> Counters {
        self.pages().counters.clone()
    }

    pub(crate) fn log(&self) -> Vec<Exchange> {
        self.pages().log.iter().cloned().collect()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, exchange: Exchange) {
        let mut pages = self.pages();
        pages.counters.count(&exchange);
        if pages.log.len() >= pages.keep {
            pages.log.pop_front();
        }
        pages.log.push_back(exchange);
        drop(pages);
        self.changed.notify_waiters();
    }
}

/// An exchange that goes on.
#[derive(Debug)]
pub(crate) struct Entry {
    books: Arc<Books>,
    started: Duration,
    pub(crate) what: What,
    pub(crate) bytes: Traffic,
}

impl Entry {
    pub(crate) fn open(books: Arc<Books>, what: What) -> Self {
        let started = books.clock.now();
        Self { books, started, what, bytes: Traffic::default() }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        let ended = self.books.clock.now();
        let what = self.what.clone();
        self.books.write(Exchange { started: self.started, ended, what, bytes: self.bytes });
    }
}

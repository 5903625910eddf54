//! What every handler does, whoever calls it: the work of the measurement, and a note of it.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::update;

/// What a handler does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Work {
    /// It counts.
    Count,
    /// It notes how long the update was under way, too.
    Note,
    /// It notes, and sleeps for so many milliseconds.
    Sleep(u64),
}

impl FromStr for Work {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.parse()) {
            ("count", _) => Ok(Self::Count),
            ("note", _) => Ok(Self::Note),
            (_, Ok(ms)) => Ok(Self::Sleep(ms)),
            _ => Err("write count, note, or milliseconds to sleep".to_owned()),
        }
    }
}

impl std::fmt::Display for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count => f.write_str("count"),
            Self::Note => f.write_str("note"),
            Self::Sleep(ms) => ms.fmt(f),
        }
    }
}

/// What came of the updates.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Report {
    /// Handlers that ended.
    pub(crate) handled: u64,
    /// From the creation of an update to its handler, in microseconds.
    pub(crate) p50_us: f64,
    pub(crate) p99_us: f64,
    /// How many waits these are of.
    pub(crate) waits: usize,
    /// Updates of one chat that did not come in the order of their numbers.
    pub(crate) misordered: u64,
}

pub(crate) struct Meter {
    work: Work,
    except: Option<u64>,
    handled: AtomicU64,
    notes: Mutex<Notes>,
}

#[derive(Default)]
struct Notes {
    waits: Vec<u64>,
    last: HashMap<u64, u64>,
    misordered: u64,
}

impl Meter {
    pub(crate) fn new(work: Work, except: Option<u64>) -> Self {
        Self { work, except, handled: AtomicU64::new(0), notes: Mutex::default() }
    }

    /// What a handler does with a text.
    pub(crate) async fn handle(&self, text: &str) {
        match self.work {
            Work::Count => {}
            Work::Note => self.note(text),
            Work::Sleep(ms) => {
                self.note(text);
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
        }
        std::hint::black_box(text.len());
        self.handled.fetch_add(1, Ordering::Relaxed);
    }

    fn note(&self, text: &str) {
        let now = update::now();
        let Some(head) = update::Head::of(text) else { return };
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        if self.except != Some(head.chat) {
            notes.waits.push(now.saturating_sub(head.said));
        }
        let last = notes.last.insert(head.chat, head.id).unwrap_or_default();
        notes.misordered += u64::from(last >= head.id);
    }

    /// All of it so far.
    pub(crate) fn report(&self) -> Report {
        let notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut waits = notes.waits.clone();
        waits.sort_unstable();
        let percentile = |hundredths: usize| {
            let at = (waits.len() * hundredths / 100).min(waits.len().saturating_sub(1));
            waits.get(at).map_or(0.0, |nanos| *nanos as f64 / 1_000.0)
        };
        Report {
            handled: self.handled.load(Ordering::Relaxed),
            p50_us: percentile(50),
            p99_us: percentile(99),
            waits: waits.len(),
            misordered: notes.misordered,
        }
    }
}

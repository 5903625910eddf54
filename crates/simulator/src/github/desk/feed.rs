//! The Events API's view of a repository: newest first, in pages, with an ETag.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};

use crate::github::shapes::{Name, actor};
use crate::github::trimmed;
use crate::notes::Notes;

/// So many events are shown at most …
const MOST: usize = 300;
/// … and none that is older.
const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Feed {
    pub(crate) notes: Notes,
    events: VecDeque<Item>,
    lag: Duration,
    ageing: f64,
}

#[derive(Debug)]
struct Item {
    id: String,
    /// When it appears.
    at: Duration,
    value: Value,
}

/// One page of events.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) ids: Vec<String>,
    pub(crate) events: Vec<Value>,
    /// The number of the last page.
    pub(crate) last: usize,
    pub(crate) etag: String,
}

impl Feed {
    pub(crate) fn new(lag: Duration, ageing: f64, history: usize) -> Self {
        Self { notes: Notes::keeping(history), events: VecDeque::new(), lag, ageing }
    }

    /// Something happened; returns its id, if the Events API shows such things.
    pub(crate) fn add(
        &mut self,
        kind: &str,
        webhook: &Value,
        (name, who, date): (&Name, &str, &str),
        id: u64,
        now: Duration,
    ) -> Option<String> {
        let kind_here = trimmed::type_of(kind)?;
        // These have nothing to do with a delivery's GUID.
        let text = (40_000_000_000 + id).to_string();
        let value = json!({
            "id": text,
            "type": kind_here,
            "actor": actor(who),
            "repo": name.brief(),
            "payload": trimmed::payload(kind, webhook, name.id, id),
            "public": true,
            "created_at": date,
        });
        self.notes.open(&text, kind_here, super::text_of(webhook), now);
        self.events.push_front(Item { id: text.clone(), at: now + self.lag, value });
        self.events.truncate(MOST * 4);
        Some(text)
    }

    /// A page; pages count from 1. `None`: it lies beyond what is shown.
    pub(crate) fn page(&self, number: usize, per_page: usize, now: Duration) -> Option<Page> {
        let lifetime = LIFETIME.div_f64(self.ageing);
        let is_shown = |event: &&Item| event.at <= now && now.saturating_sub(event.at) <= lifetime;
        let shown: Vec<_> = self.events.iter().filter(is_shown).take(MOST).collect();
        let skip = per_page * number.checked_sub(1)?;
        if skip >= MOST {
            return None;
        }
        let page: Vec<_> = shown.iter().skip(skip).take(per_page).collect();
        let ids: Vec<_> = page.iter().map(|event| event.id.clone()).collect();
        let etag = etag(&ids, number, per_page);
        let events = page.iter().map(|event| event.value.clone()).collect();
        Some(Page { ids, events, last: shown.len().div_ceil(per_page).max(1), etag })
    }
}

/// Different pages have different ones, and so has a page in which something changed.
fn etag(ids: &[String], number: usize, per_page: usize) -> String {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let text = format!("{number} {per_page} {}", ids.join(" "));
    format!("W/\"{:016x}\"", text.bytes().fold(0xcbf2_9ce4_8422_2325, mix))
}

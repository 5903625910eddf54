//! Events in one body, on their way to a callback, and when it is tried again.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::escape::escape;

/// A push that failed is tried again for this long.
const LIFETIME: Duration = Duration::from_secs(36 * 60 * 60);
/// The first pause that is one; each next is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(15);

/// Something that happened on a page.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) page: String,
    /// What it is known by in the book: the `mid`, or something that tells receipts apart.
    pub(crate) id: String,
    /// The subscription field that lets it through.
    pub(crate) field: String,
    /// The conversation.
    pub(crate) with: String,
    /// What stands in `messaging`.
    pub(crate) value: Value,
}

/// See the [module](self).
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) items: Vec<String>,
    pub(crate) key: Arc<str>,
    pub(crate) body: Bytes,
    first: Duration,
    failures: u32,
}

impl Notice {
    /// `millis`: what a calendar says at `now`.
    pub(crate) fn new(events: &[Event], now: Duration, millis: u64, older_escapes: bool) -> Self {
        let body = escape(&body(events, millis).to_string(), older_escapes);
        let key = events.first().map(|event| format!("{}:{}", event.page, event.with)).unwrap_or_default();
        let items = events.iter().map(|event| event.id.clone()).collect();
        Self { items, key: key.into(), body: body.into(), first: now, failures: 0 }
    }

    /// When a notice that has just failed goes again: at once, then ever rarer. `None`: not any more.
    pub(crate) fn again(&mut self, now: Duration, speed: f64) -> Option<Duration> {
        self.failures += 1;
        let doubled = |times: u32| FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(times));
        let pause = self.failures.checked_sub(2).map_or(Duration::ZERO, doubled).div_f64(speed);
        (now + pause <= self.first + LIFETIME.div_f64(speed)).then_some(now + pause)
    }
}

/// One entry for each page, in the order in which pages come.
fn body(events: &[Event], millis: u64) -> Value {
    let mut entries: Vec<(&str, Vec<&Value>)> = Vec::new();
    for event in events {
        match entries.iter_mut().find(|(page, _)| *page == event.page) {
            Some((_, messaging)) => messaging.push(&event.value),
            None => entries.push((&event.page, vec![&event.value])),
        }
    }
    let entry = |(page, messaging)| json!({"id": page, "time": millis, "messaging": messaging});
    json!({"object": "page", "entry": entries.into_iter().map(entry).collect::<Vec<_>>()})
}

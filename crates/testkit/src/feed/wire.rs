//! How a feed is spoken to.
//!
//! `GET http://feed.test/?from=3&limit=10&hold=5000` answers `{"first": 3, "events": [["id", "key"], …]}`. The cursor
//! is the place of the next event.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use pollhook_core::{Answer, Ask, Auth, Call, Cursor, Draft, Failure, Heard, Item, Now, Page, PollProtocol};

/// A question as the server reads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question {
    pub(super) from: Option<usize>,
    pub(super) limit: usize,
    pub(super) hold: Duration,
}

impl Question {
    pub(super) fn read(call: &Call) -> Self {
        let value = |name: &str| -> Option<usize> {
            let (_, query) = call.url.split_once('?')?;
            query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
        };
        let hold = Duration::from_millis(value("hold").unwrap_or(0) as u64);
        Self { from: value("from"), limit: value("limit").unwrap_or(usize::MAX), hold }
    }

    fn call(self) -> Call {
        let from = self.from.map(|from| format!("from={from}&")).unwrap_or_default();
        let hold = self.hold.as_millis();
        let url = format!("http://feed.test/?{from}limit={}&hold={hold}", self.limit);
        Call::get(url, Auth::Bearer).deadline(self.hold + Duration::from_secs(5))
    }
}

/// A page as the server writes it.
#[derive(serde::Deserialize, serde::Serialize)]
pub(super) struct Told {
    pub(super) first: usize,
    pub(super) events: Vec<(String, String)>,
}

impl Told {
    pub(super) fn answer(&self) -> Answer {
        Answer::new(StatusCode::OK, HeaderMap::new(), serde_json::to_vec(self).expect("strings and numbers are JSON"))
    }
}

/// The client's side.
#[derive(Debug)]
pub(super) struct FeedProtocol {
    /// Each item has a cursor of its own, not only the page.
    pub(super) each: bool,
    pub(super) limit: usize,
}

impl PollProtocol for FeedProtocol {
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, _now: Now) -> Call {
        let hold = if let Ask::Hold(hold) = how { hold } else { Duration::ZERO };
        Question { from: place(from), limit: self.limit, hold }.call()
    }

    fn confirm(&self, upto: &Cursor) -> Option<Call> {
        self.each.then(|| Question { from: place(Some(upto)), limit: 1, hold: Duration::ZERO }.call())
    }

    fn hear(&mut self, answer: &Answer, _now: Now) -> Heard {
        if answer.status != StatusCode::OK {
            return Heard::Failed(failure(answer));
        }
        let told: Told = match serde_json::from_slice(&answer.body) {
            Ok(told) => told,
            Err(error) => return Heard::Failed(Failure::Retry { after: None, why: error.to_string() }),
        };
        let (first, count) = (told.first, told.events.len());
        let after = |place: usize| self.each.then(|| Cursor::from(place as u64 + 1));
        let item = |(place, (id, key)): (usize, (String, String))| {
            let payload = format!("{{\"id\":\"{id}\"}}");
            Item { draft: Draft::new(id, "told", payload).key(key), after: after(place) }
        };
        let items: Vec<_> = (first..).zip(told.events).map(item).collect();
        let next = (count > 0).then(|| Cursor::from((first + count) as u64));
        let mut page = Page::new(items, next);
        page.full = count >= self.limit;
        Heard::Page(page)
    }
}

fn place(cursor: Option<&Cursor>) -> Option<usize> {
    cursor.and_then(|cursor| cursor.as_str().parse().ok())
}

fn failure(answer: &Answer) -> Failure {
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    match (answer.status.as_u16(), &*text) {
        (401, _) => Failure::Unauthorised(text),
        (409, "webhook") => Failure::WebhookActive(text),
        (409, "own") => Failure::OwnOldPoll(text),
        (409, _) => Failure::Taken(text),
        (400, _) => Failure::Fatal(text),
        _ => Failure::Retry { after: answer.retry_after(), why: text },
    }
}

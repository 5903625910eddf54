//! getUpdates: the offset is the cursor, and the server holds it.
//!
//! A higher offset confirms all below it, so the fetch *is* the commit. The cursor is the next offset in decimal digits.

use std::time::Duration;

use pollhook_core::{Answer, Ask, Bytes, Call, Cursor, Heard, Item, Now, Page, PollProtocol, Setup};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::answer;
use super::api::Api;
use super::kinds;
use super::update::{Read, Reader};
use super::{LARGEST_UPDATE, RULES};

/// The most updates in a page, and what the server takes when it is not told.
const LIMIT: usize = 100;

/// What an exchange may take beyond the hold: the way both ways, and the 3 s for which the server stretches a question
/// that came too soon, or holds back a conflict.
const SLACK: Duration = Duration::from_secs(10);

/// The server ends a page before 4 MiB: twice that is no page of its.
const PAGE: usize = 2 * LARGEST_UPDATE;

/// What stands before the updates of a page, and behind them.
const START: &str = r#"{"ok":true,"result":["#;
const END: &str = "]}";

#[derive(Debug)]
pub(super) struct Poll {
    api: Api,
    allowed: Value,
    reader: Reader,
    asked: Option<u64>,
}

impl Poll {
    pub(super) fn new(setup: &Setup) -> Self {
        Self {
            api: Api::new(&setup.api),
            allowed: allowed(setup.kinds.iter().map(|kind| kind.as_str())),
            reader: Reader::new(setup.identity.as_ref()),
            asked: None,
        }
    }

    fn get_updates(&self, offset: Option<u64>, limit: usize, seconds: u64) -> Call {
        let mut parameters = json!({ "limit": limit, "timeout": seconds, "allowed_updates": self.allowed });
        if let Some(offset) = offset {
            parameters["offset"] = offset.into();
        }
        // To ask the same twice confirms nothing new.
        self.api.call("getUpdates", &parameters).deadline(Duration::from_secs(seconds) + SLACK).cap(PAGE).repeatable()
    }

    /// A page as Telegram writes it, with updates that are as they should be: one pass over its bytes. `None` for any
    /// other, which takes one pass to split and another to read.
    fn read_in_place(&self, body: &Bytes, now: Now) -> Option<Updates> {
        let text = std::str::from_utf8(body).ok()?;
        let mut at = text.starts_with(START).then_some(START.len())?;
        let mut updates = Updates::with_capacity(LIMIT);
        loop {
            let rest = Some(&text[at..]).filter(|rest| rest.starts_with('{'))?;
            let (read, length) = self.reader.read_first(rest, now)?;
            updates.push(read.of(body.slice(at..at + length)));
            match &rest[length..] {
                END => return Some(updates),
                more => at = text.len() - more.strip_prefix(',')?.len(),
            }
        }
    }

    /// Any page, in two passes.
    fn read_apart(&self, answer: &Answer, now: Now) -> Result<Updates, answer::Refusal> {
        let raws = answer::result::<Vec<&RawValue>>(answer)?;
        let mut updates = Updates::with_capacity(raws.len());
        for raw in raws {
            updates.push(self.reader.read(answer.body.slice_ref(raw.get().as_bytes()), now));
        }
        Ok(updates)
    }
}

/// The updates of a page, as they are read.
struct Updates {
    items: Vec<Item>,
    /// Of each its number, if it has one.
    numbers: Vec<Option<u64>>,
}

impl Updates {
    fn with_capacity(many: usize) -> Self {
        Self { items: Vec::with_capacity(many), numbers: Vec::with_capacity(many) }
    }

    fn push(&mut self, Read { draft, number }: Read) {
        // Without a number it is confirmed together with the next one that has one.
        self.items.push(Item { draft, after: number.map(next) });
        self.numbers.push(number);
    }

    /// The oldest first, as Telegram tells them. Where a page comes otherwise, its cursor would pass what is still to be
    /// handled.
    fn put_in_order(&mut self) {
        if self.numbers.iter().flatten().is_sorted() {
            return;
        }
        // What has no number stays before what it is confirmed with.
        let mut behind = u64::MAX;
        let ranks = self.numbers.drain(..).rev().map(|number| {
            behind = number.unwrap_or(behind);
            (behind, number)
        });
        let mut ranked: Vec<_> = ranks.zip(self.items.drain(..).rev()).collect();
        ranked.reverse();
        ranked.sort_by_key(|((rank, _), _)| *rank);
        for ((_, number), item) in ranked {
            self.items.push(item);
            self.numbers.push(number);
        }
    }

    /// All of them, where it was asked from `asked` on.
    fn page(mut self, asked: Option<u64>) -> Page {
        self.put_in_order();
        let mut numbers = self.numbers.iter().flatten().copied();
        let first = numbers.next();
        let last = numbers.next_back().or(first);
        let full = self.items.len() >= LIMIT;
        let mut page = Page::new(self.items, None);
        page.next = last.map(next);
        page.full = full;
        page.reset = first.is_some() && first < asked;
        page
    }
}

/// The cursor behind an update.
fn next(number: u64) -> Cursor {
    Cursor::from(number.saturating_add(1))
}

/// The list of kinds, always spelled out: left out, it would stay what somebody else once set. An empty one means the
/// default, so that is written.
pub(super) fn allowed<'a>(kinds: impl Iterator<Item = &'a str>) -> Value {
    let wanted: Vec<&str> = kinds.collect();
    if wanted.is_empty() { kinds::by_default().collect() } else { wanted.into_iter().collect() }
}

/// A cursor that is no number is none of ours: then from the oldest, so that nothing is skipped.
fn offset(cursor: &Cursor) -> Option<u64> {
    cursor.as_str().parse().ok()
}

/// In the whole seconds that the API counts, rounded up: a hold of 0 would be no hold.
fn seconds(hold: Duration) -> u64 {
    let hold = hold.min(RULES.poll_hold);
    hold.as_secs() + u64::from(hold.subsec_nanos() > 0)
}

impl PollProtocol for Poll {
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, _now: Now) -> Call {
        self.asked = from.and_then(offset);
        let hold = match how {
            Ask::Hold(hold) => seconds(hold),
            Ask::Look => 0,
        };
        self.get_updates(self.asked, LIMIT, hold)
    }

    fn confirm(&self, upto: &Cursor) -> Option<Call> {
        Some(self.get_updates(Some(offset(upto)?), 1, 0))
    }

    fn hear(&mut self, answer: &Answer, now: Now) -> Heard {
        let in_place = answer.status.is_success().then(|| self.read_in_place(&answer.body, now)).flatten();
        match in_place.map_or_else(|| self.read_apart(answer, now), Ok) {
            Ok(updates) => Heard::Page(updates.page(self.asked)),
            Err(refusal) => Heard::Failed(refusal.failure()),
        }
    }
}

//! One item: id, kind, key, time.
//!
//! A message is named by Meta (`mid`). Receipts, reactions and the like are not: their names are made of who, when and
//! what, so that they are the same in each redelivery, however it is batched.

use std::fmt;
use std::time::{Duration, SystemTime};

use compact_str::{CompactString, format_compact};
use pollhook_core::{Bytes, Draft, content_hash};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::kinds;
use crate::object;
use crate::text::Text;

/// Whose entry it is, and when that was written.
pub(super) struct Whose<'a> {
    pub(super) page: Option<Text<'a>>,
    /// In milliseconds.
    pub(super) time: Option<u64>,
}

/// Reads an item of `messaging`. The draft's payload is not written yet.
pub(super) fn messaging(whose: &Whose<'_>, item: &str) -> Result<Draft, serde_json::Error> {
    let item: Item<'_> = serde_json::from_str(item)?;
    let about: About<'_> = object::read(item.content.get().as_bytes())?;
    let kind = if about.is_echo() { kinds::ECHO } else { &item.name };
    Ok(draft(whose, &item, &about, kind))
}

/// Reads an item of `standby`, which has the same form.
pub(super) fn standby(whose: &Whose<'_>, item: &str) -> Result<Draft, serde_json::Error> {
    let item: Item<'_> = serde_json::from_str(item)?;
    let about: About<'_> = object::read(item.content.get().as_bytes())?;
    Ok(draft(whose, &item, &about, kinds::STANDBY))
}

/// Reads an item of `changes`: what happened to the page itself, under the name of the field that was subscribed.
pub(super) fn change(whose: &Whose<'_>, item: &str) -> Result<Draft, serde_json::Error> {
    let change: Change<'_> = object::read(item.as_bytes())?;
    let time = whose.time.map(|time| time.to_string()).unwrap_or_default();
    let page = whose.page.as_deref().unwrap_or_default();
    let hash = content_hash(&[page.as_bytes(), time.as_bytes(), change.value.get().as_bytes()]);
    let mut draft = Draft::new(format_compact!("{}:{hash:016x}", &*change.field), &*change.field, Bytes::new());
    draft.key = whose.page.as_deref().map(Into::into);
    Ok(draft)
}

fn draft(whose: &Whose<'_>, item: &Item<'_>, about: &About<'_>, kind: &str) -> Draft {
    let page = whose.page.as_deref().unwrap_or_default();
    let mut draft = Draft::new(id(page, item, about, kind), kind, Bytes::new());
    draft.key = item.person(page).map(|person| format_compact!("{page}:{person}").into());
    draft.time = item.timestamp.or(whose.time).and_then(time);
    draft.own = about.is_echo();
    draft
}

fn id(page: &str, item: &Item<'_>, about: &About<'_>, kind: &str) -> CompactString {
    match (&*item.name, &about.mid) {
        ("message", Some(mid)) if kind == &*item.name => (**mid).into(),
        // Elsewhere it names the message that something happened to.
        ("message" | "postback", Some(mid)) => format_compact!("{kind}:{}", &**mid),
        _ => {
            let time = item.timestamp.map(|time| time.to_string()).unwrap_or_default();
            let [sender, recipient] = [&item.sender, &item.recipient].map(|party| id_of(party).unwrap_or_default());
            let what = item.content.get();
            let parts = [page, sender, recipient, &time, &*item.name, what].map(str::as_bytes);
            format_compact!("{kind}:{:016x}", content_hash(&parts))
        }
    }
}

fn time(milliseconds: u64) -> Option<SystemTime> {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds))
}

/// One thing that happened between the page and a person.
struct Item<'a> {
    sender: Option<Party<'a>>,
    recipient: Option<Party<'a>>,
    timestamp: Option<u64>,
    /// What it holds, and under which name.
    name: Text<'a>,
    content: &'a RawValue,
}

#[derive(Deserialize)]
struct Party<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
}

fn id_of<'p>(party: &'p Option<Party<'_>>) -> Option<&'p str> {
    party.as_ref()?.id.as_deref()
}

impl Item<'_> {
    /// Of the two, the one that is not the page. Who clicked on a website has no id yet.
    fn person(&self, page: &str) -> Option<&str> {
        [&self.sender, &self.recipient].into_iter().filter_map(id_of).find(|id| *id != page)
    }
}

/// What is read of what happened.
#[derive(Deserialize)]
struct About<'a> {
    #[serde(borrow)]
    mid: Option<Text<'a>>,
    is_echo: Option<bool>,
}

impl About<'_> {
    fn is_echo(&self) -> bool {
        self.is_echo == Some(true)
    }
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(borrow)]
    field: Text<'a>,
    #[serde(borrow)]
    value: &'a RawValue,
}

impl<'de: 'a, 'a> Deserialize<'de> for Item<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Item<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("something that happened between a page and a person")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut sender, mut recipient, mut timestamp) = (None, None, None);
        let (mut known, mut other) = (None, None);
        while let Some(name) = map.next_key::<Text<'de>>()? {
            match &*name {
                "sender" => sender = map.next_value()?,
                "recipient" => recipient = map.next_value()?,
                "timestamp" => timestamp = map.next_value()?,
                _ => {
                    let Some(content) = map.next_value::<Option<&'de RawValue>>()? else { continue };
                    if kinds::is_known(&name) {
                        known = known.or(Some((name, content)));
                    } else if content.get().starts_with('{') {
                        // Younger than this list; what is no object says more about something else.
                        other = other.or(Some((name, content)));
                    }
                }
            }
        }
        let (name, content) = known.or(other).ok_or_else(|| de::Error::custom("nothing happened"))?;
        Ok(Item { sender, recipient, timestamp, name, content })
    }
}

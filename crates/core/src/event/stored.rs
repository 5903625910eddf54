//! How an event looks at rest: one JSON object, as in dead letters and recordings.
//!
//! | field | |
//! |---|---|
//! | `bot`, `platform`, `via`, `id`, `kind`, `key`? | texts |
//! | `time`?, `received`, `expires`? | milliseconds since 1970 |
//! | `own`?, `undecodable`?, `meta`? | left out when empty |
//! | `payload` | the bytes as a text; `payload_bytes` as a list of numbers where they are not UTF-8 |
//!
//! The payload is a text rather than nested JSON so that it comes back byte for byte: signatures and duplicates
//! depend on it, and a line stays a line.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use compact_str::CompactString;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Draft, Event, Origin, Via};
use crate::{BotId, EventId, Key, Kind};

#[derive(Deserialize, Serialize)]
struct Stored {
    bot: BotId,
    platform: CompactString,
    via: Via,
    id: EventId,
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Key>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time: Option<u64>,
    received: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    own: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undecodable: Option<CompactString>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    meta: Vec<(CompactString, CompactString)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payload: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payload_bytes: Option<Vec<u8>>,
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let draft = &self.0.draft;
        let text = std::str::from_utf8(&draft.payload).ok();
        Stored {
            bot: self.bot().clone(),
            platform: self.platform().into(),
            via: self.via(),
            id: draft.id.clone(),
            kind: draft.kind.clone(),
            key: draft.key.clone(),
            time: draft.time.map(millis),
            received: millis(self.received()),
            expires: draft.expires.map(millis),
            own: draft.own,
            undecodable: draft.undecodable.clone(),
            meta: draft.meta.clone(),
            payload: text.map(str::to_owned),
            payload_bytes: text.is_none().then(|| draft.payload.to_vec()),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let payload = match (stored.payload, stored.payload_bytes) {
            (Some(text), None) => Bytes::from(text),
            (None, Some(bytes)) => Bytes::from(bytes),
            _ => return Err(de::Error::custom("an event holds either `payload` or `payload_bytes`")),
        };
        let draft = Draft {
            id: stored.id,
            kind: stored.kind,
            key: stored.key,
            time: stored.time.map(time),
            expires: stored.expires.map(time),
            own: stored.own,
            undecodable: stored.undecodable,
            meta: stored.meta,
            payload,
            message: None,
        };
        Ok(draft.stamp(&Origin::new(stored.bot, stored.platform, stored.via), time(stored.received)))
    }
}

fn millis(time: SystemTime) -> u64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn time(millis: u64) -> SystemTime {
    // A number that no calendar holds is a damaged file: the epoch is as good as any.
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(millis)).unwrap_or(SystemTime::UNIX_EPOCH)
}

//! One thing that happened on a platform.
//!
//! A protocol writes a [`Draft`]; the transport that heard it stamps it with where it came from and when, and from then
//! on it is an [`Event`]: immutable, cheap to clone, and made only of what can be stored.

mod stored;

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use compact_str::{CompactString, format_compact};
use serde::de::DeserializeOwned;

use crate::{BotId, EventId, Key, Kind, Message, content_hash};

/// One thing that happened: who heard it, what it was, and the platform's own words for it.
#[derive(Clone)]
pub struct Event(Arc<Inner>);

struct Inner {
    origin: Origin,
    received: SystemTime,
    draft: Draft,
}

impl Event {
    /// The bot that heard it.
    #[must_use]
    pub fn bot(&self) -> &BotId {
        &self.0.origin.0.bot
    }

    /// The platform's name, as in the config.
    #[must_use]
    pub fn platform(&self) -> &str {
        &self.0.origin.0.platform
    }

    /// By which way it came. No promise depends on it; ask only to show it.
    #[must_use]
    pub fn via(&self) -> Via {
        self.0.origin.0.via
    }

    /// What tells it from every other event of this bot.
    #[must_use]
    pub fn id(&self) -> &EventId {
        &self.0.draft.id
    }

    /// The platform's word for what happened.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.0.draft.kind
    }

    /// What order is kept within; `None` means that it stands alone.
    #[must_use]
    pub fn key(&self) -> Option<&Key> {
        self.0.draft.key.as_ref()
    }

    /// When it happened, by the platform's clock.
    #[must_use]
    pub fn time(&self) -> Option<SystemTime> {
        self.0.draft.time
    }

    /// When this process heard of it.
    #[must_use]
    pub fn received(&self) -> SystemTime {
        self.0.received
    }

    /// When the platform stops listening for an answer to it.
    #[must_use]
    pub fn expires(&self) -> Option<SystemTime> {
        self.0.draft.expires
    }

    /// Whether the bot itself caused it (an echo of its own message).
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.0.draft.own
    }

    /// Why it could not be read, if it could not: it then ends as a dead letter, with its raw payload.
    #[must_use]
    pub fn undecodable(&self) -> Option<&str> {
        self.0.draft.undecodable.as_deref()
    }

    /// A header or an envelope field that the protocol kept, by its lower-case name.
    #[must_use]
    pub fn meta(&self, name: &str) -> Option<&str> {
        self.0.draft.meta.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The smallest document, in the form that the platform's webhook documents, that holds exactly this event.
    #[must_use]
    pub fn payload(&self) -> &Bytes {
        &self.0.draft.payload
    }

    /// Its view, where the protocol read it already.
    pub(crate) fn message(&self) -> Option<&Message> {
        self.0.draft.message.as_deref()
    }

    /// Reads the payload as a type of yours, or of any crate that models the platform.
    ///
    /// # Errors
    /// Whatever serde says when the payload has another shape.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.0.draft.payload)
    }

    /// Bot and id: the same over attempts, transports and restarts, and unique over the bots of a process.
    #[must_use]
    pub fn uid(&self) -> Uid {
        Uid { bot: self.bot().clone(), id: self.id().clone() }
    }
}

impl std::fmt::Debug for Event {
    /// Names it without its payload, which belongs to the users of the bot and not in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event")
            .field("bot", self.bot())
            .field("id", self.id())
            .field("kind", self.kind())
            .field("key", &self.key())
            .field("via", &self.via())
            .finish_non_exhaustive()
    }
}

/// Names one event over all bots of a process.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Uid {
    /// The bot that heard it.
    pub bot: BotId,
    /// The event's id at that bot.
    pub id: EventId,
}

impl std::fmt::Display for Uid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.bot, self.id)
    }
}

/// By which way an event came.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Via {
    /// The bot asked.
    Polling,
    /// The platform called.
    Webhook,
    /// It was kept and runs again: from a store, a letter or a recording.
    Replay,
    /// A source of the author's own.
    Source,
}

impl std::fmt::Display for Via {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Polling => "polling",
            Self::Webhook => "webhook",
            Self::Replay => "replay",
            Self::Source => "source",
        })
    }
}

/// Where events come from: the same for all that one source emits, so they share one allocation.
#[derive(Clone, Debug)]
pub struct Origin(Arc<OriginParts>);

#[derive(Debug)]
struct OriginParts {
    bot: BotId,
    platform: CompactString,
    via: Via,
}

impl Origin {
    /// Names the bot, the platform and the way.
    pub fn new(bot: impl Into<BotId>, platform: impl Into<CompactString>, via: Via) -> Self {
        Self(Arc::new(OriginParts { bot: bot.into(), platform: platform.into(), via }))
    }

    /// The bot that hears by this way.
    #[must_use]
    pub fn bot(&self) -> &BotId {
        &self.0.bot
    }
}

/// What a protocol read: an event that is not stamped yet.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Draft {
    /// Derived so that both doors of a platform agree wherever it allows.
    pub id: EventId,
    /// The platform's word.
    pub kind: Kind,
    /// What order is kept within.
    pub key: Option<Key>,
    /// When it happened.
    pub time: Option<SystemTime>,
    /// When the platform stops listening.
    pub expires: Option<SystemTime>,
    /// Caused by the bot itself.
    pub own: bool,
    /// Why it could not be read.
    pub undecodable: Option<CompactString>,
    /// Headers and envelope fields worth keeping, by lower-case name.
    pub meta: Vec<(CompactString, CompactString)>,
    /// The platform's own document for this one event.
    pub payload: Bytes,
    /// Its view, where the protocol has read the whole of it anyhow: a payload is then read once, not twice. It is what
    /// the platform's [`View`](crate::View) says, which is asked where this is `None`; nobody stores it.
    pub message: Option<Box<Message>>,
}

impl Draft {
    /// A draft with what every event has.
    pub fn new(id: impl Into<EventId>, kind: impl Into<Kind>, payload: impl Into<Bytes>) -> Self {
        Self {
            id: id.into(),
            kind: kind.into(),
            key: None,
            time: None,
            expires: None,
            own: false,
            undecodable: None,
            meta: Vec::new(),
            payload: payload.into(),
            message: None,
        }
    }

    /// A draft of something that came but cannot be read: nothing that was sent to us is dropped unseen.
    pub fn undecodable(id: impl Into<EventId>, why: impl Into<CompactString>, payload: impl Into<Bytes>) -> Self {
        Self { undecodable: Some(why.into()), ..Self::new(id, "undecodable", payload) }
    }

    /// The same under an id that is made of its bytes: it is the same on every redelivery, by both doors and in every
    /// process.
    pub fn unreadable(why: impl Into<CompactString>, payload: impl Into<Bytes>) -> Self {
        let payload = payload.into();
        Self::undecodable(format_compact!("raw:{:016x}", content_hash(&[&payload[..]])), why, payload)
    }

    /// Sets what order is kept within.
    #[must_use]
    pub fn key(mut self, key: impl Into<Key>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets when it happened.
    #[must_use]
    pub fn time(mut self, time: SystemTime) -> Self {
        self.time = Some(time);
        self
    }

    /// Sets when the platform stops listening.
    #[must_use]
    pub fn expires(mut self, expires: SystemTime) -> Self {
        self.expires = Some(expires);
        self
    }

    /// Makes it an event: from `origin`, heard at `received`.
    #[must_use]
    pub fn stamp(self, origin: &Origin, received: SystemTime) -> Event {
        Event(Arc::new(Inner { origin: origin.clone(), received, draft: self }))
    }
}

#[cfg(test)]
mod tests;

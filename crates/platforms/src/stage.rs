//! A platform as a test plays it: what it tells when somebody does something, and what its API answers.
//!
//! A bot is tested best against what its platform really says, so the requests made up here have the shape of real ones
//! and are read by the platform's own protocols, proof and all. Like the rest of this crate it is pure: whoever runs the
//! test brings the time and the numbers.
//!
//! The author of a platform writes one of these too, so that its bots can be tested like all others.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use compact_str::{CompactString, ToCompactString};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use pollhook_core::{Answer, Bytes, Call, ChatKind, MediaKind, Parts, Setup};
use serde_json::Value;

/// Plays one platform. Whoever only tells (a payment service, a sensor) needs no more than [`push`](Self::push) or
/// [`page`](Self::page).
pub trait Stage: Send + Sync + 'static {
    /// What a bot there knows once it runs: who it is, and the secrets that requests are proved with.
    fn prepare(&self, _setup: &mut Setup) {}

    /// Where this person and the bot talk when nothing else is said.
    fn room(&self, person: &Person) -> Place {
        Place { chat: person.number.to_compact_string(), kind: ChatKind::Private, title: None }
    }

    /// A place where several talk, the `number`th that the test made.
    ///
    /// # Errors
    /// [`Unplayable`] where there are none.
    fn group(&self, _number: u64, _title: &str) -> Result<Place, Unplayable> {
        Err(Unplayable("there are no groups on this platform".into()))
    }

    /// What the platform tells a bot of something that happened.
    ///
    /// # Errors
    /// [`Unplayable`] when that does not happen there.
    fn tell(&self, _happening: &Happening<'_>) -> Result<News, Unplayable> {
        Err(Unplayable("nobody talks to a bot on this platform: tell it an event".into()))
    }

    /// How it calls to tell some news; `None` when it does not call.
    fn push(&self, _news: &News, _number: u64) -> Option<(Parts, Bytes)> {
        None
    }

    /// How it answers a poller with some news; `None` when it cannot be asked.
    fn page(&self, _news: &News, _number: u64, _wall: SystemTime) -> Option<Answer> {
        None
    }

    /// What its API has to say when it carries out a call; a message that is made now has this number.
    fn result(&self, _call: &Call, _number: u64, _wall: SystemTime) -> Value {
        Value::Null
    }

    /// How its API answers with such a result.
    fn answer(&self, result: &Value) -> Answer {
        json(StatusCode::OK, None, result)
    }

    /// How its API refuses a call.
    fn refusal(&self, status: StatusCode, after: Option<Duration>, why: &str) -> Answer {
        json(status, after, &Value::from(why))
    }

    /// The id of the message of this number, as `result` and `tell` write it.
    fn id(&self, number: u64) -> CompactString {
        number.to_compact_string()
    }
}

/// Somebody.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Person {
    /// A number that nobody else has.
    pub number: u64,
    /// How others call them.
    pub name: String,
    /// The language that they prefer.
    pub language: Option<String>,
}

impl Person {
    /// A person.
    pub fn new(number: u64, name: impl Into<String>) -> Self {
        Self { number, name: name.into(), language: None }
    }
}

/// Where something is said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// The chat, as an [`Address`](pollhook_core::Address) has it.
    pub chat: CompactString,
    /// Its sort.
    pub kind: ChatKind,
    /// Its title, where it has one.
    pub title: Option<String>,
}

/// Something that happened: who did it, where and when.
#[derive(Clone, Copy, Debug)]
pub struct Happening<'a> {
    /// The event's number.
    pub number: u64,
    /// When.
    pub wall: SystemTime,
    /// By whom.
    pub by: &'a Person,
    /// Where.
    pub at: &'a Place,
    /// What.
    pub deed: Deed<'a>,
}

/// What somebody does.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Deed<'a> {
    /// Says something, or sends it with a caption.
    Says {
        /// The number of the new message.
        message: u64,
        /// Its text or caption; empty when there is none.
        text: &'a str,
        /// What is sent along.
        media: Option<MediaKind>,
    },
    /// Changes what was said.
    Edits {
        /// The number of the message.
        message: u64,
        /// Its new text.
        text: &'a str,
    },
    /// Presses a button below a message of the bot.
    Presses {
        /// The message.
        on: &'a Posted,
        /// What is written on the button.
        label: &'a str,
        /// What the bot put into it.
        data: &'a str,
    },
    /// Comes into a group.
    Joins,
    /// Leaves a group.
    Leaves,
    /// Opens a conversation under a title.
    Opens {
        /// Its title.
        title: &'a str,
        /// What is said in it first.
        text: &'a str,
    },
}

/// A message of the bot, as far as it matters to whoever presses a button below it.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    /// Its id.
    pub id: CompactString,
    /// Its text or caption.
    pub text: String,
    /// The handle of what was sent along.
    pub media: Option<CompactString>,
}

/// What a platform has to tell.
#[derive(Clone, Debug)]
pub struct News {
    /// Its word for what happened; empty where the content says it.
    pub kind: CompactString,
    /// The content of the event, or the whole document that it is told in.
    pub content: Bytes,
}

impl News {
    /// News of this kind.
    pub fn new(kind: impl Into<CompactString>, content: impl Into<Bytes>) -> Self {
        Self { kind: kind.into(), content: content.into() }
    }

    /// The content, unless it is no text, or a whole document: one that has this field.
    #[cfg(any(feature = "messenger", feature = "telegram"))]
    pub(crate) fn content_without(&self, field: &str) -> Option<&str> {
        let is_whole =
            serde_json::from_slice::<Value>(&self.content).is_ok_and(|document| document.get(field).is_some());
        std::str::from_utf8(&self.content).ok().filter(|_| !is_whole)
    }
}

/// Something does not happen on a platform. The text says what.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unplayable(pub String);

impl std::fmt::Display for Unplayable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unplayable {}

/// How the platform of this name is played; `None` when nobody can, or its cargo feature is off.
#[must_use]
pub fn find(name: &str) -> Option<Arc<dyn Stage>> {
    match name {
        #[cfg(feature = "devman")]
        crate::devman::NAME => Some(Arc::new(crate::devman::stage::School)),
        #[cfg(feature = "github")]
        crate::github::NAME => Some(Arc::new(crate::github::stage::Hub)),
        #[cfg(feature = "messenger")]
        crate::messenger::NAME => Some(Arc::new(crate::messenger::stage::Page)),
        #[cfg(feature = "telegram")]
        crate::telegram::NAME => Some(Arc::new(crate::telegram::stage::Town)),
        _ => None,
    }
}

/// A POST of a JSON text to a webhook, with these headers.
#[must_use]
pub fn post(headers: &[(&'static str, &str)], body: Bytes) -> (Parts, Bytes) {
    let mut map = HeaderMap::new();
    map.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in headers {
        // What a test names is printable; what is not would be refused as any platform's request would.
        if let Ok(value) = HeaderValue::from_str(value) {
            map.insert(HeaderName::from_static(name), value);
        }
    }
    (Parts { method: Method::POST, uri: Uri::from_static("/"), headers: map }, body)
}

/// Since 1970.
#[cfg(any(feature = "messenger", feature = "telegram"))]
pub(crate) fn since_1970(wall: SystemTime) -> Duration {
    wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

/// What a call has in its body, if that is JSON.
pub(crate) fn parameters(call: &Call) -> Value {
    match &call.body {
        pollhook_core::Body::Bytes(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
        _ => Value::Null,
    }
}

/// An answer in JSON, with `Retry-After` where a pause is asked for.
pub(crate) fn json(status: StatusCode, after: Option<Duration>, body: &Value) -> Answer {
    let mut headers = HeaderMap::new();
    if let Some(after) = after {
        headers.insert(http::header::RETRY_AFTER, after.as_secs().into());
    }
    Answer::new(status, headers, body.to_string())
}

#[cfg(test)]
mod tests;

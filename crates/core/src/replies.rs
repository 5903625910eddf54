//! Speaking: apart from hearing, as in every social network. A dead API never turns into lost notifications.

use std::time::Duration;

use async_trait::async_trait;
use compact_str::CompactString;
use http::StatusCode;
use serde_json::Value;

use crate::{Answer, Call, Event};

/// How a bot speaks.
#[async_trait]
pub trait Replies: Send + Sync + 'static {
    /// Where an answer to an event goes; `None` when there is no such place.
    fn address(&self, event: &Event) -> Option<Address>;

    /// Sends something.
    ///
    /// # Errors
    /// [`ReplyError`], when the platform refused it or could not be reached.
    async fn send(&self, to: &Address, out: &Out) -> Result<Sent, ReplyError>;

    /// Calls any method of the platform's API.
    ///
    /// # Errors
    /// [`ReplyError`], when the platform refused it or could not be reached.
    async fn call(&self, method: &str, body: &Value) -> Result<Value, ReplyError>;
}

/// Pure knowledge of how to speak on one platform.
pub trait ReplyProtocol: Send + Sync + 'static {
    /// Where an answer to an event goes.
    fn address(&self, event: &Event) -> Option<Address>;

    /// The call that sends something.
    ///
    /// # Errors
    /// [`Unsupported`] when the platform cannot do that, or not at that length.
    fn send(&self, to: &Address, out: &Out) -> Result<Call, Unsupported>;

    /// The call of any method of the API, where it has such.
    ///
    /// # Errors
    /// [`Unsupported`] when there cannot be such a method.
    fn call(&self, method: &str, _body: &Value) -> Result<Call, Unsupported> {
        Err(Unsupported(format!("there is no method `{method}`")))
    }

    /// Reads an answer to any of these calls: the result in it.
    ///
    /// # Errors
    /// What the platform said.
    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure>;

    /// What a result says about what was sent.
    fn sent(&self, _result: &Value) -> Sent {
        Sent::default()
    }
}

/// Where something is sent.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Address {
    /// The chat's id.
    pub chat: CompactString,
    /// The thread within it.
    pub thread: Option<CompactString>,
    /// The press that is answered, where that is what it is for.
    pub press: Option<CompactString>,
    /// What else the platform needs to find the place, in its own words.
    pub via: Option<CompactString>,
}

impl Address {
    /// A chat.
    pub fn chat(id: impl Into<CompactString>) -> Self {
        Self { chat: id.into(), thread: None, press: None, via: None }
    }

    /// The same place in a chat that has moved.
    #[must_use]
    pub fn moved_to(&self, chat: impl Into<CompactString>) -> Self {
        Self { chat: chat.into(), ..self.clone() }
    }
}

/// What can be sent.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Out {
    /// A text.
    Text(String),
    /// The answer to a press: ends its waiting, with or without a word.
    Answer(Option<String>),
    /// "Is typing".
    Typing,
}

/// What was sent.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Sent {
    /// The platform's id of the new message, where it made one.
    pub id: Option<CompactString>,
    /// The chat that it is in, where that is not the one it was sent to (it moved).
    pub chat: Option<CompactString>,
}

impl Sent {
    /// A message of this id.
    #[must_use]
    pub fn message(id: Option<CompactString>) -> Self {
        Self { id, chat: None }
    }
}

/// What a platform cannot do, and what its limit is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unsupported(pub String);

impl std::fmt::Display for Unsupported {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsupported {}

/// What a platform answered instead of a result.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReplyFailure {
    /// Later, perhaps; not before `after`, if it said so. Nothing was carried out.
    Retry {
        /// The pause that it asked for.
        after: Option<Duration>,
        /// Its words.
        why: String,
    },
    /// Whether it was carried out cannot be told: the answer is not the platform's own (a gateway's page, half a body).
    Unclear(String),
    /// The chat has another id now.
    Moved {
        /// The new one.
        chat: CompactString,
    },
    /// Refused for good.
    Refused(String),
    /// The credential was refused.
    Unauthorised(String),
}

impl ReplyFailure {
    /// What an answer that is no success means by its status alone, for a platform whose errors say no more.
    #[must_use]
    pub fn by_status(answer: &Answer) -> Self {
        let why = format!("it was answered {}", answer.status);
        match answer.status {
            StatusCode::UNAUTHORIZED => Self::Unauthorised(why),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                Self::Retry { after: answer.retry_after(), why }
            }
            status if status.is_client_error() => Self::Refused(why),
            _ => Self::Unclear(why),
        }
    }
}

/// Why something was not sent. Its text holds no secret.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ReplyError {
    /// The platform cannot do it.
    Unsupported(String),
    /// There is no place to answer to.
    NoAddress,
    /// The platform refused it: trying again will not help.
    Refused(String),
    /// It could not be done now; perhaps not before `after`.
    Unavailable {
        /// The pause that was asked for.
        after: Option<Duration>,
        /// What happened.
        why: String,
        /// Whether it may have been carried out all the same.
        maybe_sent: bool,
    },
}

impl std::fmt::Display for ReplyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unsupported(why) => write!(f, "the platform cannot do this: {why}"),
            Self::NoAddress => f.write_str("there is no chat to answer to in this event"),
            Self::Refused(why) => write!(f, "the platform refused it: {why}"),
            Self::Unavailable { why, maybe_sent: true, .. } => write!(f, "it may or may not have been sent: {why}"),
            Self::Unavailable { why, .. } => write!(f, "it could not be sent: {why}"),
        }
    }
}

impl std::error::Error for ReplyError {}

impl From<Unsupported> for ReplyError {
    fn from(unsupported: Unsupported) -> Self {
        Self::Unsupported(unsupported.0)
    }
}

/// For a platform that only tells.
#[derive(Clone, Copy, Debug)]
pub struct NoReplies;

#[async_trait]
impl Replies for NoReplies {
    fn address(&self, _event: &Event) -> Option<Address> {
        None
    }

    async fn send(&self, _to: &Address, _out: &Out) -> Result<Sent, ReplyError> {
        Err(ReplyError::Unsupported("it has no way to answer".into()))
    }

    async fn call(&self, _method: &str, _body: &Value) -> Result<Value, ReplyError> {
        Err(ReplyError::Unsupported("it has no way to answer".into()))
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::*;

    #[test]
    fn a_status_alone_says_whether_it_was_carried_out_and_whether_another_try_can_help() {
        let failure = |status: u16| {
            let headers = HeaderMap::from_iter([(http::header::RETRY_AFTER, HeaderValue::from_static("7"))]);
            ReplyFailure::by_status(&Answer::new(StatusCode::from_u16(status).unwrap(), headers, ""))
        };
        let after = Some(Duration::from_secs(7));
        for status in [429, 503] {
            assert!(matches!(failure(status), ReplyFailure::Retry { after: asked, .. } if asked == after), "{status}");
        }
        assert!(matches!(failure(401), ReplyFailure::Unauthorised(_)));
        for status in [400, 403, 404] {
            assert!(matches!(failure(status), ReplyFailure::Refused(_)), "{status}");
        }
        for status in [200, 302, 500, 502, 504] {
            assert!(matches!(failure(status), ReplyFailure::Unclear(_)), "{status}");
        }
    }
}

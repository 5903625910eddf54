//! Why something was not said: for whoever speaks a platform's protocol, and for whoever wanted to say it.

use std::time::Duration;

use compact_str::CompactString;
use http::StatusCode;

use crate::Answer;

/// What a platform cannot do, and what its limit is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unsupported(pub String);

impl Unsupported {
    /// A platform cannot do something: `Unsupported::by("Messenger", act.name())`.
    pub fn by(platform: &str, what: impl std::fmt::Display) -> Self {
        Self(format!("{platform} cannot {what}"))
    }

    /// And what to do instead.
    #[must_use]
    pub fn instead(self, what: &str) -> Self {
        Self(format!("{}: {what}", self.0))
    }
}

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
    /// A file that was to be sent, or fetched, cannot be read: there is none, or it is too large. Nothing was sent.
    Unreadable(String),
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
            Self::Unsupported(why) | Self::Unreadable(why) => f.write_str(why),
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

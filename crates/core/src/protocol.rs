//! How a platform is polled, as a pure machine: requests out, pages in, no await anywhere.

use std::time::Duration;

use http::StatusCode;

use crate::{Answer, Call, Cursor, Draft, Now};

/// Pure knowledge of how one platform is polled.
///
/// A poller asks, sends the call, lets the protocol hear the answer, and repeats that while it says
/// [`Heard::Again`] (at most 50 times a page). Session state, if there is any, is rebuilt from the cursor alone.
pub trait PollProtocol: Send + 'static {
    /// The call that asks for what lies behind `from`; `None` when nothing was ever committed.
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, now: Now) -> Call;

    /// The call that confirms up to `upto` without asking for more: the last word at stop, where the platform counts
    /// only the next fetch. Its answer is not emitted.
    fn confirm(&self, _upto: &Cursor) -> Option<Call> {
        None
    }

    /// What an answer means. Exchanges that failed before there was an answer never come here.
    fn hear(&mut self, answer: &Answer, now: Now) -> Heard;

    /// Whether a question that ran out of time was merely not answered, since there was nothing to tell: where a server
    /// holds questions for a time of its own, and was given less.
    fn silence_is_an_answer(&self, _how: Ask) -> bool {
        false
    }
}

/// How to ask.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ask {
    /// Let the server hold the question for as long as this, if it has nothing to tell.
    Hold(Duration),
    /// Answer at once.
    Look,
}

/// What an answer means.
#[derive(Debug)]
#[non_exhaustive]
pub enum Heard {
    /// Another step at once: a session to open, a next page to link to.
    Again,
    /// What there was, perhaps nothing.
    Page(Page),
    /// It did not work.
    Failed(Failure),
}

/// What one poll brought.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Page {
    /// The oldest first. One that cannot be decoded is still an item ([`Draft::undecodable`]).
    pub items: Vec<Item>,
    /// Confirms all of it; `None` when there is nothing new to confirm.
    pub next: Option<Cursor>,
    /// When to ask again, if the platform said so (`X-Poll-Interval`).
    pub pace: Option<Duration>,
    /// Part of the history could not be read any more: committed in its turn, counted, logged as possible loss.
    pub gap: bool,
    /// It held as many items as one page can, so there is probably more.
    pub full: bool,
    /// It begins below what was asked for: the server's numbers started elsewhere. The page is the truth.
    pub reset: bool,
}

impl Page {
    /// A page of items, oldest first, and the cursor that confirms all of them.
    #[must_use]
    pub fn new(items: Vec<Item>, next: Option<Cursor>) -> Self {
        Self { items, next, ..Self::default() }
    }
}

/// One event of a page.
#[derive(Debug)]
pub struct Item {
    /// What happened.
    pub draft: Draft,
    /// Confirms up to this item; `None` where only whole pages count.
    pub after: Option<Cursor>,
}

/// Why an exchange with a platform's API came to nothing, by what can be done about it. No secret is in the texts.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Failure {
    /// It may work later; not before `after`, if the platform said so.
    Retry {
        /// The pause that the platform asked for.
        after: Option<Duration>,
        /// What it said.
        why: String,
    },
    /// Another consumer holds the events.
    Taken(String),
    /// A webhook is registered, so polling is refused.
    WebhookActive(String),
    /// The registration changed under this very poll: ask again to learn what holds now.
    OwnOldPoll(String),
    /// The credential was refused.
    Unauthorised(String),
    /// It will not work, however often it is tried.
    Fatal(String),
}

impl Failure {
    /// What an answer that brings nothing means by its status alone, for a platform whose errors say no more: 401 is
    /// about the credential, and everything else may pass.
    #[must_use]
    pub fn by_status(answer: &Answer) -> Self {
        let why = format!("it was answered {}", answer.status);
        match answer.status {
            StatusCode::UNAUTHORIZED => Self::Unauthorised(why),
            _ => Self::Retry { after: answer.retry_after(), why },
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Retry { why, .. }
            | Self::Taken(why)
            | Self::WebhookActive(why)
            | Self::OwnOldPoll(why)
            | Self::Unauthorised(why)
            | Self::Fatal(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::*;

    #[test]
    fn a_status_alone_stops_a_poller_only_where_it_speaks_of_the_credential() {
        let failure = |status: u16| {
            let headers = HeaderMap::from_iter([(http::header::RETRY_AFTER, HeaderValue::from_static("7"))]);
            Failure::by_status(&Answer::new(StatusCode::from_u16(status).unwrap(), headers, ""))
        };
        assert!(matches!(failure(401), Failure::Unauthorised(_)));
        for status in [400, 403, 404, 429, 500, 503] {
            let after = Some(Duration::from_secs(7));
            assert!(matches!(failure(status), Failure::Retry { after: asked, .. } if asked == after), "{status}");
        }
    }
}

//! How a platform calls, as pure functions: refuse by the head, judge the body, answer by the outcome.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode, Uri};

use crate::{Draft, Now, Outcome};

/// Pure knowledge of how one platform calls a webhook.
///
/// Verification is over the raw bytes and in constant time. Whoever is not authenticated learns nothing but a status.
pub trait WebhookProtocol: Send + Sync + 'static {
    /// Judges by the head alone: method, and secrets that travel in a header. A refused request's body is not read.
    ///
    /// # Errors
    /// The [`Refusal`] to answer with.
    fn head(&self, parts: &Parts, now: Now) -> Result<(), Refusal>;

    /// Judges the whole request: verifies, answers handshakes, decodes.
    fn body(&self, parts: &Parts, body: &Bytes, now: Now) -> Verdict;

    /// The answer to a request whose events ended so: the worst outcome of them. Unless the platform wants it otherwise,
    /// [`WebhookAnswer::again`] for [`Outcome::Retry`], and an empty 200 for all that is over.
    fn answer(&self, outcome: &Outcome) -> WebhookAnswer {
        match outcome {
            Outcome::Retry(after) => WebhookAnswer::again(*after),
            _ => WebhookAnswer::empty(StatusCode::OK),
        }
    }
}

/// The head of a request.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Its method.
    pub method: Method,
    /// Its target; the query is part of it (handshakes).
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// What it is answered with.
    pub status: StatusCode,
    /// What the operator is told. Nobody outside sees it.
    pub why: &'static str,
}

impl Refusal {
    /// Not authenticated: 401, without a word.
    #[must_use]
    pub const fn unauthenticated(why: &'static str) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, why }
    }

    /// Malformed.
    #[must_use]
    pub const fn new(status: StatusCode, why: &'static str) -> Self {
        Self { status, why }
    }
}

/// What a request is.
#[derive(Debug)]
#[non_exhaustive]
pub enum Verdict {
    /// Events, oldest first. Authenticated but not decodable is one [`Draft::undecodable`].
    Accept(Vec<Draft>),
    /// A handshake, or a call with nothing in it: this is the answer.
    Respond(WebhookAnswer),
    /// Not for us.
    Reject(Refusal),
}

/// What a webhook answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WebhookAnswer {
    /// Its status.
    pub status: StatusCode,
    /// The media type of its body; none for an empty one.
    pub content_type: Option<&'static str>,
    /// Its body.
    pub body: Bytes,
    /// `Retry-After`, which the transport writes in whole seconds, rounded up.
    pub retry_after: Option<Duration>,
}

impl WebhookAnswer {
    /// An answer without a body.
    #[must_use]
    pub fn empty(status: StatusCode) -> Self {
        Self { status, content_type: None, body: Bytes::new(), retry_after: None }
    }

    /// "Come again": 503, with `Retry-After` in seconds.
    #[must_use]
    pub fn again(after: Option<Duration>) -> Self {
        Self { retry_after: after, ..Self::empty(StatusCode::SERVICE_UNAVAILABLE) }
    }

    /// An answer with a body.
    pub fn with_body(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self { status, content_type: Some(content_type), body: body.into(), retry_after: None }
    }
}

//! The one seam to the outside: an exchange as data, and a trait that carries it out.
//!
//! A [`Call`] holds *no credential*: it only says where the bot's belongs, so it is safe in logs, snapshots and
//! recordings. Whoever implements [`Http`] fills it in.

use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use compact_str::CompactString;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use secrecy::SecretString;

use crate::{BoxError, Download};

/// Carries out exchanges.
#[async_trait]
pub trait Http: Send + Sync + 'static {
    /// Sends a call and reads the whole answer, within the call's deadline and size. Any status is an answer.
    ///
    /// *Cancel safety*: dropping the future abandons the exchange; the other side may have acted on it.
    ///
    /// # Errors
    /// When there is no whole answer.
    async fn send(&self, call: Call) -> Result<Answer, HttpError>;

    /// Sends a call and gives the body of its answer as it comes, which ends with an error after `cap` bytes. The call's
    /// deadline covers the head; a body may go on for as long as it does not stand still for that long. An answer that is
    /// no success comes whole, as from [`send`](Self::send).
    ///
    /// This default reads the whole body first.
    ///
    /// # Errors
    /// When there is no answer.
    async fn fetch(&self, call: Call, cap: u64) -> Result<Result<Download, Answer>, HttpError> {
        let answer = self.send(call.cap(usize::try_from(cap).unwrap_or(usize::MAX))).await?;
        Ok(if answer.status.is_success() { Ok(Download::whole(answer.body)) } else { Err(answer) })
    }
}

/// Where credentials come from.
#[async_trait]
pub trait Credentials: Send + Sync + 'static {
    /// The credential for a scope (a platform that has one only ignores it).
    ///
    /// # Errors
    /// When there is none to be had.
    async fn get(&self, scope: &str) -> Result<SecretString, BoxError>;

    /// Gets a new one after the old was refused; `None` when that is not possible.
    async fn renew(&self, _scope: &str) -> Option<SecretString> {
        None
    }
}

/// A request as data. No secret is in its head; what its body holds is never shown.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Call {
    /// Its method.
    pub method: Method,
    /// Its address. With [`Auth::Path`] the first `{}` stands where the credential belongs.
    pub url: String,
    /// Its headers, without the credential.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Body,
    /// Where the credential belongs.
    pub auth: Auth,
    /// How long the whole exchange may take, the body of the answer included.
    pub deadline: Duration,
    /// How many bytes the answer's body may have, after decompression.
    pub cap: usize,
    /// Whether sending it twice does no harm.
    pub repeatable: bool,
    /// The chat that gets a message by it, where the platform counts that.
    pub message_in: Option<CompactString>,
}

impl Call {
    /// The deadline of a call that says nothing else.
    pub const DEADLINE: Duration = Duration::from_secs(15);
    /// The cap of a call that says nothing else: 8 MiB.
    pub const CAP: usize = 8 << 20;

    /// A GET, which may be repeated.
    pub fn get(url: impl Into<String>, auth: Auth) -> Self {
        Self { repeatable: true, ..Self::new(Method::GET, url, auth) }
    }

    /// A POST of a JSON text, which may not be repeated.
    pub fn post_json(url: impl Into<String>, auth: Auth, json: impl Into<Bytes>) -> Self {
        let mut call = Self::new(Method::POST, url, auth);
        call.headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        call.body = Body::Bytes(json.into());
        call
    }

    /// A call without a body, which may not be repeated.
    pub fn new(method: Method, url: impl Into<String>, auth: Auth) -> Self {
        Self {
            method,
            url: url.into(),
            headers: HeaderMap::new(),
            body: Body::Empty,
            auth,
            deadline: Self::DEADLINE,
            cap: Self::CAP,
            repeatable: false,
            message_in: None,
        }
    }

    /// Sets how long the whole exchange may take.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Sets how many bytes the answer may have.
    #[must_use]
    pub fn cap(mut self, cap: usize) -> Self {
        self.cap = cap;
        self
    }

    /// Says that sending it twice does no harm.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// Says that it is a message in this chat, and counts as one.
    #[must_use]
    pub fn message_in(mut self, chat: impl Into<CompactString>) -> Self {
        self.message_in = Some(chat.into());
        self
    }
}

/// Where the bot's credential belongs in a call.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Auth {
    /// Nowhere.
    None,
    /// `Authorization: Bearer …`.
    Bearer,
    /// A header of the platform's own.
    Header {
        /// The header's name.
        name: HeaderName,
        /// What stands before the credential, such as `Token `.
        prefix: &'static str,
    },
    /// In the URL's path, at the first `{}`. Such a URL is never shown once it is filled in.
    Path,
}

/// The body of a request.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Body {
    /// None.
    #[default]
    Empty,
    /// These bytes; the headers say what they are.
    Bytes(Bytes),
    /// A form with files.
    Multipart(Vec<Part>),
}

impl std::fmt::Debug for Body {
    /// Tells the size only: a body may hold what users wrote, or the secret of a webhook.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Multipart(parts) => write!(f, "Multipart({} parts)", parts.len()),
        }
    }
}

/// One part of a form.
#[derive(Clone)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// The file's name, if it is a file.
    pub file_name: Option<String>,
    /// The media type, if it is not plain text.
    pub content_type: Option<String>,
    /// The value.
    pub content: PartContent,
}

impl std::fmt::Debug for Part {
    /// Tells nothing of what it holds.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Part({:?}, {:?})", self.name, self.file_name)
    }
}

impl Part {
    /// A field that is no file.
    pub fn field(name: impl Into<String>, value: impl Into<Bytes>) -> Self {
        Self { name: name.into(), file_name: None, content_type: None, content: PartContent::Bytes(value.into()) }
    }
}

/// What a part of a form holds.
#[derive(Clone)]
#[non_exhaustive]
pub enum PartContent {
    /// These bytes.
    Bytes(Bytes),
    /// What is in a file, read while it is sent.
    File {
        /// Where it is.
        path: PathBuf,
        /// The most bytes that it may have.
        at_most: Option<u64>,
    },
}

/// A whole answer, of any status.
#[derive(Clone)]
#[non_exhaustive]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, decompressed.
    pub body: Bytes,
}

impl Answer {
    /// An answer.
    pub fn new(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self { status, headers, body: body.into() }
    }

    /// `Retry-After` in seconds, where it is a number. (The HTTP client turns a date into a number.)
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(http::header::RETRY_AFTER)?.to_str().ok()?;
        value.trim().parse().ok().map(Duration::from_secs)
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

/// Why there is no whole answer. Its text holds no URL and no secret.
#[derive(Debug)]
pub struct HttpError {
    kind: HttpErrorKind,
    text: String,
}

/// The sorts of [`HttpError`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum HttpErrorKind {
    /// No connection: name, address, TLS. Nothing was sent.
    Connect,
    /// No whole answer within the deadline. The call may have been carried out.
    Timeout,
    /// The connection broke. The call may have been carried out.
    Cut,
    /// The answer was larger than the call's cap.
    TooLarge,
    /// The answer pointed to another host, which must not see the credential.
    Redirect,
    /// The call itself cannot be sent: an address that is none, a credential that is not to be had.
    Invalid,
    /// A file that was to be sent cannot be read, or is too large. Nothing was sent.
    Unreadable,
}

impl HttpError {
    /// An error and its words, which must hold neither a URL nor a secret.
    pub fn new(kind: HttpErrorKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    /// Its sort.
    #[must_use]
    pub fn kind(&self) -> HttpErrorKind {
        self.kind
    }

    /// Whether the other side may have carried out the call.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        !matches!(self.kind, HttpErrorKind::Connect | HttpErrorKind::Invalid | HttpErrorKind::Unreadable)
    }
}

impl std::fmt::Display for HttpError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for HttpError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_call_that_never_left_cannot_have_arrived() {
        let may = |kind| HttpError::new(kind, "").may_have_arrived();
        let unsent = [HttpErrorKind::Connect, HttpErrorKind::Invalid, HttpErrorKind::Unreadable];
        assert!(!unsent.into_iter().any(may));
        assert!(may(HttpErrorKind::TooLarge) && may(HttpErrorKind::Redirect));
    }
}

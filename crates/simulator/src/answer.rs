//! An answer of the API service, whole or broken.

use std::io::Write;
use std::sync::OnceLock;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;

use crate::wire::Meter;

/// What a gzip bomb unpacks to.
const BOMB_BYTES: usize = 64 << 20;

/// Status, body, and what the wire does with them.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    retry_after: Option<u64>,
    body: Bytes,
    kind: &'static str,
    headers: HeaderMap,
    packed: bool,
    instead: Option<Bytes>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: impl Into<Bytes>) -> Self {
        let kind = "application/json";
        let headers = HeaderMap::new();
        Self { status, retry_after: None, body: body.into(), kind, headers, packed: false, instead: None }
    }

    /// With one more header. What no header can hold is left out.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(HeaderName::from_static(name), value);
        }
        self
    }

    pub(crate) fn retry_after(self, seconds: Option<u64>) -> Self {
        Self { retry_after: seconds, ..self }
    }

    /// A file, byte for byte.
    pub(crate) fn file(bytes: Bytes) -> Self {
        Self { kind: "application/octet-stream", ..Self::json(200, bytes) }
    }

    /// A page for people, as captive portals and broken proxies give it.
    pub(crate) fn html() -> Self {
        let body = "<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>";
        Self { kind: "text/html; charset=utf-8", ..Self::json(200, body) }
    }

    pub(crate) fn bomb() -> Self {
        Self { packed: true, ..Self::json(200, bomb()) }
    }

    /// These bytes, then the end of the connection. No bytes: just the end.
    pub(crate) fn raw(bytes: Bytes) -> Self {
        Self { instead: Some(bytes), ..Self::json(200, Bytes::new()) }
    }

    /// The head promises all of the body; half of it comes.
    pub(crate) fn halved(self) -> Self {
        let half = &self.body[..self.body.len() / 2];
        let head = format!(
            "HTTP/1.1 {} Half\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n",
            self.status,
            self.kind,
            self.body.len()
        );
        Self::raw([head.as_bytes(), half].concat().into())
    }

    /// The status that reaches the client, if a whole answer does.
    pub(crate) fn seen_status(&self) -> Option<u16> {
        self.instead.is_none().then_some(self.status)
    }

    /// For the HTTP library, and for the wire below it.
    pub(crate) fn leave(self, meter: &Meter) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().extend(self.headers);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        if self.packed {
            response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if let Some(bytes) = self.instead {
            meter.put_instead(bytes);
        }
        response
    }
}

/// 64 MiB of spaces in a few kilobytes; packed once, for it takes a while.
pub(crate) fn bomb() -> Bytes {
    static BOMB: OnceLock<Bytes> = OnceLock::new();
    let pack = || {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        let spaces = vec![b' '; 1 << 20];
        let written = (0..BOMB_BYTES >> 20).try_for_each(|_| gzip.write_all(&spaces));
        written.and_then(|()| gzip.finish()).map(Bytes::from).unwrap_or_default()
    };
    BOMB.get_or_init(pack).clone()
}

//! A push as HTTP: how an update is written to a webhook, and how the webhook's answer is read.

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use flate2::read::{GzDecoder, ZlibDecoder};
use http::header::{ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HOST, RETRY_AFTER};
use http::request::Builder;
use http::response::Parts;
use http::{HeaderMap, Request};
use http_body_util::Full;

use crate::answer;
use crate::telegram::hook::{Hook, Pushed};
use crate::telegram::params::Params;

/// The header that carries the secret.
const SECRET: &str = "X-Telegram-Bot-Api-Secret-Token";
/// The longest answer that is unpacked.
const LONGEST: u64 = 1 << 20;

/// An update, addressed.
pub(crate) struct Letter<'a> {
    pub(crate) hook: &'a Hook,
    pub(crate) body: Bytes,
}

impl Letter<'_> {
    pub(crate) fn request(&self) -> Request<Full<Bytes>> {
        whole(self.head(), self.body.clone())
    }

    /// A small request that unpacks to a large one.
    pub(crate) fn bomb(&self) -> Request<Full<Bytes>> {
        whole(self.head().header(CONTENT_ENCODING, "gzip"), answer::bomb())
    }

    fn head(&self) -> Builder {
        let url = &self.hook.url;
        let host = url.host_str().unwrap_or_default();
        let host = url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"));
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let mut head = Request::post(path)
            .header(HOST, host)
            .header(CONNECTION, "keep-alive")
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT_ENCODING, "gzip, deflate");
        if let Some(secret) = &self.hook.secret {
            head = head.header(SECRET, secret.reveal());
        }
        if !url.username().is_empty() {
            let pair = format!("{}:{}", url.username(), url.password().unwrap_or_default());
            head = head.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(pair)));
        }
        head
    }

    /// The head, which promises the whole body, and the first `count` bytes of that.
    pub(crate) fn bytes(&self, count: usize) -> Vec<u8> {
        let request = self.request();
        let mut bytes = format!("POST {} HTTP/1.1\r\n", request.uri()).into_bytes();
        for (name, value) in request.headers() {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        bytes.extend(format!("content-length: {}\r\n\r\n", self.body.len()).bytes());
        bytes.extend(&self.body[..count]);
        bytes
    }
}

fn whole(head: Builder, body: Bytes) -> Request<Full<Bytes>> {
    head.body(Full::new(body)).expect("path, host and secret were checked when the hook was set")
}

pub(crate) fn is_success(pushed: &Pushed) -> bool {
    matches!(pushed, Pushed::Answered { status: 200..=299, .. })
}

/// What an answer means, and the method that rides in it.
pub(crate) fn read(reply: Result<(Parts, Bytes), String>) -> (Pushed, Option<(String, Params)>) {
    let (parts, body) = match reply {
        Ok(answer) => answer,
        Err(text) => return (Pushed::Failed(text), None),
    };
    let header = |name| parts.headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
    let pushed = Pushed::Answered {
        status: parts.status.as_u16(),
        reason: parts.status.canonical_reason().unwrap_or_default().to_owned(),
        retry_after: header(RETRY_AFTER)
            .and_then(|text| text.trim().parse::<i64>().ok())
            .map(|n| n.max(0).unsigned_abs()),
    };
    let call = parts.status.is_success().then(|| riding(&parts.headers, &body)).flatten();
    (pushed, call)
}

fn riding(headers: &HeaderMap, body: &Bytes) -> Option<(String, Params)> {
    let text = |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok()).unwrap_or_default();
    let body = unpacked(text(CONTENT_ENCODING), body)?;
    let params = Params::from_body(text(CONTENT_TYPE), &body).ok()?;
    Some((params.text("method")?.to_ascii_lowercase(), params))
}

fn unpacked(encoding: &str, body: &Bytes) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let read = match encoding {
        "gzip" => GzDecoder::new(&body[..]).take(LONGEST).read_to_end(&mut plain),
        "deflate" => ZlibDecoder::new(&body[..]).take(LONGEST).read_to_end(&mut plain),
        _ => return Some(body.to_vec()),
    };
    read.ok().map(|_| plain)
}

//! A push of Telegram's: how an update is written to a webhook, and how the webhook's answer is read.

use std::io::Read;

use bytes::Bytes;
use flate2::read::{GzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use http::response::Parts;

use crate::parcel::Parcel;
use crate::telegram::hook::{Hook, Pushed};
use crate::telegram::params::Params;

/// The header that carries the secret.
const SECRET: &str = "x-telegram-bot-api-secret-token";
/// The longest answer that is unpacked.
const LONGEST: u64 = 1 << 20;

/// An update, addressed to a webhook.
pub(crate) fn parcel(hook: &Hook, body: Bytes) -> Parcel {
    let mut parcel = Parcel::json(hook.url.clone(), body);
    parcel.set(ACCEPT_ENCODING.as_str(), "gzip, deflate");
    if let Some(secret) = &hook.secret {
        parcel.set(SECRET, secret.reveal());
    }
    parcel
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

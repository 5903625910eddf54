//! Exchanges as text: what a case of most targets is.
//!
//! An answer is `HTTP/1.1 200 OK`, headers, an empty line and a body; without such a head it is a body, answered with 200.
//! A request is `POST /path HTTP/1.1`, headers, an empty line and a body. So a case can be read, and written by hand; a
//! fuzzer changes a header as easily as a bracket.

use pollhook::core::{Answer, Bytes, HeaderMap, HeaderName, HeaderValue, Method, Now, Parts, StatusCode, Uri};
use std::time::{Duration, Instant, SystemTime};

/// The moment at which all happens. Nothing here measures time.
#[must_use]
pub fn now() -> Now {
    Now { at: Instant::now(), wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) }
}

/// Reads an answer.
#[must_use]
pub fn answer(case: &[u8]) -> Answer {
    with_head(case).unwrap_or_else(|| ok(Bytes::copy_from_slice(case)))
}

/// A body that was answered with 200.
#[must_use]
pub fn ok(body: impl Into<Bytes>) -> Answer {
    Answer::new(StatusCode::OK, HeaderMap::new(), body)
}

fn with_head(case: &[u8]) -> Option<Answer> {
    let (line, headers, body) = split(case)?;
    let status = line.strip_prefix("HTTP/1.1 ")?.split(' ').next()?.parse().ok()?;
    Some(Answer::new(StatusCode::from_u16(status).ok()?, headers, Bytes::copy_from_slice(body)))
}

/// Reads a request; `None` for what no server would take for one.
#[must_use]
pub fn request(case: &[u8]) -> Option<(Parts, Bytes)> {
    let (line, headers, body) = split(case)?;
    let mut words = line.strip_suffix(" HTTP/1.1")?.split(' ');
    let (method, uri) = (words.next()?, words.next()?);
    let method = Method::from_bytes(method.as_bytes()).ok()?;
    let uri: Uri = words.next().is_none().then(|| uri.parse().ok())??;
    Some((Parts { method, uri, headers }, Bytes::copy_from_slice(body)))
}

/// First line, headers, body.
fn split(case: &[u8]) -> Option<(&str, HeaderMap, &[u8])> {
    let (line, mut rest) = line(case)?;
    let mut headers = HeaderMap::new();
    loop {
        let (header, more) = self::line(rest)?;
        rest = more;
        if header.is_empty() {
            return Some((std::str::from_utf8(line).ok()?, headers, rest));
        }
        let colon = header.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&header[..colon]).ok()?;
        headers.append(name, HeaderValue::from_bytes(header[colon + 1..].trim_ascii()).ok()?);
    }
}

fn line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let line = &text[..end];
    Some((line.strip_suffix(b"\r").unwrap_or(line), &text[end + 1..]))
}

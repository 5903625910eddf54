//! The parameters of a call, however they came: query, urlencoded form, JSON or multipart.

use http::header::CONTENT_TYPE;
use http::request::Parts;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::telegram::errors::Refusal;

/// Parameters by name. In encodings other than JSON every value is a text, and nested ones are JSON in a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    /// Reads the query and the body of a request.
    pub(crate) fn read(parts: &Parts, body: &[u8]) -> Result<Self, Refusal> {
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut params = Self::from_body(kind, body)?;
        params.add_form(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(params)
    }

    /// Reads a body of this content type: that of a request, or of a bot's answer to a push.
    pub(crate) fn from_body(kind: &str, body: &[u8]) -> Result<Self, Refusal> {
        let mut params = Self::default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            _ if body.is_empty() => {}
            "application/json" => params.0 = object(body)?,
            "application/x-www-form-urlencoded" => params.add_form(body),
            "multipart/form-data" => params.add_multipart(kind, body)?,
            _ => {}
        }
        Ok(params)
    }

    fn add_form(&mut self, text: &[u8]) {
        for (name, value) in form_urlencoded::parse(text) {
            self.0.entry(name).or_insert_with(|| Value::String(value.into_owned()));
        }
    }

    fn add_multipart(&mut self, kind: &str, body: &[u8]) -> Result<(), Refusal> {
        let wrong = || Refusal::bad("can't parse multipart body");
        let boundary = kind.split("boundary=").nth(1).ok_or_else(wrong)?;
        let boundary = boundary.split(';').next().unwrap_or_default().trim().trim_matches('"');
        let separator = format!("--{boundary}");
        for part in split(body, separator.as_bytes()).skip(1).filter(|part| !part.starts_with(b"--")) {
            let (name, value) = part_of(part).ok_or_else(wrong)?;
            self.0.insert(name, Value::String(value));
        }
        Ok(())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A number, also when it is written as a text.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        match self.0.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_i64(),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.0.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            value => Some(value.to_string()),
        }
    }

    /// A nested value.
    pub(crate) fn json(&self, name: &str) -> Option<Value> {
        match self.0.get(name)? {
            Value::String(text) => serde_json::from_str(text).ok(),
            value => Some(value.clone()),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "1" | "yes"))
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::bad("can't parse JSON object"))
}

/// The name and the content of one part, which begins and ends with a line break.
fn part_of(part: &[u8]) -> Option<(String, String)> {
    let part = part.strip_prefix(b"\r\n")?;
    let part = part.strip_suffix(b"\r\n")?;
    let end = find(part, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&part[..end]).into_owned();
    let name = head.split("name=\"").nth(1)?.split('"').next()?.to_owned();
    Some((name, String::from_utf8_lossy(&part[end + 4..]).into_owned()))
}

fn split<'a>(mut rest: &'a [u8], by: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut over = false;
    std::iter::from_fn(move || {
        if over {
            return None;
        }
        let Some(at) = find(rest, by) else {
            over = true;
            return Some(rest);
        };
        let part = &rest[..at];
        rest = &rest[at + by.len()..];
        Some(part)
    })
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

//! The parameters of a call, however they came: query, urlencoded form, JSON or multipart.

use std::collections::BTreeMap;

use http::header::CONTENT_TYPE;
use http::request::Parts;
use serde_json::{Map, Value};
use url::form_urlencoded;

use crate::multipart::{self, Content, Upload};
use crate::telegram::errors::Refusal;

/// Parameters by name. In encodings other than JSON every value is a text, and nested ones are JSON in a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    values: Map<String, Value>,
    uploads: BTreeMap<String, Upload>,
}

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
            "application/json" => params.values = object(body)?,
            "application/x-www-form-urlencoded" => params.add_form(body),
            "multipart/form-data" => params.add_multipart(kind, body)?,
            _ => {}
        }
        Ok(params)
    }

    fn add_form(&mut self, text: &[u8]) {
        for (name, value) in form_urlencoded::parse(text) {
            self.values.entry(name).or_insert_with(|| Value::String(value.into_owned()));
        }
    }

    fn add_multipart(&mut self, kind: &str, body: &[u8]) -> Result<(), Refusal> {
        for part in multipart::read(kind, body).ok_or_else(|| Refusal::bad("can't parse multipart body"))? {
            match part {
                (name, Content::Text(text)) => drop(self.values.insert(name, Value::String(text))),
                (name, Content::File(upload)) => drop(self.uploads.insert(name, upload)),
            }
        }
        Ok(())
    }

    /// The file of this name in a form.
    pub(crate) fn upload(&self, name: &str) -> Option<&Upload> {
        self.uploads.get(name)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// A number, also when it is written as a text.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        match self.values.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_i64(),
        }
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.values.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            value => Some(value.to_string()),
        }
    }

    /// A nested value.
    pub(crate) fn json(&self, name: &str) -> Option<Value> {
        match self.values.get(name)? {
            Value::String(text) => serde_json::from_str(text).ok(),
            value => Some(value.clone()),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "1" | "yes"))
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.values)
    }
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::bad("can't parse JSON object"))
}

//! A JSON object as a list of fields, each in the words in which it was written.
//!
//! So a document can be completed without building a tree of it, and what nobody touches stays as it came.

use std::borrow::Cow;
use std::fmt;

use pollhook_core::Bytes;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// The fields of an object.
#[derive(Debug, Default)]
pub(super) struct Document<'a>(Vec<(String, Cow<'a, RawValue>)>);

impl<'a> Document<'a> {
    /// Reads an object.
    pub(super) fn read(raw: &'a RawValue) -> Result<Self, serde_json::Error> {
        serde_json::from_str(raw.get())
    }

    /// What a field holds, as it is written.
    pub(super) fn get(&self, name: &str) -> Option<&RawValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// What a field holds, if it is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?.get()).ok()
    }

    /// Writes a field, in the place of an earlier one.
    pub(super) fn set(&mut self, name: &'static str, value: &Value) {
        let Ok(value) = serde_json::value::to_raw_value(value) else { return };
        self.put(name, value);
    }

    /// Writes a field unless there is one of that name.
    pub(super) fn complete(&mut self, name: &'static str, value: impl FnOnce() -> Value) {
        if self.get(name).is_none() {
            self.set(name, &value());
        }
    }

    /// Changes an object that a field holds, if it holds one.
    pub(super) fn within(&mut self, name: &'static str, change: impl FnOnce(&mut Document<'_>)) {
        let Some(Ok(mut inner)) = self.get(name).map(Document::read) else { return };
        change(&mut inner);
        if let Ok(changed) = serde_json::value::to_raw_value(&inner) {
            self.put(name, changed);
        }
    }

    /// The object, written out.
    pub(super) fn bytes(&self) -> Bytes {
        serde_json::to_vec(self).map(Bytes::from).unwrap_or_default()
    }

    fn put(&mut self, name: &'static str, value: Box<RawValue>) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = Cow::Owned(value),
            None => self.0.push((name.to_owned(), Cow::Owned(value))),
        }
    }
}

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, &**value)))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Document<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Document<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
            fields.push((name, Cow::Borrowed(value)));
        }
        Ok(Document(fields))
    }
}

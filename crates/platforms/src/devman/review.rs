//! One attempt, reviewed: id, key, time, and the document that holds just it.

use compact_str::{CompactString, format_compact};
use pollhook_core::{Bytes, Draft, content_hash};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::stamp::Stamp;
use crate::object;
use crate::text::Text;

/// The only kind there is.
pub(super) const KIND: &str = "review";

/// One attempt as it was told.
pub(super) struct Review<'a> {
    raw: &'a str,
    read: Result<Attempt<'a>, serde_json::Error>,
}

/// What is read of an attempt. Its titles may change their form; its timestamp may not.
#[derive(Deserialize)]
struct Attempt<'a> {
    #[serde(borrow)]
    timestamp: Stamp<'a>,
    #[serde(borrow)]
    lesson_title: Option<Text<'a>>,
    #[serde(borrow)]
    lesson_url: Option<Text<'a>>,
    is_negative: Option<bool>,
}

impl<'a> Review<'a> {
    pub(super) fn new(raw: &'a RawValue) -> Self {
        let raw = raw.get();
        Self { raw, read: object::read(raw.as_bytes()) }
    }

    /// What it is sorted by. What cannot be read does not wait for the others.
    pub(super) fn seconds(&self) -> f64 {
        self.read.as_ref().map_or(f64::NEG_INFINITY, |attempt| attempt.timestamp.seconds())
    }

    /// The event. What cannot be read is one too, which says why.
    pub(super) fn draft(&self) -> Draft {
        match &self.read {
            Ok(attempt) => attempt.draft(document(self.raw, attempt.timestamp.as_str())),
            Err(error) => Draft::unreadable(object::missing("no attempt", error), document(self.raw, "null")),
        }
    }
}

impl Attempt<'_> {
    fn draft(&self, payload: Bytes) -> Draft {
        let mut draft = Draft::new(self.id(), KIND, payload);
        // One lesson is handed in again and again: its reviews are read in their order.
        draft.key = self.lesson().map(Into::into);
        draft.time = self.timestamp.time();
        draft
    }

    /// Timestamps are told in microseconds, in which two lessons could be reviewed at once.
    fn id(&self) -> CompactString {
        let text = |text: &Option<Text<'_>>| text.as_deref().unwrap_or_default().to_owned();
        let verdict = [self.is_negative.map_or(b'?', |negative| b'0' + u8::from(negative))];
        let hash = content_hash(&[text(&self.lesson_title).as_bytes(), text(&self.lesson_url).as_bytes(), &verdict]);
        format_compact!("{}:{:06x}", self.timestamp.as_str(), hash >> 40)
    }

    fn lesson(&self) -> Option<&str> {
        self.lesson_url.as_deref().or(self.lesson_title.as_deref())
    }
}

/// The answer that the API would give if there were only this attempt: the same whatever else was told beside it.
fn document(attempt: &str, timestamp: &str) -> Bytes {
    format!(
        r#"{{"request_query":[],"status":"found","new_attempts":[{attempt}],"last_attempt_timestamp":{timestamp}}}"#
    )
    .into()
}

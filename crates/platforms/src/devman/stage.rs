//! Devman as a test plays it: pages with one review. It has no people to write to a bot, and cannot be answered.

use std::time::{Duration, SystemTime};

use compact_str::{CompactString, ToCompactString};
use http::StatusCode;
use pollhook_core::{Answer, Bytes, Call, ChatKind, Setup};
use serde_json::{Value, json};

use crate::stage::{self, Happening, Person, Place, Stage, Told, Unplayable};

/// Where mentors review.
#[derive(Debug)]
pub(crate) struct School;

impl Stage for School {
    fn prepare(&self, _setup: &mut Setup) {}

    fn room(&self, person: &Person) -> Place {
        Place { chat: person.number.to_compact_string(), kind: ChatKind::Private, title: None }
    }

    fn group(&self, _number: u64, _title: &str) -> Result<Place, Unplayable> {
        Err(Unplayable("nobody talks on Devman".into()))
    }

    fn tell(&self, _happening: &Happening<'_>) -> Result<Told, Unplayable> {
        Err(Unplayable("nobody talks to a bot on Devman: tell it a review".into()))
    }

    /// The content is one attempt. One without a timestamp gets one.
    fn raw(&self, _kind: &str, content: &Bytes, number: u64) -> Told {
        let mut page: Value = serde_json::from_slice(content).unwrap_or_default();
        if page.get("new_attempts").is_none() {
            let timestamp = json!(1_700_000_000.5 + number as f64);
            if page.is_object() && page.get("timestamp").is_none() {
                page["timestamp"] = timestamp.clone();
            }
            page = json!({
                "request_query": [], "status": "found", "new_attempts": [page], "last_attempt_timestamp": timestamp,
            });
        }
        Told::Page(stage::json(StatusCode::OK, None, &page))
    }

    fn result(&self, call: &Call, _number: u64, _wall: SystemTime) -> Value {
        stage::parameters(call)
    }

    fn answer(&self, result: &Value) -> Answer {
        stage::json(StatusCode::OK, None, result)
    }

    fn refusal(&self, status: StatusCode, after: Option<Duration>, why: &str) -> Answer {
        stage::json(status, after, &json!({ "error": why }))
    }

    fn id(&self, number: u64) -> CompactString {
        number.to_compact_string()
    }
}

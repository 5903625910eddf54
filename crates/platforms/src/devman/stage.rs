//! Devman as a test plays it: pages with one review. It has no people to write to a bot, and cannot be answered.

use std::time::SystemTime;

use http::StatusCode;
use pollhook_core::Answer;
use serde_json::{Value, json};

use crate::stage::{self, News, Stage};

/// Where mentors review.
#[derive(Debug)]
pub(crate) struct School;

impl Stage for School {
    /// The content is one attempt. One without a timestamp gets one.
    fn page(&self, news: &News, number: u64, _wall: SystemTime) -> Option<Answer> {
        let mut page: Value = serde_json::from_slice(&news.content).unwrap_or_default();
        if page.get("new_attempts").is_none() {
            let timestamp = json!(1_700_000_000.5 + number as f64);
            if page.is_object() && page.get("timestamp").is_none() {
                page["timestamp"] = timestamp.clone();
            }
            page = json!({
                "request_query": [], "status": "found", "new_attempts": [page], "last_attempt_timestamp": timestamp,
            });
        }
        Some(stage::json(StatusCode::OK, None, &page))
    }
}

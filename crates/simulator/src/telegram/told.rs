//! What a call is told: a result, a page of updates, a refusal, or what a fault puts in place of them.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::Fault;
use crate::answer::Answer;
use crate::telegram::errors::Refusal;
use crate::telegram::queue::Update;

/// A result, with its description, and the updates in it.
pub(crate) struct Told {
    pub(crate) body: String,
    pub(crate) updates: Vec<Update>,
}

impl Told {
    pub(crate) fn new(result: &Value, description: Option<&str>) -> Self {
        let mut body = json!({"ok": true, "result": result});
        if let Some(text) = description {
            body["description"] = json!(text);
        }
        Self { body: body.to_string(), updates: Vec::new() }
    }

    /// Pages are put together from text: thousands of updates need no tree.
    pub(crate) fn page(updates: Vec<Update>) -> Self {
        let mut body = String::from(r#"{"ok":true,"result":["#);
        for (at, update) in updates.iter().enumerate() {
            body.push_str(if at > 0 { "," } else { "" });
            body.push_str(&String::from_utf8_lossy(&update.body));
        }
        body.push_str("]}");
        Self { body, updates }
    }
}

pub(crate) fn refused(refusal: &Refusal) -> Answer {
    Answer::json(refusal.status, refusal.body().to_string()).retry_after(refusal.retry_after)
}

/// The answer of a fault that keeps a request from being carried out.
pub(crate) fn instead(fault: &Fault) -> Option<Answer> {
    Some(match fault {
        Fault::CutBefore => Answer::raw(Bytes::new()),
        Fault::Raw(bytes) => Answer::raw(bytes.clone()),
        Fault::Status(status) => {
            let reason = http::StatusCode::from_u16(*status).ok().and_then(|status| status.canonical_reason());
            refused(&Refusal::new(*status, reason.unwrap_or("Unknown Error")))
        }
        Fault::TooMany(seconds) => refused(&Refusal::too_many(*seconds)),
        Fault::Conflict(conflict) => refused(&(*conflict).into()),
        Fault::Html => Answer::html(),
        Fault::GzipBomb => Answer::bomb(),
        _ => return None,
    })
}

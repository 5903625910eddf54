//! How the API service says no: a status, a text, and now and then a number.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Conflict;

/// A refused call.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) retry_after: Option<u64>,
    migrate_to: Option<i64>,
}

impl Refusal {
    pub(crate) fn new(status: u16, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), retry_after: None, migrate_to: None }
    }

    /// 400, with the words after "Bad Request: ".
    pub(crate) fn bad(text: &str) -> Self {
        Self::new(400, format!("Bad Request: {text}"))
    }

    /// 429. Telegram itself always says for how long; a proxy before it may not.
    pub(crate) fn too_many(seconds: Option<u64>) -> Self {
        let text = match seconds {
            Some(seconds) => format!("Too Many Requests: retry after {seconds}"),
            None => "Too Many Requests".to_owned(),
        };
        Self { retry_after: seconds, ..Self::new(429, text) }
    }

    pub(crate) fn migrated(to: i64) -> Self {
        Self { migrate_to: Some(to), ..Self::bad("group chat was upgraded to a supergroup chat") }
    }

    pub(crate) fn body(&self) -> Value {
        let mut body = json!({"ok": false, "error_code": self.status, "description": self.text});
        if let Some(seconds) = self.retry_after {
            body["parameters"] = json!({"retry_after": seconds});
        }
        if let Some(chat) = self.migrate_to {
            body["parameters"] = json!({"migrate_to_chat_id": chat});
        }
        body
    }
}

impl From<Conflict> for Refusal {
    fn from(conflict: Conflict) -> Self {
        let text = match conflict {
            Conflict::WebhookActive => {
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            }
            Conflict::OtherPoll => {
                "terminated by other getUpdates request; make sure that only one bot instance is running"
            }
            Conflict::SetWebhook => "terminated by setWebhook request",
            Conflict::OtherSetWebhook => "terminated by other setWebhook",
        };
        Self::new(409, format!("Conflict: {text}"))
    }
}

/// The pace of 409s: one at once in three seconds, each other one is held for three.
#[derive(Debug, Default)]
pub(crate) struct ConflictPace {
    next_at_once: Duration,
}

impl ConflictPace {
    const HOLD: Duration = Duration::from_secs(3);

    /// When a 409 that is due now leaves.
    pub(crate) fn leaves(&mut self, now: Duration) -> Duration {
        if now < self.next_at_once {
            return now + Self::HOLD;
        }
        self.next_at_once = now + Self::HOLD;
        now
    }
}

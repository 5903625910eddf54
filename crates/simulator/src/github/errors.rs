//! How GitHub says no.

use serde_json::{Value, json};

use crate::answer::Answer;

const DOCS: &str = "https://docs.github.com/rest";

/// A refused request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
    errors: Option<Value>,
    pub(crate) retry_after: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), errors: None, retry_after: None }
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "Not Found")
    }

    /// 422, with what is wrong about which field.
    pub(crate) fn invalid(resource: &str, field: &str, text: &str) -> Self {
        let errors = json!([{"resource": resource, "field": field, "code": "custom", "message": text}]);
        Self { errors: Some(errors), ..Self::new(422, "Validation Failed") }
    }

    pub(crate) fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    pub(crate) fn answer(&self) -> Answer {
        let mut body = json!({"message": self.message, "documentation_url": DOCS, "status": self.status.to_string()});
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        Answer::json(self.status, body.to_string()).retry_after(self.retry_after)
    }
}

/// The answer of a fault.
pub(crate) fn refuse(status: u16, retry_after: Option<u64>) -> Answer {
    let message = match status {
        401 => "Bad credentials",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        _ => "Server Error",
    };
    Refusal { retry_after, ..Refusal::new(status, message) }.answer()
}

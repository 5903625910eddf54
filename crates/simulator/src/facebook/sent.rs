//! What pages show to people, as it happens.

use std::time::Duration;

use serde_json::Value;

/// Something that a page sent by the Send API.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sent {
    /// When the network had it, counted from its start.
    pub at: Duration,
    /// The page.
    pub page: String,
    /// Who sees it: their id on this page.
    pub recipient: String,
    /// The id of the message, if it is one.
    pub message: Option<String>,
    /// Its text.
    pub text: Option<String>,
    /// What else it is, such as `typing_on`.
    pub action: Option<String>,
    /// The request, as it came.
    pub request: Value,
}

//! What a bot author who writes by hand reads of an update: typed, and no more than is needed.

use serde::Deserialize;

/// An answer of the API.
#[derive(Deserialize)]
pub(super) struct Answer<T> {
    pub(super) result: T,
}

#[derive(Deserialize)]
pub(super) struct Update {
    pub(super) update_id: i64,
    pub(super) message: Option<Message>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "typed as an author types it: what a handler may need is there")]
pub(super) struct Message {
    pub(super) message_id: i64,
    pub(super) date: i64,
    pub(super) chat: Chat,
    pub(super) from: Option<User>,
    pub(super) text: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "as above")]
pub(super) struct Chat {
    pub(super) id: i64,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) username: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "as above")]
pub(super) struct User {
    pub(super) id: i64,
    pub(super) is_bot: bool,
    pub(super) first_name: String,
    pub(super) username: Option<String>,
    pub(super) language_code: Option<String>,
}

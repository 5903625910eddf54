//! What comes from business accounts that the bot is connected to, and of bots that it manages.

use serde_json::{Value, json};

use super::messages::message;
use super::{DATE, a_bot, anna, private};
use crate::Document;

const CONNECTION: &str = "cXKj8WpzAgABAAH-";

pub(super) fn documents() -> Vec<Document> {
    let said = |more: Value| message(super::with(json!({"business_connection_id": CONNECTION}), more));
    vec![
        ("business_connection", connection()),
        ("business_message", said(json!({"text": "Are you open?", "is_from_offline": true}))),
        ("business_message", said(json!({"text": "We are.", "sender_business_bot": a_bot(9, "other")}))),
        ("edited_business_message", said(json!({"text": "Are you open today?", "edit_date": DATE + 9}))),
        (
            "deleted_business_messages",
            json!({
                "business_connection_id": CONNECTION, "chat": private(), "message_ids": [17, 18],
            }),
        ),
        ("managed_bot", json!({"user": anna(), "bot": a_bot(1_234_567_890, "annas")})),
    ]
}

fn connection() -> Value {
    let mut rights = json!({});
    for right in [
        "can_reply",
        "can_read_messages",
        "can_delete_sent_messages",
        "can_delete_all_messages",
        "can_edit_name",
        "can_edit_bio",
        "can_edit_profile_photo",
        "can_edit_username",
        "can_change_gift_settings",
        "can_view_gifts_and_stars",
        "can_convert_gifts_to_stars",
        "can_transfer_and_upgrade_gifts",
        "can_transfer_stars",
        "can_manage_stories",
    ] {
        rights[right] = true.into();
    }
    json!({
        "id": CONNECTION, "user": anna(), "user_chat_id": 5_000_000_001_u64, "date": DATE, "rights": rights,
        "is_enabled": true,
    })
}

//! Messages and posts: what is said, what is sent, what a chat tells of itself.

use serde_json::{Value, json};

use super::{DATE, a_bot, anna, bob, channel, file, forum, group, picture, private, with};
use crate::Document;

pub(super) fn documents() -> Vec<Document> {
    let content = contents().into_iter().map(|content| ("message", message(content)));
    let service = services().into_iter().map(|service| ("message", with(in_group(), service)));
    content.chain(service).chain(others()).collect()
}

/// A message of Anna's in a private chat.
pub(super) fn message(content: Value) -> Value {
    with(json!({"message_id": 17, "from": anna(), "chat": private(), "date": DATE}), content)
}

fn in_group() -> Value {
    json!({"message_id": 18, "from": bob(), "chat": group(), "date": DATE})
}

fn post(content: Value) -> Value {
    let post = json!({
        "message_id": 7, "sender_chat": channel(), "chat": channel(), "date": DATE, "author_signature": "Anna Ö",
    });
    with(post, content)
}

fn contents() -> Vec<Value> {
    vec![
        json!({"text": "/start äöü 😀", "entities": [
            {"type": "bot_command", "offset": 0, "length": 6},
            {"type": "text_link", "offset": 7, "length": 3, "url": "https://example.org/"},
            {"type": "custom_emoji", "offset": 11, "length": 2, "custom_emoji_id": "5368324170671202286"},
        ]}),
        json!({
            "photo": picture(),
            "caption": "@Bob, look",
            "caption_entities": [{"type": "text_mention", "offset": 0, "length": 4, "user": bob()}],
            "media_group_id": "13590214123456789",
            "has_media_spoiler": true,
            "show_caption_above_media": true,
        }),
        json!({"document": file("document", json!({"file_name": "a.pdf", "mime_type": "application/pdf"}))}),
        json!({"voice": file("voice", json!({"duration": 3, "mime_type": "audio/ogg"}))}),
        json!({"audio": file("audio", json!({"duration": 180, "performer": "P", "title": "T", "file_name": "t.mp3"}))}),
        json!({"video": file("video", json!({"width": 640, "height": 360, "duration": 9, "mime_type": "video/mp4"}))}),
        json!({"video_note": file("note", json!({"length": 240, "duration": 5}))}),
        json!({
            "animation": file("animation", json!({"width": 320, "height": 240, "duration": 2})),
            "document": file("animation", json!({"mime_type": "video/mp4"})),
        }),
        json!({"sticker": file("sticker", json!({
            "type": "regular", "width": 512, "height": 512, "is_animated": false, "is_video": false, "emoji": "👍",
            "set_name": "Thumbs",
        }))}),
        json!({"contact": {"phone_number": "+4930123456", "first_name": "Bob", "user_id": 1002}}),
        json!({"dice": {"emoji": "🎲", "value": 4}}),
        json!({"location": {"latitude": 52.5, "longitude": 13.25, "horizontal_accuracy": 12.5, "live_period": 900}}),
        json!({"venue": {
            "location": {"latitude": 52.5, "longitude": 13.25}, "title": "Café", "address": "Street 1",
            "foursquare_id": "4b5e6f7a8b9c",
        }}),
        json!({
            "text": "yes",
            "reply_to_message": {
                "message_id": 16, "from": a_bot(7, "echo"), "chat": private(), "date": DATE - 5, "text": "Sure?",
                "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]},
            },
            "quote": {"text": "Sure", "position": 0, "is_manual": true},
        }),
        json!({"text": "forwarded", "forward_origin": {
            "type": "channel", "date": DATE - 60, "chat": channel(), "message_id": 7, "author_signature": "Anna Ö",
        }}),
        json!({"text": "by a bot", "via_bot": a_bot(9, "inline"), "has_protected_content": true}),
        json!({"text": "linked", "link_preview_options": {"is_disabled": true}, "effect_id": "5104841245755180586"}),
    ]
}

fn services() -> Vec<Value> {
    vec![
        json!({"new_chat_members": [anna(), a_bot(7, "echo")]}),
        json!({"left_chat_member": bob()}),
        json!({"new_chat_title": "Kitchen, new"}),
        json!({"new_chat_photo": picture()}),
        json!({"delete_chat_photo": true}),
        json!({"group_chat_created": true}),
        json!({"migrate_to_chat_id": -1_001_234_567_890_i64}),
        json!({"pinned_message": with(in_group(), json!({"message_id": 3, "text": "Rules"}))}),
        json!({"chat": forum(), "message_thread_id": 5, "is_topic_message": true, "forum_topic_created": {
            "name": "Cellar", "icon_color": 7_322_096,
        }}),
        json!({"chat": private(), "successful_payment": {
            "currency": "XTR", "total_amount": 50, "invoice_payload": "order 1",
            "telegram_payment_charge_id": "t1", "provider_payment_charge_id": "p1",
        }}),
        json!({"video_chat_ended": {"duration": 61}}),
        json!({"chat": private(), "web_app_data": {"data": "{}", "button_text": "Open"}}),
    ]
}

fn others() -> Vec<Document> {
    let anonymous = json!({
        "message_id": 19, "message_thread_id": 5, "from": a_bot(1_087_968_824, "Group"), "sender_chat": forum(),
        "chat": forum(), "date": DATE, "is_topic_message": true, "text": "from nobody",
    });
    let anonymous = with(
        anonymous,
        json!({"from": {
            "id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot",
        }}),
    );
    let linked = json!({
        "message_id": 20, "from": {"id": 777_000, "is_bot": false, "first_name": "Telegram"},
        "sender_chat": channel(), "chat": forum(), "date": DATE, "is_automatic_forward": true, "text": "news",
        "forward_origin": {"type": "channel", "date": DATE, "chat": channel(), "message_id": 7},
    });
    vec![
        ("message", anonymous),
        ("message", linked),
        ("edited_message", message(json!({"edit_date": DATE + 9, "text": "corrected"}))),
        ("channel_post", post(json!({"text": "news"}))),
        ("channel_post", post(json!({"photo": picture(), "caption": "a picture"}))),
        ("edited_channel_post", post(json!({"edit_date": DATE + 9, "text": "newer news"}))),
        (
            "guest_message",
            with(
                in_group(),
                json!({
                    "text": "@echo_bot what is that?", "guest_query_id": "1234567890123456789",
                }),
            ),
        ),
    ]
}

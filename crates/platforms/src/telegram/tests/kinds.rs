//! Every kind: id, key, time, expiry, and the same by both doors.

use std::time::Duration;

use super::*;

/// Kind, content, key, time in seconds, lifetime in seconds.
type Row = (&'static str, &'static str, Option<&'static str>, Option<u64>, Option<u64>);

const ROWS: &[Row] = &[
    (
        "message",
        r#"{"message_id":1,"date":5,"from":{"id":2},"chat":{"id":-1001234567890}}"#,
        Some("-1001234567890"),
        Some(5),
        None,
    ),
    ("edited_message", r#"{"date":5,"edit_date":9,"from":{"id":2},"chat":{"id":3}}"#, Some("3"), Some(9), None),
    ("channel_post", r#"{"date":5,"sender_chat":{"id":-7},"chat":{"id":-7}}"#, Some("-7"), Some(5), None),
    ("edited_channel_post", r#"{"date":5,"edit_date":6,"chat":{"id":-7}}"#, Some("-7"), Some(6), None),
    ("business_message", r#"{"business_connection_id":"b","date":5,"chat":{"id":3}}"#, Some("3"), Some(5), None),
    ("edited_business_message", r#"{"date":5,"edit_date":7,"chat":{"id":3}}"#, Some("3"), Some(7), None),
    ("guest_message", r#"{"date":5,"from":{"id":2},"chat":{"id":3}}"#, Some("3"), Some(5), None),
    (
        "business_connection",
        r#"{"id":"b","user":{"id":2},"user_chat_id":2,"date":5}"#,
        Some("business:2"),
        Some(5),
        None,
    ),
    (
        "deleted_business_messages",
        r#"{"business_connection_id":"b","chat":{"id":3},"message_ids":[1]}"#,
        Some("3"),
        None,
        None,
    ),
    ("message_reaction", r#"{"chat":{"id":3},"user":{"id":2},"date":5}"#, Some("3"), Some(5), None),
    ("message_reaction_count", r#"{"chat":{"id":3},"date":5,"reactions":[]}"#, Some("3"), Some(5), None),
    ("inline_query", r#"{"id":"q","from":{"id":2},"query":""}"#, Some("inline:2"), None, Some(30)),
    ("chosen_inline_result", r#"{"result_id":"r","from":{"id":2}}"#, Some("chosen:2"), None, Some(600)),
    (
        "callback_query",
        r#"{"id":"q","from":{"id":2},"message":{"chat":{"id":3},"date":0}}"#,
        Some("press:2"),
        None,
        Some(150),
    ),
    (
        "callback_query",
        r#"{"id":"q","from":{"id":2},"inline_message_id":"i","chat_instance":"c"}"#,
        Some("press:2"),
        None,
        Some(150),
    ),
    ("shipping_query", r#"{"id":"q","from":{"id":2}}"#, Some("payment:2"), None, Some(150)),
    ("pre_checkout_query", r#"{"id":"q","from":{"id":2}}"#, Some("payment:2"), None, Some(150)),
    ("purchased_paid_media", r#"{"from":{"id":2},"paid_media_payload":"p"}"#, Some("media:2"), None, None),
    ("poll", r#"{"id":"5444444444444444444","question":"?"}"#, Some("poll:5444444444444444444"), None, None),
    ("poll_answer", r#"{"poll_id":"54","user":{"id":2}}"#, Some("poll:54"), None, None),
    ("poll_answer", r#"{"poll_id":"54","voter_chat":{"id":-2}}"#, Some("poll:54"), None, None),
    ("my_chat_member", r#"{"chat":{"id":3},"from":{"id":2},"date":5}"#, Some("3"), Some(5), None),
    (
        "chat_member",
        r#"{"chat":{"id":3},"from":{"id":2},"date":5,"new_chat_member":{"user":{"id":8}}}"#,
        Some("member:8"),
        Some(5),
        None,
    ),
    (
        "chat_join_request",
        r#"{"chat":{"id":3},"from":{"id":8},"user_chat_id":8,"date":5}"#,
        Some("member:8"),
        Some(5),
        None,
    ),
    ("chat_boost", r#"{"chat":{"id":3},"boost":{"add_date":5}}"#, Some("3"), Some(5), None),
    ("removed_chat_boost", r#"{"chat":{"id":3},"remove_date":5}"#, Some("3"), Some(5), None),
    ("managed_bot", r#"{"user":{"id":2},"bot":{"id":9}}"#, Some("managed:2"), None, None),
    ("subscription", r#"{"user":{"id":2},"state":"active"}"#, Some("paid:2"), None, None),
    ("stopped_message_generation", r#"{"chat":{"id":3},"draft_id":1}"#, Some("3"), None, None),
    // Younger than this crate: by the chat, if there is one.
    ("brand_new", r#"{"chat":{"id":3},"id":7}"#, None, None, None),
    ("brand_new", r#"{"chat":{"id":3},"date":5}"#, Some("3"), Some(5), None),
    ("custom_event", r#""any text""#, None, None, None),
];

#[test]
fn every_kind_has_its_id_key_time_and_expiry_by_both_doors() {
    for (number, (kind, content, key, time, lifetime)) in ROWS.iter().enumerate() {
        let update = format!(r#"{{"update_id":{number},"{kind}":{content}}}"#);
        let pushed = pushed(&update);
        assert_eq!(face(&pushed), (number.to_string().as_str(), *kind, *key, update.as_bytes()), "{update}");
        assert_eq!(pushed.time, time.and_then(at), "{update}");
        assert_eq!(pushed.expires, lifetime.map(|seconds| now().wall + Duration::from_secs(seconds)), "{update}");
        assert_eq!(pushed.undecodable, None, "{update}");

        let page = page(&mut *poll(), &page_of(&[&update]));
        assert_eq!(face(&page.items[0].draft), face(&pushed));
        assert_eq!(page.items[0].draft.time, pushed.time);
    }
}

#[test]
fn every_kind_that_can_be_subscribed_has_a_row() {
    for kind in Telegram.kinds() {
        assert!(ROWS.iter().any(|row| row.0 == *kind), "{kind}");
    }
}

#[test]
fn keys_of_today_fit_in_place() {
    for salt in ["business", "chosen", "inline", "managed", "member", "payment", "press", "media", "paid"] {
        let key = format!("{salt}:{}", 99_999_999_999_i64);
        assert!(key.len() <= 24, "{key}");
    }
}

/// The update, and whether the bot did it.
const OWN: &[(&str, bool)] = &[
    (r#"{"update_id":1,"message":{"from":{"id":700},"chat":{"id":3}}}"#, true),
    (r#"{"update_id":1,"message":{"from":{"id":701},"chat":{"id":700}}}"#, false),
    (r#"{"update_id":1,"message":{"from":{"id":1},"via_bot":{"id":700},"chat":{"id":3}}}"#, false),
    (r#"{"update_id":1,"message":{"from":{"id":1},"reply_to_message":{"from":{"id":700}},"chat":{"id":3}}}"#, false),
    (r#"{"update_id":1,"business_message":{"from":{"id":1},"sender_business_bot":{"id":700},"chat":{"id":3}}}"#, true),
    (r#"{"update_id":1,"message_reaction":{"user":{"id":700},"chat":{"id":3}}}"#, true),
    (
        r#"{"update_id":1,"my_chat_member":{"from":{"id":1},"new_chat_member":{"user":{"id":700}},"chat":{"id":3}}}"#,
        false,
    ),
    (r#"{"update_id":1,"channel_post":{"sender_chat":{"id":700},"chat":{"id":700}}}"#, false),
];

#[test]
fn what_the_bot_did_itself_is_marked() {
    for (update, own) in OWN {
        assert_eq!(pushed(update).own, *own, "{update}");
    }
    let mut unknown = setup();
    unknown.identity = None;
    let mut poll = Telegram.poll(&unknown).unwrap().unwrap();
    assert!(!page(&mut *poll, &page_of(&[OWN[0].0])).items[0].draft.own, "nobody knows who the bot is");
}

/// A join is told to old clients by a `new_chat_member` that is a user, and no change of membership.
#[test]
fn the_same_field_of_another_shape_harms_nothing() {
    let join = r#"{"update_id":1,"message":{"date":5,"chat":{"id":3},"new_chat_member":{"id":8,"is_bot":false}}}"#;
    assert_eq!(face(&pushed(join)), ("1", "message", Some("3"), join.as_bytes()));
}

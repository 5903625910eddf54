//! Facts about kinds of updates: who gets them, how long they are kept, what they queue behind.

use serde_json::{Value, json};

use super::{Play, check};
use crate::Options;
use crate::telegram::kinds::queue_key;

/// Kind, in the default set, seconds kept, queue.
const DAY: u32 = 86_400;
static KINDS: [(&str, bool, u32, &str); 27] = [
    ("message", true, DAY, "chat:-7"),
    ("edited_message", true, DAY, "chat:-7"),
    ("channel_post", true, DAY, "chat:-7"),
    ("edited_channel_post", true, DAY, "chat:-7"),
    ("business_message", true, DAY, "chat:-7"),
    ("edited_business_message", true, DAY, "chat:-7"),
    ("guest_message", true, DAY, "chat:-7"),
    ("business_connection", true, DAY, "business_connection:6"),
    ("deleted_business_messages", true, DAY, "chat:-7"),
    ("message_reaction", false, DAY, "chat:-7"),
    ("message_reaction_count", false, DAY, "chat:-7"),
    ("inline_query", true, 30, "inline_query:5"),
    ("chosen_inline_result", true, 600, "chosen_inline_result:5"),
    ("callback_query", true, 150, "callback_query:5"),
    ("shipping_query", true, 150, "payment:5"),
    ("pre_checkout_query", true, 150, "payment:5"),
    ("purchased_paid_media", true, DAY, "purchased_paid_media:5"),
    ("poll", true, DAY, "poll:99"),
    ("poll_answer", true, DAY, "poll:99"),
    ("my_chat_member", true, DAY, "chat:-7"),
    ("chat_member", false, DAY, "member:5"),
    ("chat_join_request", true, DAY, "member:5"),
    ("chat_boost", true, DAY, "chat:-7"),
    ("removed_chat_boost", true, DAY, "chat:-7"),
    ("managed_bot", true, DAY, "managed_bot:6"),
    ("subscription", true, DAY, "subscription:6"),
    ("stopped_message_generation", true, DAY, "chat:-7"),
];

fn payload(kind: &str) -> Value {
    match kind {
        "poll" => json!({"id": "99"}),
        "poll_answer" => json!({"poll_id": "99", "user": {"id": 6}}),
        _ => json!({"chat": {"id": -7}, "from": {"id": 5}, "user": {"id": 6}}),
    }
}

#[test]
fn every_kind_has_its_set_its_lifetime_and_its_queue() {
    for (kind, default, seconds, queue) in KINDS {
        let mut play = Play::new(&Options::default());
        let payload = payload(kind);
        assert_eq!(queue_key(kind, &payload).as_deref(), Some(queue), "{kind}");
        assert_eq!(play.add(kind, &payload).is_some(), default, "{kind}");
        play.poll(&format!(r#"allowed_updates=["{kind}"]"#));
        play.desk.restart_ids(1, play.now);
        assert_eq!(play.add(kind, &payload), Some(1), "{kind}");
        assert_eq!(play.at(f64::from(seconds) - 0.1).pending(), 1, "{kind}");
        assert_eq!(play.at(f64::from(seconds)).pending(), 0, "{kind}");
    }
}

#[test]
fn ageing_is_an_option() {
    let mut play = Play::new(&Options { ageing: 60.0, ..Options::default() });
    play.add("callback_query", &json!({"from": {"id": 5}}));
    assert_eq!(play.at(2.4).pending(), 1);
    assert_eq!(play.at(2.5).pending(), 0);
}

#[test]
fn what_has_no_place_queues_alone() {
    assert_eq!(queue_key("message", &json!({})), None);
    check(&[("two of them are pushed side by side", |p| {
        p.set("url=http://bot/");
        p.add("message", &json!({}));
        p.add("message", &json!({}));
        assert_eq!((p.push(), p.push()), ("push 1".into(), "push 2".into()));
    })]);
}

//! Where an answer to each kind of event goes.

use pollhook_core::Place;

use super::*;

/// Kind, content, then chat, thread, press and via of the place.
type Row = (
    &'static str,
    &'static str,
    Option<(&'static str, Option<&'static str>, Option<&'static str>, Option<&'static str>)>,
);

const ROWS: &[Row] = &[
    ("message", r#"{"chat":{"id":-9},"from":{"id":2}}"#, Some(("-9", None, None, None))),
    (
        "message",
        r#"{"chat":{"id":-9},"message_thread_id":4,"is_topic_message":true}"#,
        Some(("-9", Some("4"), None, None)),
    ),
    ("message", r#"{"chat":{"id":-9},"message_thread_id":4}"#, Some(("-9", None, None, None))),
    (
        "message",
        r#"{"chat":{"id":-9},"direct_messages_topic":{"topic_id":6}}"#,
        Some(("-9", None, None, Some("direct_messages_topic_id=6"))),
    ),
    ("edited_message", r#"{"chat":{"id":-9}}"#, Some(("-9", None, None, None))),
    ("channel_post", r#"{"chat":{"id":-9}}"#, Some(("-9", None, None, None))),
    (
        "business_message",
        r#"{"chat":{"id":3},"business_connection_id":"b=1"}"#,
        Some(("3", None, None, Some("business_connection_id=b=1"))),
    ),
    ("business_connection", r#"{"id":"b","user":{"id":2},"user_chat_id":22}"#, Some(("22", None, None, None))),
    ("guest_message", r#"{"chat":{"id":-9},"from":{"id":2}}"#, None),
    ("message_reaction", r#"{"chat":{"id":-9},"user":{"id":2}}"#, Some(("-9", None, None, None))),
    ("inline_query", r#"{"id":"q","from":{"id":2}}"#, None),
    ("chosen_inline_result", r#"{"from":{"id":2}}"#, None),
    (
        "callback_query",
        r#"{"id":"q","from":{"id":2},"message":{"chat":{"id":-9},"from":{"id":700},"message_thread_id":4,"is_topic_message":true}}"#,
        Some(("-9", Some("4"), Some("q"), None)),
    ),
    (
        "callback_query",
        r#"{"id":"q","from":{"id":2},"message":{"chat":{"id":3},"business_connection_id":"b"}}"#,
        Some(("3", None, Some("q"), Some("business_connection_id=b"))),
    ),
    ("callback_query", r#"{"id":"q","from":{"id":2},"inline_message_id":"i"}"#, Some(("2", None, Some("q"), None))),
    ("shipping_query", r#"{"id":"q","from":{"id":2}}"#, Some(("2", None, None, None))),
    ("pre_checkout_query", r#"{"id":"q","from":{"id":2}}"#, Some(("2", None, None, None))),
    ("poll", r#"{"id":"5"}"#, None),
    ("poll_answer", r#"{"poll_id":"5","user":{"id":2}}"#, None),
    ("my_chat_member", r#"{"chat":{"id":-9},"from":{"id":2}}"#, Some(("-9", None, None, None))),
    ("chat_join_request", r#"{"chat":{"id":-9},"from":{"id":2},"user_chat_id":22}"#, Some(("22", None, None, None))),
    ("subscription", r#"{"user":{"id":2}}"#, Some(("2", None, None, None))),
    (
        "stopped_message_generation",
        r#"{"chat":{"id":-9},"message_thread_id":4,"draft_id":1}"#,
        Some(("-9", Some("4"), None, None)),
    ),
    ("brand_new", r#"{"chat":{"id":-9}}"#, Some(("-9", None, None, None))),
    ("brand_new", r#"7"#, None),
];

#[test]
fn where_an_answer_goes() {
    let replies = Telegram.replies(&setup()).unwrap();
    for (kind, content, expected) in ROWS {
        let expected = expected.map(|(chat, thread, press, via)| {
            let mut place = Place::chat(chat);
            (place.thread, place.press, place.via) =
                (thread.map(Into::into), press.map(Into::into), via.map(Into::into));
            place
        });
        let found = replies.place(&event(&format!(r#"{{"update_id":1,"{kind}":{content}}}"#)));
        assert_eq!(found, expected, "{kind} {content}");
    }
}

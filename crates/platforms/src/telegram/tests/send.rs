//! What is called to say something.

use std::sync::Arc;

use pollhook_core::{Act, Address, Auth, Call, Notice, Out, Posted, ReplyProtocol, Unsupported};
use serde_json::json;

use super::*;

fn replies() -> Arc<dyn ReplyProtocol> {
    Telegram.replies(&setup()).unwrap()
}

fn said(text: impl Into<String>) -> Act {
    Act::Send(Out::text(text))
}

fn only(act: Result<Vec<Call>, Unsupported>) -> Call {
    let [call] = <[Call; 1]>::try_from(act.unwrap()).unwrap();
    call
}

fn address(chat: &str, thread: Option<&str>, press: Option<&str>, via: Option<&str>) -> Address {
    let mut address = Address::chat(chat);
    (address.thread, address.press, address.via) = (thread.map(Into::into), press.map(Into::into), via.map(Into::into));
    address
}

#[test]
fn what_is_called() {
    let text = || Act::Send(Out::text("hi"));
    let rows = [
        (address("5", None, None, None), text(), "sendMessage", json!({ "chat_id": 5, "text": "hi" }), false),
        (address("@news", None, None, None), text(), "sendMessage", json!({ "chat_id": "@news", "text": "hi" }), false),
        (
            address("-100", Some("4"), Some("q"), None),
            text(),
            "sendMessage",
            json!({ "chat_id": -100, "message_thread_id": 4, "text": "hi" }),
            false,
        ),
        (
            address("5", None, None, Some("business_connection_id=b=1")),
            text(),
            "sendMessage",
            json!({ "chat_id": 5, "business_connection_id": "b=1", "text": "hi" }),
            false,
        ),
        (
            address("5", None, None, Some("direct_messages_topic_id=6")),
            text(),
            "sendMessage",
            json!({ "chat_id": 5, "direct_messages_topic_id": 6, "text": "hi" }),
            false,
        ),
        (
            address("5", Some("4"), None, None),
            Act::Typing,
            "sendChatAction",
            json!({ "chat_id": 5, "message_thread_id": 4, "action": "typing" }),
            true,
        ),
        (
            address("5", None, Some("q"), None),
            Act::Answer(Notice::Nothing),
            "answerCallbackQuery",
            json!({ "callback_query_id": "q" }),
            true,
        ),
        (
            address("5", None, Some("q"), None),
            Act::Answer("Added".into()),
            "answerCallbackQuery",
            json!({ "callback_query_id": "q", "text": "Added" }),
            true,
        ),
    ];
    for (to, out, method, expected, repeatable) in rows {
        let call = only(replies().calls(&to, &out));
        assert_eq!(call.url, format!("https://api.example.org/bot{{}}/{method}"));
        assert_eq!((parameters(&call), &call.auth), (expected, &Auth::Path));
        assert_eq!(call.repeatable, repeatable, "{method}: a message that is sent twice is said twice");
    }
}

#[test]
fn what_cannot_be_sent_says_the_limit() {
    let here = address("5", None, Some("q"), None);
    let longest = "ж".repeat(4096);
    assert!(replies().calls(&here, &said(longest.clone())).is_ok(), "characters, not bytes");
    let rows = [
        (here.clone(), said(String::new()), "empty"),
        (here.clone(), said(" \n\t"), "empty"),
        (here.clone(), said(longest + "ж"), "4096"),
        (here, Act::Answer("x".repeat(201).into()), "200"),
        (address("5", None, None, None), Act::Answer(Notice::Nothing), "pressed"),
        (address("5", None, None, Some("chat_id=6")), said("hi"), "via"),
        (address("5", None, None, Some("nonsense")), Act::Typing, "via"),
    ];
    for (to, out, words) in rows {
        let refused = replies().calls(&to, &out).unwrap_err();
        assert!(refused.to_string().contains(words), "{refused}");
    }
}

#[test]
fn any_method_may_be_called_and_none_leads_out_of_the_path() {
    let call = replies().call("sendDice", &json!({ "chat_id": 5, "emoji": "🎲" })).unwrap();
    assert_eq!(call.url, "https://api.example.org/bot{}/sendDice");
    assert_eq!((parameters(&call), call.repeatable), (json!({ "chat_id": 5, "emoji": "🎲" }), false));
    let call = replies().call("getMe", &Value::Null).unwrap();
    assert_eq!((parameters(&call), call.repeatable), (json!({}), true));
    for method in ["", "../getMe", "getMe/", "getMe?x=1", "get Me", "get{}", "%2e", "методы", "a\r\nb", "sendMessage2"]
    {
        assert!(replies().call(method, &json!({})).is_err(), "{method:?}");
    }
    for body in [json!([1]), json!("x"), json!(1)] {
        assert!(replies().call("sendDice", &body).is_err(), "{body}");
    }
}

#[test]
fn what_was_sent_has_an_id_if_it_is_a_message() {
    assert_eq!(replies().posted(&json!({ "message_id": 5, "chat": { "id": 1 } })), Some(Posted::new("5")));
    assert_eq!(replies().posted(&json!(true)), None);
}

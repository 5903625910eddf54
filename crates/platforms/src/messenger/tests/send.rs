//! How a page speaks, and where an answer goes.

use std::sync::Arc;

use pollhook_core::{Act, Address, Auth, Call, Out, Posted, ReplyProtocol, Unsupported};
use serde_json::json;

use super::*;

fn replies() -> Arc<dyn ReplyProtocol> {
    Messenger::new().replies(&setup()).unwrap()
}

fn said(text: String) -> Act {
    Act::Send(Out::text(text))
}

fn only(calls: Result<Vec<Call>, Unsupported>) -> Call {
    let [call] = <[Call; 1]>::try_from(calls.unwrap()).unwrap();
    call
}

fn to() -> Address {
    Address::chat(PERSON)
}

#[test]
fn a_text_is_a_response_by_the_send_api() {
    let call = only(replies().calls(&to(), &said("hällo \"you\"".into())));
    assert_eq!((call.method.as_str(), call.url.as_str()), ("POST", "https://graph.example.org/v1.0/me/messages"));
    assert_eq!((&call.auth, call.repeatable), (&Auth::Bearer, false), "nobody would know the second from the first");
    assert_eq!(call.headers["content-type"], "application/json");
    let expected = json!({
        "recipient": { "id": PERSON }, "messaging_type": "RESPONSE", "message": { "text": "hällo \"you\"" },
    });
    assert_eq!(parameters(&call), expected);
}

#[test]
fn typing_is_an_action_of_the_sender() {
    let call = only(replies().calls(&to(), &Act::Typing));
    assert_eq!(call.url, "https://graph.example.org/v1.0/me/messages");
    assert_eq!(parameters(&call), json!({ "recipient": { "id": PERSON }, "sender_action": "typing_on" }));
}

#[test]
fn what_it_cannot_do_names_the_limit() {
    let refused = |out: Act| replies().calls(&to(), &out).unwrap_err().to_string();
    assert!(refused(said("ä".repeat(2001))).contains("2000 characters"));
    assert!(replies().calls(&to(), &said("ä".repeat(2000))).is_ok());
    assert!(refused(said(" \n".into())).contains("empty"));
    let shorter = Messenger::new().texts_up_to(3).replies(&setup()).unwrap();
    assert!(shorter.calls(&to(), &said("four".into())).unwrap_err().to_string().contains("3 characters"));
}

/// Whatever a person's id holds, it stays a value.
#[test]
fn an_address_cannot_break_out() {
    let call = only(replies().calls(&Address::chat("1\"},\"x\":{\""), &said("x".into())));
    assert_eq!(parameters(&call)["recipient"]["id"], "1\"},\"x\":{\"");
}

#[test]
fn any_method_of_the_api() {
    let profile = json!({ "get_started": { "payload": "START" } });
    let call = replies().call("POST /me/messenger_profile", &profile).unwrap();
    assert_eq!((call.url.as_str(), call.repeatable), ("https://graph.example.org/v1.0/me/messenger_profile", false));
    assert_eq!((parameters(&call), call.auth), (profile, Auth::Bearer));

    let call = replies().call("GET /5008347989242316", &json!({ "fields": "first_name" })).unwrap();
    assert_eq!(call.url, "https://graph.example.org/v1.0/5008347989242316?fields=first_name");
    assert!(call.repeatable && matches!(call.body, Body::Empty));
    for bad in ["", "me/messages", "POST me/messages", "POST /../oauth", "POST /", "LOOK /me"] {
        assert!(replies().call(bad, &Value::Null).is_err(), "{bad}");
    }
}

#[test]
fn what_was_sent() {
    let result = replies().read(&answer(200, r#"{"recipient_id":"5","message_id":"m_AG5Hz2"}"#)).unwrap();
    assert_eq!(replies().posted(&result), Some(Posted::new("m_AG5Hz2")));
    let typing = replies().read(&answer(200, r#"{"recipient_id":"5"}"#)).unwrap();
    assert_eq!(replies().posted(&typing), None);
}

#[test]
fn an_answer_goes_to_the_person() {
    let rows = [
        (push(&[&heard(r#""message":{"mid":"m","text":"x"}"#)]), Some(PERSON)),
        (push(&[&heard(r#""postback":{"payload":"x"}"#)]), Some(PERSON)),
        (push(&[&heard(r#""read":{"watermark":1}"#)]), Some(PERSON)),
        (push(&[&heard(r#""brand_new":{}"#)]), Some(PERSON)),
        (push(&[&item(PAGE, PERSON, r#""message":{"mid":"m","is_echo":true}"#)]), Some(PERSON)),
        (push(&[r#"{"recipient":{"id":"1"},"optin":{"user_ref":"u"}}"#]), None),
        // Another app has the conversation, and nobody can answer to a page's own change.
        (push_of(&format!(r#"{{"id":"1","standby":[{}]}}"#, heard(r#""message":{"mid":"m"}"#))), None),
        (push_of(r#"{"id":"1","changes":[{"field":"feed","value":{}}]}"#), None),
    ];
    for (body, expected) in rows {
        assert_eq!(replies().address(&event(&body)), expected.map(Address::chat), "{body}");
    }
}

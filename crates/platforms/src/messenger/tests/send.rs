//! How a page speaks, and where an answer goes.

use std::sync::Arc;

use pollhook_core::{
    Act, Auth, Button, Call, Fetch, Media, Notice, Out, PartContent, Place, Posted, ReplyProtocol, Unsupported,
};
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

fn to() -> Place {
    Place::chat(PERSON)
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

/// The messages of what is called, in order.
fn told(out: Out) -> Vec<Value> {
    let calls = replies().calls(&to(), &Act::Send(out)).unwrap();
    calls.iter().map(|call| parameters(call)["message"].clone()).collect()
}

fn press(label: &str) -> Button {
    Button::press(label, format!("data of {label}"))
}

#[test]
fn up_to_three_buttons_stay_below_a_text_and_more_stand_above_the_keyboard() {
    let url = Button::url("Map", "https://example.org/");
    let buttons = json!([
        { "type": "postback", "title": "Yes", "payload": "data of Yes" },
        { "type": "web_url", "title": "Map", "url": "https://example.org/" },
    ]);
    let payload = json!({ "template_type": "button", "text": "Sure?", "buttons": buttons });
    let expected = json!({ "attachment": { "type": "template", "payload": payload } });
    assert_eq!(told(Out::text("Sure?").buttons([[press("Yes"), url.clone()]])), [expected]);

    let four = ["a", "b", "c", "d"];
    let replies: Vec<_> = four
        .iter()
        .map(|label| json!({ "content_type": "text", "title": label, "payload": format!("data of {label}") }))
        .collect();
    let expected = json!({ "text": "Which?", "quick_replies": replies });
    assert_eq!(told(Out::text("Which?").row(four.map(press))), [expected]);

    let long = "x".repeat(641);
    assert!(told(Out::text(long.clone()).row([press("a")]))[0].get("quick_replies").is_some());
    let refused = |out: Out| self::replies().calls(&to(), &Act::Send(out)).unwrap_err().to_string();
    for out in [
        Out::text(long).row([url.clone()]),
        Out::text("x").row([press("a"), press("b"), press("c"), url]),
        Out::text("x").row((0..14).map(|n| press(&n.to_string()))),
    ] {
        assert!(refused(out).contains("up to 3 buttons"));
    }
    assert!(refused(Out::text("x").row([press("a label that is too long")])).contains("20 characters"));
    assert!(refused(Out::text("x").row([Button::press("a", "x".repeat(1001))])).contains("1000 characters"));
    assert!(refused(Out::text("x").row([Button::press("a", "")])).contains("1000 characters"));
}

#[test]
fn a_medium_is_a_message_before_its_text() {
    let by_url =
        |url: &str| json!({ "attachment": { "type": "image", "payload": { "url": url, "is_reusable": true } } });
    let picture = "https://example.org/menu.jpg";
    let said = told(Out::text("Menu").photo(Media::url(picture)));
    assert_eq!(said, [by_url(picture), json!({ "text": "Menu" })]);
    let seen = "https://cdn.example.org/what-somebody-sent";
    assert_eq!(told(Out::new().photo(Media::handle(seen))), [by_url(seen)]);
    let known = json!({ "attachment": { "type": "file", "payload": { "attachment_id": "17" } } });
    assert_eq!(told(Out::new().document(Media::handle("17"))), [known]);
    let with_replies = told(Out::new().photo(Media::url(picture)).row([press("a")]));
    assert_eq!(with_replies[0]["quick_replies"][0]["title"], "a", "below a picture there is no template");
}

#[test]
fn what_is_at_hand_is_uploaded_in_the_form_that_sends_it() {
    let call = only(replies().calls(&to(), &Act::Send(Out::new().photo(Media::bytes("a.png", "PNG")))));
    let Body::Multipart(parts) = &call.body else { panic!("no form") };
    let field = |part: &pollhook_core::Part| match &part.content {
        PartContent::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => panic!("no bytes"),
    };
    let fields: Vec<_> = parts.iter().map(|part| (part.name.as_str(), field(part))).collect();
    let message = r#"{"attachment":{"payload":{"is_reusable":true},"type":"image"}}"#;
    let recipient = format!(r#"{{"id":"{PERSON}"}}"#);
    let expected = [
        ("message", message.to_owned()),
        ("messaging_type", "RESPONSE".to_owned()),
        ("recipient", recipient),
        ("filedata", "PNG".to_owned()),
    ];
    assert_eq!(fields, expected);
    assert_eq!(parts[3].content_type.as_deref(), Some("image/png"));
    assert!(!call.headers.contains_key("content-type") && call.url.ends_with("/me/messages"));
}

#[test]
fn a_long_text_is_split_on_request() {
    let said = told(Out::text(["word "; 500].concat()).split().row([press("Ok")]));
    assert_eq!(said.len(), 2);
    assert!(said[0]["text"].as_str().unwrap().len() <= 2000 && said[0].get("quick_replies").is_none());
    assert!(said[1]["attachment"]["payload"]["buttons"].is_array());
}

#[test]
fn nothing_waits_after_a_press_so_a_word_about_it_is_a_message() {
    let calls = |notice: Notice| replies().calls(&to(), &Act::Answer(notice)).unwrap();
    assert!(calls(Notice::Nothing).is_empty());
    for notice in ["Added".into(), Notice::alert("Added")] {
        assert_eq!(parameters(&calls(notice)[0])["message"], json!({ "text": "Added" }));
    }
}

#[test]
fn what_was_said_stays() {
    let message = || Posted::new("m_1");
    for act in [Act::Edit(message(), Out::text("x")), Act::Delete(message()), Act::React(message(), "👍".into())] {
        let refused = replies().calls(&to(), &act).unwrap_err().to_string();
        assert!(refused.starts_with("Messenger cannot ") && refused.contains("a new message"), "{refused}");
    }
}

#[test]
fn a_file_is_where_its_handle_says() {
    let Fetch::There(call) = replies().file("https://cdn.example.org/f?sig=1").unwrap() else { panic!("asked for") };
    assert_eq!((call.url.as_str(), call.auth), ("https://cdn.example.org/f?sig=1", Auth::None));
    assert!(replies().file("1745504518999123").is_err());
}

#[test]
fn the_message_at_hand() {
    let at_hand = |item: &str| replies().message(&event(&push(&[&heard(item)])));
    assert_eq!(at_hand(r#""message":{"mid":"m_1","text":"x"}"#), Some(Posted::new("m_1")));
    assert_eq!(at_hand(r#""postback":{"mid":"m_2","payload":"x"}"#), Some(Posted::new("m_2")));
    assert_eq!(at_hand(r#""read":{"watermark":1}"#), None);
}

/// Whatever a person's id holds, it stays a value.
#[test]
fn an_address_cannot_break_out() {
    let call = only(replies().calls(&Place::chat("1\"},\"x\":{\""), &said("x".into())));
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
    let uploaded = r#"{"recipient_id":"5","message_id":"m_1","attachment_id":"17"}"#;
    let result = replies().read(&answer(200, uploaded)).unwrap();
    assert_eq!(replies().posted(&result), Some(Posted::new("m_1").with_media(Some("17"))));
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
        assert_eq!(replies().place(&event(&body)), expected.map(Place::chat), "{body}");
    }
}

//! What is called to say something, to change it and to fetch a file.

use std::sync::Arc;

use pollhook_core::{Act, Auth, Button, Call, Fetch, Media, Notice, Out, PartContent, Place, Posted, ReplyProtocol};
use serde_json::json;

use super::*;

fn replies() -> Arc<dyn ReplyProtocol> {
    Telegram.replies(&setup()).unwrap()
}

fn place(chat: &str, thread: Option<&str>, press: Option<&str>, via: Option<&str>) -> Place {
    let mut place = Place::chat(chat);
    (place.thread, place.press, place.via) = (thread.map(Into::into), press.map(Into::into), via.map(Into::into));
    place
}

fn here() -> Place {
    place("5", None, Some("q"), None)
}

fn said(text: impl Into<String>) -> Act {
    Act::Send(Out::text(text))
}

fn picture() -> Media {
    Media::handle("AgAC")
}

/// The methods and parameters of what is called. A file in a form is shown as `field: (name, type, what is in it)`.
fn called(to: &Place, act: &Act) -> Vec<(String, Value)> {
    let calls = replies().calls(to, act).unwrap();
    calls.iter().map(|call| (method(call), told(call))).collect()
}

fn method(call: &Call) -> String {
    assert_eq!(call.auth, Auth::Path);
    call.url.strip_prefix("https://api.example.org/bot{}/").unwrap().to_owned()
}

fn told(call: &Call) -> Value {
    let Body::Multipart(parts) = &call.body else { return parameters(call) };
    assert!(!call.headers.contains_key("content-type"), "the form says it with its boundary");
    let content = |content: &PartContent| match content {
        PartContent::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        PartContent::File { path, at_most } => format!("{} of at most {}", path.display(), at_most.unwrap()),
        _ => unreachable!("a new content"),
    };
    let value = |part: &pollhook_core::Part| match (&part.file_name, &part.content_type) {
        (Some(name), kind) => json!([name, kind, content(&part.content)]),
        (None, _) => content(&part.content).into(),
    };
    parts.iter().map(|part| (part.name.clone(), value(part))).collect::<serde_json::Map<_, _>>().into()
}

fn check(to: &Place, act: &Act, expected: &[(&str, Value)]) {
    let called = called(to, act);
    let called: Vec<_> = called.iter().map(|(method, told)| (method.as_str(), told.clone())).collect();
    assert_eq!(called, expected, "{act:?}");
}

#[test]
fn where_it_is_said() {
    let rows = [
        (place("5", None, None, None), json!({ "chat_id": 5, "text": "hi" })),
        (place("@news", None, None, None), json!({ "chat_id": "@news", "text": "hi" })),
        (place("-100", Some("4"), Some("q"), None), json!({ "chat_id": -100, "message_thread_id": 4, "text": "hi" })),
        (
            place("5", None, None, Some("business_connection_id=b=1")),
            json!({ "chat_id": 5, "business_connection_id": "b=1", "text": "hi" }),
        ),
        (
            place("5", None, None, Some("direct_messages_topic_id=6")),
            json!({ "chat_id": 5, "direct_messages_topic_id": 6, "text": "hi" }),
        ),
    ];
    for (to, expected) in rows {
        check(&to, &said("hi"), &[("sendMessage", expected)]);
    }
    let typing = json!({ "chat_id": 5, "message_thread_id": 4, "action": "typing" });
    check(&place("5", Some("4"), None, None), &Act::Typing, &[("sendChatAction", typing)]);
}

#[test]
fn buttons_stand_below_in_rows() {
    let out = Out::text("What?")
        .buttons([[Button::press("Pizza", "buy:pizza"), Button::url("Map", "https://example.org/")]])
        .row([])
        .row([Button::press("No", "no")]);
    let keyboard = json!({ "inline_keyboard": [
        [{ "text": "Pizza", "callback_data": "buy:pizza" }, { "text": "Map", "url": "https://example.org/" }],
        [{ "text": "No", "callback_data": "no" }],
    ] });
    let expected = json!({ "chat_id": 5, "text": "What?", "reply_markup": keyboard });
    check(&here(), &Act::Send(out), &[("sendMessage", expected)]);
}

#[test]
fn a_medium_that_is_there_is_named_and_any_other_is_uploaded() {
    let caption = |media: Media| Act::Send(Out::text("Menu").photo(media));
    let named = json!({ "chat_id": 5, "caption": "Menu", "photo": "AgAC" });
    check(&here(), &caption(picture()), &[("sendPhoto", named)]);
    let fetched = json!({ "chat_id": 5, "caption": "Menu", "photo": "https://example.org/a.jpg" });
    check(&here(), &caption(Media::url("https://example.org/a.jpg")), &[("sendPhoto", fetched)]);
    let form = json!({ "chat_id": "5", "caption": "Menu", "photo": ["a.jpg", "image/jpeg", "JPEG"] });
    check(&here(), &caption(Media::bytes("a.jpg", "JPEG")), &[("sendPhoto", form)]);

    let document = Out::new().document(Media::path("/srv/list.pdf")).row([Button::press("Ok", "ok")]);
    let keyboard = r#"{"inline_keyboard":[[{"callback_data":"ok","text":"Ok"}]]}"#;
    let form = json!({
        "chat_id": "5",
        "reply_markup": keyboard,
        "document": ["list.pdf", "application/pdf", "/srv/list.pdf of at most 2097152000"],
    });
    check(&here(), &Act::Send(document), &[("sendDocument", form)]);
}

#[test]
fn the_cloud_takes_less_than_a_server_of_ones_own() {
    let cloud = Telegram.replies(&Setup::new(Telegram.default_api())).unwrap();
    let most = |out: Out| match &cloud.calls(&here(), &Act::Send(out)).unwrap()[0].body {
        Body::Multipart(parts) => parts.iter().find_map(|part| match part.content {
            PartContent::File { at_most, .. } => at_most,
            _ => None,
        }),
        other => panic!("{other:?}"),
    };
    assert_eq!(most(Out::new().photo(Media::path("a.jpg"))), Some(10 << 20));
    assert_eq!(most(Out::new().document(Media::path("a.jpg"))), Some(50 << 20));
    let large = Out::new().photo(Media::bytes("a.jpg", vec![0; (10 << 20) + 1]));
    assert!(cloud.calls(&here(), &Act::Send(large)).unwrap_err().0.contains("10485760 bytes"));
}

#[test]
fn a_long_text_is_split_on_request_and_the_buttons_stand_below_the_last_part() {
    let text = ["word "; 1000].concat();
    let out = Out::text(text.clone()).split().row([Button::press("Ok", "ok")]);
    let calls = called(&here(), &Act::Send(out.clone()));
    let has_buttons: Vec<_> = calls.iter().map(|(_, told)| told.get("reply_markup").is_some()).collect();
    assert_eq!(has_buttons, [false, true]);

    let calls = called(&here(), &Act::Send(out.photo(picture())));
    let methods: Vec<_> = calls.iter().map(|(method, _)| method.as_str()).collect();
    assert_eq!(methods, ["sendPhoto", "sendMessage"]);
    let caption = calls[0].1["caption"].as_str().unwrap();
    let rest = calls[1].1["text"].as_str().unwrap();
    assert_eq!(caption.len(), 1024);
    assert_eq!([caption, rest].join(" "), text.trim());
    assert!(calls[1].1.get("reply_markup").is_some() && calls[0].1.get("reply_markup").is_none());
}

#[test]
fn what_was_sent_is_changed_by_the_method_for_what_it_is() {
    let text = || Posted::new("17");
    let captioned = || Posted::new("17").with_media(Some("AgAC"));
    let gone = json!({ "inline_keyboard": [] });
    let ok = || [Button::press("Ok", "ok")];
    let keyboard = json!({ "inline_keyboard": [[{ "text": "Ok", "callback_data": "ok" }]] });
    let edit = |message: Posted, out: Out| Act::Edit(message, out);
    let spot = |more: Value| {
        let mut parameters = json!({ "chat_id": 5, "message_id": 17 });
        parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        parameters
    };
    let described = |media: &str| json!({ "type": "photo", "media": media, "caption": "new" });
    let rows = [
        (edit(text(), Out::text("new")), "editMessageText", spot(json!({ "text": "new" }))),
        (edit(captioned(), Out::text("new")), "editMessageCaption", spot(json!({ "caption": "new" }))),
        (edit(text(), Out::new()), "editMessageReplyMarkup", spot(json!({ "reply_markup": gone }))),
        (edit(captioned(), Out::new().row(ok())), "editMessageReplyMarkup", spot(json!({ "reply_markup": keyboard }))),
        (
            edit(text(), Out::text("new").row(ok())),
            "editMessageText",
            spot(json!({ "text": "new", "reply_markup": keyboard })),
        ),
        (
            edit(captioned(), Out::text("new").photo(picture())),
            "editMessageMedia",
            spot(json!({ "media": described("AgAC") })),
        ),
        (
            edit(captioned(), Out::text("new").photo(Media::bytes("a.png", "PNG"))),
            "editMessageMedia",
            json!({
                "chat_id": "5",
                "message_id": "17",
                "media": described("attach://file").to_string(),
                "file": ["a.png", "image/png", "PNG"],
            }),
        ),
        (Act::Delete(text()), "deleteMessage", spot(json!({}))),
        (
            Act::React(text(), "👍".into()),
            "setMessageReaction",
            spot(json!({ "reaction": [{ "type": "emoji", "emoji": "👍" }] })),
        ),
        (Act::React(text(), "".into()), "setMessageReaction", spot(json!({ "reaction": [] }))),
    ];
    for (act, method, expected) in rows {
        check(&here(), &act, &[(method, expected)]);
        assert!(replies().calls(&here(), &act).unwrap()[0].repeatable, "{method}: changed twice is changed once");
    }
}

#[test]
fn what_a_business_account_said_is_changed_on_its_behalf() {
    let to = place("5", None, None, Some("business_connection_id=b"));
    let edited = json!({ "chat_id": 5, "message_id": 17, "business_connection_id": "b", "text": "new" });
    check(&to, &Act::Edit(Posted::new("17"), Out::text("new")), &[("editMessageText", edited)]);
    let deleted = json!({ "business_connection_id": "b", "message_ids": [17] });
    check(&to, &Act::Delete(Posted::new("17")), &[("deleteBusinessMessages", deleted)]);
}

#[test]
fn a_press_is_answered_silently_briefly_or_with_an_alert() {
    let rows = [
        (Notice::Nothing, json!({ "callback_query_id": "q" })),
        ("Added".into(), json!({ "callback_query_id": "q", "text": "Added" })),
        (Notice::alert("Sold out"), json!({ "callback_query_id": "q", "text": "Sold out", "show_alert": true })),
    ];
    for (notice, expected) in rows {
        check(&here(), &Act::Answer(notice), &[("answerCallbackQuery", expected)]);
    }
}

#[test]
fn what_is_new_may_not_be_repeated() {
    let repeatable = |act: Act| replies().calls(&here(), &act).unwrap()[0].repeatable;
    assert!(!repeatable(said("hi")) && !repeatable(Act::Send(Out::new().photo(picture()))), "it would be said twice");
    assert!(repeatable(Act::Typing) && repeatable(Act::Answer(Notice::Nothing)));
}

#[test]
fn what_cannot_be_sent_says_the_limit() {
    let longest = "ж".repeat(4096);
    assert!(replies().calls(&here(), &said(longest.clone())).is_ok(), "characters, not bytes");
    let with = |button: Button| Act::Send(Out::text("hi").row([button]));
    let edit = |message: Posted, out: Out| Act::Edit(message, out);
    let rows = [
        (said(String::new()), "empty"),
        (said(" \n\t"), "empty"),
        (said(longest.clone() + "ж"), "4096"),
        (Act::Send(Out::text("x".repeat(1025)).photo(picture())), "1024"),
        (with(Button::press("a", "x".repeat(65))), "64 bytes"),
        (with(Button::press("a", "")), "64 bytes"),
        (with(Button::press(" ", "x")), "label"),
        (edit(Posted::new("1"), Out::text(longest.clone() + "ж")), "4096"),
        (edit(Posted::new("1"), Out::text(longest + "ж").split()), "stays one"),
        (edit(Posted::new("1").with_media(Some("h")), Out::text("x".repeat(1025))), "1024"),
        (Act::Answer("x".repeat(201).into()), "200"),
    ];
    for (act, words) in rows {
        let refused = replies().calls(&here(), &act).unwrap_err();
        assert!(refused.to_string().contains(words), "{refused}");
    }
    for (to, act, words) in [
        (place("5", None, None, None), Act::Answer(Notice::Nothing), "pressed"),
        (place("5", None, None, Some("chat_id=6")), said("hi"), "via"),
        (place("5", None, None, Some("nonsense")), Act::Typing, "via"),
    ] {
        let refused = replies().calls(&to, &act).unwrap_err();
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
fn what_was_sent_has_an_id_if_it_is_a_message_and_the_handle_of_its_medium() {
    let posted = |result: Value| replies().posted(&result);
    assert_eq!(posted(json!({ "message_id": 5, "chat": { "id": 1 } })), Some(Posted::new("5")));
    let sizes = json!([{ "file_id": "small" }, { "file_id": "large" }]);
    assert_eq!(posted(json!({ "message_id": 5, "photo": sizes })), Some(Posted::new("5").with_media(Some("large"))));
    let file = json!({ "message_id": 5, "document": { "file_id": "F" } });
    assert_eq!(posted(file), Some(Posted::new("5").with_media(Some("F"))));
    assert_eq!(posted(json!(true)), None);
}

#[test]
fn the_message_at_hand_is_what_was_said_or_what_was_pressed_on() {
    let chat = r#""chat":{"id":5,"type":"private"}"#;
    let photo = r#""photo":[{"file_id":"s","width":1},{"file_id":"l","width":9}]"#;
    let press = |message: &str| {
        let from = r#""from":{"id":5,"is_bot":false,"first_name":"A"}"#;
        format!(r#"{{"update_id":1,"callback_query":{{"id":"q",{from}{message}}}}}"#)
    };
    let rows = [
        (format!(r#"{{"update_id":1,"message":{{"message_id":7,"date":1,{chat},"text":"x"}}}}"#), Some((7, None))),
        (
            format!(r#"{{"update_id":1,"edited_message":{{"message_id":7,"date":1,{chat},{photo}}}}}"#),
            Some((7, Some("l"))),
        ),
        (press(&format!(r#","message":{{"message_id":8,"date":1,{chat},"text":"x"}}"#)), Some((8, None))),
        (press(&format!(r#","message":{{"message_id":8,"date":1,{chat},{photo}}}"#)), Some((8, Some("l")))),
        (press(&format!(r#","message":{{"message_id":8,"date":0,{chat}}}"#)), Some((8, None))),
        (press(r#","inline_message_id":"i""#), None),
        (r#"{"update_id":1,"poll":{"id":"1"}}"#.to_owned(), None),
    ];
    for (update, expected) in rows {
        let expected = expected.map(|(id, media)| Posted::new(id.to_string()).with_media(media));
        assert_eq!(replies().message(&event(&update)), expected, "{update}");
    }
}

#[test]
fn what_is_so_already_counts_as_done() {
    let says = |text: &str| {
        let body = json!({ "ok": false, "error_code": 400, "description": text });
        replies().read(&answer(400, body.to_string()))
    };
    let same = "Bad Request: message is not modified: specified new message content and reply markup are exactly the same \
                as a current content and reply markup of the message";
    assert_eq!(says(same), Ok(json!(true)));
    assert_eq!(says("Bad Request: message to delete not found"), Ok(json!(true)));
    assert!(says("Bad Request: message to edit not found").is_err());
    assert!(says("Bad Request: message can't be deleted for everyone").is_err());
}

#[test]
fn a_file_is_asked_for_and_fetched_where_the_token_stands_in_the_path() {
    let Fetch::Ask(ask) = replies().file("F1").unwrap() else { panic!("the path is not known yet") };
    assert_eq!((method(&ask), parameters(&ask)), ("getFile".into(), json!({ "file_id": "F1" })));

    let told = json!({ "file_id": "F1", "file_path": "photos/file_0.jpg" });
    for (api, expected) in [
        ("https://api.telegram.org", "https://api.telegram.org/file/bot{}/photos/file_0.jpg"),
        ("https://api.telegram.org/bot{}/test", "https://api.telegram.org/file/bot{}/test/photos/file_0.jpg"),
        ("http://127.0.0.1:8081/", "http://127.0.0.1:8081/file/bot{}/photos/file_0.jpg"),
    ] {
        let call = Telegram.replies(&Setup::new(api)).unwrap().located(&told).unwrap();
        assert_eq!((call.url.as_str(), &call.auth, call.repeatable), (expected, &Auth::Path, true));
    }
}

#[test]
fn a_path_that_leads_elsewhere_is_not_followed() {
    let located = |path: Value| replies().located(&json!({ "file_path": path })).map(|call| call.url);
    assert!(located(json!("/var/lib/telegram/photos/file_0.jpg")).unwrap_err().0.contains("--local"));
    for path in ["", "../x", "a/../../x", "a//b", "a?b", "a#b", "{}", "a b", "a%2fb", "http://evil.example.org/"] {
        assert!(located(json!(path)).is_err(), "{path}");
    }
    assert!(located(Value::Null).is_err());
}

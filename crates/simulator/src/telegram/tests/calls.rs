//! Facts about calls: what they return, and how they are refused.

use std::time::Duration;

use serde_json::{Value, json};

use super::form;
use crate::Options;
use crate::clock::Clock;
use crate::telegram::chats::Barrier;
use crate::telegram::methods::{Call, may_ride};
use crate::telegram::params::Params;
use crate::telegram::world::{World, bot_id};

const BOT: i64 = 7;
const ANNA: i64 = 1001;

fn world(options: Options) -> World {
    let mut world = World::new(options, Clock::start());
    world.add_bot(BOT, "7:secret");
    world.chats.user("Anna");
    world.chats.group("Kitchen");
    for chat in [ANNA, -2001] {
        world.chats.room(chat).unwrap().bots.insert(BOT);
    }
    world
}

fn call(world: &mut World, method: &str, params: &str) -> Result<Value, String> {
    let now = Duration::from_secs(1);
    let params = form(params);
    let done = Call { world, bot: BOT, method, params: &params, now, inline: false }.run();
    done.map(|done| done.result).map_err(|refusal| format!("{} {}", refusal.status, refusal.text))
}

#[test]
fn refusals_of_messages() {
    let long = format!("chat_id=1001&text={}", "x".repeat(4097));
    let rows = [
        ("text=hi", "400 Bad Request: chat_id is empty"),
        ("chat_id=1001", "400 Bad Request: message text is empty"),
        ("chat_id=1001&text=%20", "400 Bad Request: message text is empty"),
        (long.as_str(), "400 Bad Request: message is too long"),
        ("chat_id=5&text=hi", "400 Bad Request: chat not found"),
        ("chat_id=@nowhere&text=hi", "400 Bad Request: chat not found"),
    ];
    for (params, refusal) in rows {
        assert_eq!(call(&mut world(Options::default()), "sendmessage", params), Err(refusal.to_owned()));
    }
}

#[test]
fn a_message_comes_back_whole() {
    let mut world = world(Options::default());
    let text = "x".repeat(4096);
    let message = call(&mut world, "sendmessage", &format!("chat_id=1001&text={text}")).unwrap();
    assert_eq!(message["chat"], json!({"id": ANNA, "type": "private", "first_name": "Anna"}));
    assert_eq!((&message["message_id"], &message["text"]), (&json!(1), &json!(text)));
    assert_eq!(message["from"]["is_bot"], true);
    assert!(call(&mut world, "sendmessage", "chat_id=@Kitchen&text=hi").is_ok());
}

#[test]
fn who_may_not_write_is_told_why() {
    let mut world = world(Options::default());
    for (barrier, text) in [
        (Barrier::Blocked, "403 Forbidden: bot was blocked by the user"),
        (Barrier::Deactivated, "403 Forbidden: user is deactivated"),
    ] {
        world.chats.room(ANNA).unwrap().barrier = Some(barrier);
        assert_eq!(call(&mut world, "sendmessage", "chat_id=1001&text=hi"), Err(text.to_owned()));
    }
}

#[test]
fn a_group_that_was_upgraded_says_where_it_went() {
    let mut world = world(Options::default());
    let to = world.chats.upgrade(-2001).unwrap();
    let params = form("chat_id=-2001&text=hi");
    let call_old = Call {
        world: &mut world,
        bot: BOT,
        method: "sendmessage",
        params: &params,
        now: Duration::ZERO,
        inline: false,
    };
    let body = call_old.run().unwrap_err().body();
    assert_eq!(body["error_code"], 400);
    assert_eq!(body["parameters"]["migrate_to_chat_id"], to);
    assert!(call(&mut world, "sendmessage", &format!("chat_id={to}&text=hi")).is_ok());
}

#[test]
fn more_than_310_unsent_messages_are_too_many() {
    let mut world = world(Options { send_pace: Duration::from_secs(1), ..Options::default() });
    let results: Vec<_> = (0..311).map(|_| call(&mut world, "sendmessage", "chat_id=1001&text=hi")).collect();
    assert!(results[..310].iter().all(Result::is_ok));
    assert_eq!(results[310], Err("429 Too Many Requests: retry after 60".to_owned()));
}

#[test]
fn other_methods() {
    let mut world = world(Options::default());
    assert_eq!(call(&mut world, "getme", "").unwrap()["id"], BOT);
    assert_eq!(call(&mut world, "nosuch", ""), Err("404 Not Found: method not found".to_owned()));
    assert_eq!(call(&mut world, "close", ""), Err("429 Too Many Requests: retry after 599".to_owned()));
    call(&mut world, "sendmessage", "chat_id=1001&text=hi").unwrap();
    let edited = call(&mut world, "editmessagetext", "chat_id=1001&message_id=1&text=ho").unwrap();
    assert_eq!(edited["text"], "ho");
    let same = call(&mut world, "editmessagetext", "chat_id=1001&message_id=1&text=ho");
    assert_eq!(same, Err("400 Bad Request: message is not modified".to_owned()));
    assert_eq!(call(&mut world, "deletemessage", "chat_id=1001&message_id=1"), Ok(json!(true)));
    assert!(call(&mut world, "deletemessage", "chat_id=1001&message_id=1").is_err());
    assert!(call(&mut world, "answercallbackquery", "callback_query_id=1").is_err());
    assert_eq!(call(&mut world, "logout", ""), Ok(json!(true)));
}

/// A call by a form with a file in it.
fn call_with(
    world: &mut World,
    method: &str,
    fields: &[(&str, &str)],
    file: (&str, &str, &str),
) -> Result<Value, String> {
    let mut body = String::new();
    for (name, value) in fields {
        body.push_str(&format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
    }
    let (field, name, bytes) = file;
    body.push_str(&format!(
        "--b\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n{bytes}\r\n--b--\r\n"
    ));
    let params = Params::from_body("multipart/form-data; boundary=b", body.as_bytes()).unwrap();
    let done = Call { world, bot: BOT, method, params: &params, now: Duration::ZERO, inline: false }.run();
    done.map(|done| done.result).map_err(|refusal| format!("{} {}", refusal.status, refusal.text))
}

#[test]
fn a_picture_is_uploaded_once_sent_again_by_its_handle_and_fetched() {
    let mut world = world(Options::default());
    let file = ("photo", "a.jpg", "JPEG");
    let sent = call_with(&mut world, "sendphoto", &[("chat_id", "1001"), ("caption", "hi")], file).unwrap();
    assert_eq!((&sent["caption"], sent["photo"].as_array().map(Vec::len)), (&json!("hi"), Some(2)));
    let handle = sent["photo"][1]["file_id"].as_str().unwrap();
    let again = call(&mut world, "sendphoto", &format!("chat_id=1001&photo={handle}")).unwrap();
    assert_eq!(again["photo"][1]["file_id"], handle);
    let told = call(&mut world, "getfile", &format!("file_id={handle}")).unwrap();
    let path = told["file_path"].as_str().unwrap();
    assert_eq!(&*world.files.by_path(path).unwrap().bytes, b"JPEG");
    let by_url = call(&mut world, "senddocument", "chat_id=1001&document=https://example.org/list.pdf").unwrap();
    assert_eq!(by_url["document"]["file_name"], "list.pdf");
}

#[test]
fn refusals_of_media() {
    let mut world = world(Options::default());
    let long = format!("chat_id=1001&photo=x&caption={}", "x".repeat(1025));
    for (method, params, refusal) in [
        ("sendphoto", "chat_id=1001", "400 Bad Request: there is no photo in the request"),
        ("sendphoto", "chat_id=1001&photo=nonsense", "400 Bad Request: wrong file identifier/HTTP URL specified"),
        ("sendphoto", long.as_str(), "400 Bad Request: message caption is too long"),
        ("getfile", "file_id=x", "400 Bad Request: wrong file_id or the file is temporarily unavailable"),
    ] {
        assert_eq!(call(&mut world, method, params), Err(refusal.to_owned()));
    }
    let empty = call_with(&mut world, "senddocument", &[("chat_id", "1001")], ("document", "a", ""));
    assert_eq!(empty, Err("400 Bad Request: file must be non-empty".to_owned()));
}

#[test]
fn a_text_a_caption_a_medium_and_a_keyboard_are_changed_by_methods_of_their_own() {
    let mut world = world(Options::default());
    let keyboard = |label: &str| format!(r#"{{"inline_keyboard":[[{{"text":"{label}","callback_data":"d"}}]]}}"#);
    call(&mut world, "sendmessage", &format!("chat_id=1001&text=hi&reply_markup={}", keyboard("a"))).unwrap();
    call(&mut world, "sendphoto", "chat_id=1001&photo=https://example.org/a.jpg").unwrap();
    let mut edit = |method: &str, rest: &str| call(&mut world, method, &format!("chat_id=1001&{rest}"));

    let changed = edit("editmessagereplymarkup", &format!("message_id=1&reply_markup={}", keyboard("b"))).unwrap();
    assert_eq!(changed["reply_markup"]["inline_keyboard"][0][0]["text"], "b");
    let gone = edit("editmessagereplymarkup", r#"message_id=1&reply_markup={"inline_keyboard":[]}"#).unwrap();
    assert_eq!((gone.get("reply_markup"), &gone["text"]), (None, &json!("hi")));
    assert_eq!(edit("editmessagecaption", "message_id=2&caption=x").unwrap()["caption"], "x");
    let media = r#"message_id=2&media={"type":"document","media":"https://example.org/b.pdf","caption":"y"}"#;
    let changed = edit("editmessagemedia", media).unwrap();
    assert_eq!((changed.get("photo"), &changed["document"]["file_name"]), (None, &json!("b.pdf")));

    for (method, rest, refusal) in [
        ("editmessagetext", "message_id=2&text=x", "there is no text in the message to edit"),
        ("editmessagecaption", "message_id=1&caption=x", "there is no caption in the message to edit"),
        ("editmessagecaption", "message_id=2&caption=y", "message is not modified"),
        ("editmessagetext", "message_id=9&text=x", "message to edit not found"),
        ("setmessagereaction", r#"message_id=1&reaction=[{"type":"emoji","emoji":"no"}]"#, "REACTION_INVALID"),
        ("setmessagereaction", r#"message_id=9&reaction=[]"#, "message to react not found"),
    ] {
        assert_eq!(edit(method, rest), Err(format!("400 Bad Request: {refusal}")), "{method}");
    }
    assert_eq!(edit("setmessagereaction", r#"message_id=1&reaction=[{"type":"emoji","emoji":"👍"}]"#), Ok(json!(true)));
}

#[test]
fn buttons_have_a_label_and_up_to_64_bytes_of_data() {
    let mut world = world(Options::default());
    let mut send = |text: &str, data: &str| {
        let markup = json!({ "inline_keyboard": [[{ "text": text, "callback_data": data }]] });
        call(&mut world, "sendmessage", &format!("chat_id=1001&text=hi&reply_markup={markup}"))
    };
    assert!(send("a", &"x".repeat(64)).is_ok());
    assert_eq!(send("a", &"x".repeat(65)), Err("400 Bad Request: BUTTON_DATA_INVALID".to_owned()));
    assert!(send("", "x").is_err());
}

#[test]
fn what_may_ride_in_the_answer_to_a_push() {
    assert!(["sendmessage", "answercallbackquery"].into_iter().all(may_ride));
    let kept_out = ["getme", "getupdates", "getanything", "setwebhook", "deletewebhook", "close", "logout"];
    assert!(!kept_out.into_iter().any(may_ride));
}

#[test]
fn what_a_token_looks_like() {
    assert_eq!(bot_id("123456:AAH-abc_1"), Some(123_456));
    for wrong in ["", "123456", ":abc", "abc:def", "12:", "0:abc", "-1:abc", "1:a/b"] {
        assert_eq!(bot_id(wrong), None, "{wrong}");
    }
}

//! Facts about the Send API: what it takes, what it refuses, and what comes back to the callback.

use serde_json::{Value, json};

use super::{Play, Row, check};
use crate::Options;
use crate::facebook::Settings;

const DAY: f64 = 86_400.0;

fn heard(play: &mut Play) {
    play.says("anna", "hi");
    play.pushes();
    play.answer("hi", 200);
}

static ROWS: &[Row] = &[
    ("a page answers who has written to it", |p| {
        heard(p);
        assert_eq!(p.reply("anna", "hello"), "sent");
    }),
    ("nobody else can be written to", |p| {
        heard(p);
        assert_eq!(p.reply("bob", "hello"), "400 100");
    }),
    ("messaging_type is mandatory for messages, not for actions", |p| {
        heard(p);
        let to = json!({"id": "anna"});
        assert_eq!(p.send(json!({"recipient": to, "message": {"text": "x"}})), "400 100");
        assert_eq!(p.send(json!({"recipient": to, "messaging_type": "NONE", "message": {"text": "x"}})), "400 100");
        assert_eq!(p.send(json!({"recipient": to, "sender_action": "typing_on"})), "typing_on");
        assert_eq!(p.send(json!({"recipient": to, "sender_action": "dance"})), "400 100");
    }),
    ("a text has 1 to 2000 characters", |p| {
        heard(p);
        assert_eq!(p.reply("anna", &"ä".repeat(2000)), "sent");
        assert_eq!(p.reply("anna", &"ä".repeat(2001)), "400 100");
        assert_eq!(p.reply("anna", ""), "400 100");
    }),
    ("buttons are few and their titles short", |p| {
        heard(p);
        let mut send = |message: Value| {
            p.send(json!({"recipient": {"id": "anna"}, "messaging_type": "RESPONSE", "message": message}))
        };
        let button = |title: &str| json!({"type": "postback", "title": title, "payload": "x"});
        let template = |text: &str, buttons: Vec<Value>| {
            let payload = json!({"template_type": "button", "text": text, "buttons": buttons});
            json!({"attachment": {"type": "template", "payload": payload}})
        };
        assert_eq!(send(template("Which?", vec![button("a"), button("b"), button("c")])), "sent");
        assert_eq!(send(template("Which?", vec![button("a"); 4])), "400 100");
        assert_eq!(send(template("Which?", vec![])), "400 100");
        assert_eq!(send(template(&"x".repeat(641), vec![button("a")])), "400 100");
        assert_eq!(send(template("Which?", vec![button(&"x".repeat(21))])), "400 100");
        let reply = json!({"content_type": "text", "title": "a", "payload": "x"});
        let quick = |replies: usize| json!({"text": "Which?", "quick_replies": vec![reply.clone(); replies]});
        assert_eq!([send(quick(13)), send(quick(14))], ["sent", "400 100"]);
    }),
    ("an attachment has a file: by URL, by its id, or with the request", |p| {
        heard(p);
        let mut send = |payload: Value, file: Option<Value>| {
            let message = json!({"attachment": {"type": "image", "payload": payload}});
            let mut request = json!({"recipient": {"id": "anna"}, "messaging_type": "RESPONSE", "message": message});
            if let Some(file) = file {
                request["filedata"] = file;
            }
            p.send(request)
        };
        assert_eq!(send(json!({"url": "https://example.org/a.jpg"}), None), "sent");
        assert_eq!(send(json!({"attachment_id": "1"}), None), "sent");
        assert_eq!(send(json!({"is_reusable": true}), Some(json!({"name": "a.jpg", "size": 4}))), "sent");
        assert_eq!(send(json!({}), None), "400 100");
    }),
    ("a page may answer for 24 hours, and later only with a tag", |p| {
        heard(p);
        p.at(DAY);
        assert_eq!(p.reply("anna", "x"), "sent");
        p.at(DAY + 1.0);
        assert_eq!(p.reply("anna", "x"), "403 10");
        let tagged = json!({"recipient": {"id": "anna"}, "messaging_type": "MESSAGE_TAG", "message": {"text": "x"}});
        assert_eq!(p.send(tagged), "sent");
        p.says("anna", "again");
        assert_eq!(p.reply("anna", "x"), "sent");
    }),
    ("receipts open no window", |p| {
        p.desk.spoken("1", "anna", "read", &json!({"watermark": 1}), p.now);
        assert_eq!(p.reply("anna", "x"), "400 100");
    }),
    ("a page that sends too fast is told 613, until the second is over", |p| {
        let facebook = Settings { sends_per_second: 2, ..Settings::default() };
        *p = Play::new(&Options { facebook, ..Options::default() });
        heard(p);
        assert_eq!([p.reply("anna", "1"), p.reply("anna", "2"), p.reply("anna", "3")], ["sent", "sent", "400 613"]);
        p.at(1.0);
        assert_eq!(p.reply("anna", "3"), "sent");
    }),
    ("somebody who is away is not available", |p| {
        heard(p);
        p.desk.pages.get_mut("1").unwrap().set_away("anna", true);
        assert_eq!(p.reply("anna", "x"), "400 551");
    }),
    ("what the page says comes back as an echo with swapped ids, and its delivery", |p| {
        heard(p);
        p.reply("anna", "hello");
        let echo = &p.body()["entry"][0]["messaging"][0];
        assert_eq!((&echo["sender"]["id"], &echo["recipient"]["id"]), (&json!("1"), &json!("anna")));
        assert_eq!((&echo["message"]["is_echo"], &echo["message"]["app_id"]), (&json!(true), &json!(7)));
        let mid = echo["message"]["mid"].as_str().unwrap().to_owned();
        p.answer(&mid, 200);
        let delivery = &p.body()["entry"][0]["messaging"][0];
        assert_eq!(delivery["delivery"]["mids"], json!([mid]));
        assert_eq!(delivery["sender"]["id"], "anna");
    }),
    ("an echo of what a human wrote in the inbox names no app", |p| {
        p.desk.echo("1", "anna", json!({"text": "x"}), "m", None, p.now);
        assert_eq!(p.body()["entry"][0]["messaging"][0]["message"]["app_id"], Value::Null);
    }),
];

#[test]
fn sends_keep_to_the_facts() {
    check(ROWS);
}

//! Facts about what is pushed, when, how often, and in which shape.

use std::time::Duration;

use serde_json::json;

use super::{Play, Row, check};
use crate::facebook::Settings;
use crate::signature::sha256;
use crate::{Fate, Options};

const HOUR: f64 = 3600.0;

/// Fails the push of `m` until it is given up; the pauses before each next attempt.
fn pauses(play: &mut Play) -> Vec<f64> {
    let mut pauses = Vec::new();
    while play.fate("m") == Fate::Pending {
        let before = play.now.as_secs_f64();
        let told = play.push();
        if let Some(at) = told.strip_prefix("at ") {
            play.at(at.parse().expect("it is a time"));
            pauses.push(play.now.as_secs_f64() - before);
            continue;
        }
        play.answer("m", 500);
        if play.fate("m") == Fate::Pending && play.push() == "push m" {
            pauses.push(0.0);
            play.answer("m", 500);
        }
    }
    pauses
}

static ROWS: &[Row] = &[
    ("a message is an event in an entry of its page, with ids as texts and milliseconds", |p| {
        p.at(1.5).says("anna", "hi");
        let event = json!({
            "sender": {"id": "anna"},
            "recipient": {"id": "1"},
            "timestamp": 1_001_500,
            "message": {"mid": "hi", "text": "hi"},
        });
        assert_eq!(
            p.body(),
            json!({"object": "page", "entry": [{"id": "1", "time": 1_001_500, "messaging": [event]}]})
        );
    }),
    ("the body is signed as it is sent, in ASCII", |p| {
        p.says("anna", "äöå 😀");
        p.push();
        let parcel = &p.jobs[0].parcel;
        assert!(parcel.body.is_ascii());
        let signature = sha256("secret", &parcel.body);
        assert_eq!(parcel.headers["x-hub-signature-256"], *signature);
        assert!(parcel.headers["x-hub-signature"].to_str().unwrap().starts_with("sha1="));
    }),
    ("what was gathered goes in one body: an entry for each page, its events in order", |p| {
        p.desk.gather();
        p.says("anna", "a");
        p.says_to("2", "bob", "b");
        p.says("carl", "c");
        assert_eq!(p.push(), "idle");
        p.desk.release(p.now);
        let body = p.body();
        let mids = |entry: usize| {
            let messaging = body["entry"][entry]["messaging"].as_array().unwrap();
            messaging.iter().map(|event| event["message"]["mid"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!((mids(0), mids(1)), (vec!["a".to_owned(), "c".into()], vec!["b".to_owned()]));
        p.answer("a b c", 200);
        assert!(["a", "b", "c"].iter().all(|id| matches!(p.fate(id), Fate::Confirmed(_))));
    }),
    ("exactly 200 confirms", |p| {
        for status in [201, 204, 302, 404, 500] {
            p.says("anna", &format!("m{status}"));
            p.push();
            p.answer(&format!("m{status}"), status);
            assert_eq!(p.fate(&format!("m{status}")), Fate::Pending, "{status}");
            p.push();
        }
        p.says("bob", "m");
        p.push();
        p.answer("m", 200);
        assert!(matches!(p.fate("m"), Fate::Confirmed(_)));
    }),
    ("a failed push goes again at once, then ever rarer over 36 hours, then it is dropped", |p| {
        *p = Play::new(&Options {
            facebook: Settings { patience: Duration::from_secs(100 * 3600), ..Settings::default() },
            ..Options::default()
        });
        p.says("anna", "m");
        let pauses = pauses(p);
        assert_eq!(pauses[..4], [0.0, 15.0, 30.0, 60.0]);
        assert!(pauses[1..].is_sorted(), "{pauses:?}");
        let whole: f64 = pauses.iter().sum();
        assert!(whole > 16.0 * HOUR && whole <= 36.0 * HOUR, "{whole}");
        assert!(matches!(p.fate("m"), Fate::Expired(_)));
    }),
    ("speed divides the schedule", |p| {
        *p = Play::new(&Options { speed: 15.0, ..Options::default() });
        p.says("anna", "m");
        p.push();
        p.answer("m", 500);
        assert_eq!(p.push(), "push m");
        p.answer("m", 500);
        assert_eq!(p.push(), "at 1");
    }),
    ("what is new goes on beside what failed, even in the same conversation", |p| {
        p.says("anna", "a");
        p.says("anna", "b");
        assert_eq!(p.pushes(), ["push a"]);
        p.answer("a", 500);
        assert_eq!(p.pushes(), ["push a", "push b"]);
    }),
    ("conversations do not wait for each other", |p| {
        p.says("anna", "a");
        p.says("bob", "b");
        p.says_to("2", "anna", "c");
        assert_eq!(p.pushes(), ["push a", "push b", "push c"]);
    }),
    ("a callback that fails for too long without a success loses the subscription, and what waits", |p| {
        p.says("anna", "a");
        p.push();
        p.answer("a", 500);
        p.at(8.0 * HOUR);
        p.says("bob", "b");
        p.push();
        p.answer("a", 500);
        assert!(p.desk.subscription().is_none());
        assert!(matches!((p.fate("a"), p.fate("b")), (Fate::Dropped(_), Fate::Dropped(_))));
        p.says("bob", "c");
        assert_eq!(p.push(), "idle");
    }),
    ("a success starts the hours anew", |p| {
        p.says("anna", "a");
        p.push();
        p.answer("a", 500);
        p.at(7.0 * HOUR).says("bob", "b");
        assert_eq!(p.pushes(), ["push a", "push b"]);
        p.answer("b", 200);
        p.at(9.0 * HOUR).answer("a", 500);
        assert!(p.desk.subscription().is_some());
    }),
    ("nobody hears of what neither app nor page has subscribed to", |p| {
        p.desk.pages.get_mut("2").unwrap().fields = None;
        p.says_to("2", "anna", "a");
        p.desk.pages.get_mut("1").unwrap().fields = Some(["messages".to_owned()].into());
        p.desk.spoken("1", "anna", "read", &json!({"mid": "r", "watermark": 1}), p.now);
        p.says("anna", "b");
        assert_eq!(p.pushes(), ["push b"]);
        assert!(matches!((p.fate("a"), p.fate("r")), (Fate::Dropped(_), Fate::Dropped(_))));
    }),
    ("what is pushed out of order overtakes the one before it", |p| {
        p.says("anna", "a");
        p.says("anna", "b");
        p.push();
        let job = p.jobs.pop().unwrap();
        let job = crate::post::Sender::overtake(&mut p.desk, job);
        assert_eq!(job.items, ["b"]);
        p.jobs.push(job);
        p.answer("b", 200);
        assert_eq!(p.push(), "push a");
    }),
];

#[test]
fn pushes_keep_to_the_facts() {
    check(ROWS);
}

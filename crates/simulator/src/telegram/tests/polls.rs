//! Facts about `getUpdates`.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Play, Row, check};
use crate::telegram::ledger::Fate;

const OTHER_POLL: &str =
    "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
const ACTIVE: &str =
    "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

static ROWS: &[Row] = &[
    ("without an offset, or with 0, a poll starts at the oldest", |p| {
        p.messages(3);
        assert_eq!(p.poll(""), "1 2 3");
        assert_eq!(p.at(5.0).poll("offset=0"), "1 2 3");
    }),
    ("an offset forgets everything below it, whether or not its answer arrives", |p| {
        p.messages(3);
        p.begin_poll("offset=3").unwrap();
        assert_eq!(p.pending(), 1);
        assert_eq!(p.at(5.0).poll("offset=0"), "3");
        assert_eq!(p.desk.ledger.records()[0].fate, Fate::Confirmed(Duration::ZERO));
    }),
    ("what an answer brings is not confirmed by being brought", |p| {
        p.messages(2);
        assert_eq!(p.poll(""), "1 2");
        assert_eq!(p.pending(), 2);
    }),
    ("a negative offset jumps to the last ones and forgets all before", |p| {
        p.messages(5);
        assert_eq!(p.poll("offset=-2"), "4 5");
        assert_eq!(p.at(5.0).poll("offset=0"), "4 5");
        assert!(matches!(p.desk.ledger.records()[2].fate, Fate::Dropped(_)));
    }),
    ("an offset one past the newest confirms all and waits", |p| {
        p.messages(2);
        assert_eq!(p.poll("offset=3&timeout=5"), "held until 5");
        assert_eq!(p.pending(), 0);
    }),
    ("an offset far past the newest is not honoured: the answer starts at the head, nothing is confirmed", |p| {
        p.messages(2);
        assert_eq!(p.poll("offset=1000&timeout=5"), "1 2");
        assert_eq!(p.pending(), 2);
    }),
    ("after ids start anew, a client that only raises its offset is served from the head", |p| {
        p.desk.restart_ids(5_000, p.now);
        p.messages(1);
        assert_eq!(p.poll("offset=5000"), "5000");
        p.desk.restart_ids(1, p.now);
        p.messages(2);
        assert_eq!(p.at(9.0).poll("offset=5001"), "1 2");
        assert_eq!(p.at(9.1).poll("offset=5001"), "1");
    }),
    ("the limit is between 1 and 100, and 100 by default", |p| {
        p.messages(150);
        assert_eq!(p.poll("").split(' ').count(), 100);
        assert_eq!(p.at(5.0).poll("limit=1000").split(' ').count(), 100);
        assert_eq!(p.at(10.0).poll("limit=0"), "1");
        assert_eq!(p.at(15.0).poll("limit=2"), "1 2");
    }),
    ("an answer is cut at 4 MiB, and brings at least one update", |p| {
        let text = "x".repeat(3 << 20);
        for _ in 0..3 {
            p.add("message", &json!({"chat": {"id": 1}, "text": text}));
        }
        assert_eq!(p.poll(""), "1");
        let text = "x".repeat(5 << 20);
        p.desk.restart_ids(10, p.now);
        p.add("message", &json!({"chat": {"id": 1}, "text": text}));
        assert_eq!(p.at(5.0).poll(""), "10");
    }),
    ("a short poll is answered at once", |p| assert_eq!(p.poll(""), "")),
    ("a long poll is held until its time is over", |p| {
        let ticket = p.begin_poll("timeout=7").unwrap();
        assert_eq!(p.at(6.9).look(ticket), "held until 7");
        assert_eq!(p.at(7.0).look(ticket), "");
    }),
    ("a long poll ends with the first update", |p| {
        let ticket = p.begin_poll("timeout=7").unwrap();
        p.at(2.0).messages(1);
        assert_eq!(p.look(ticket), "1");
    }),
    ("nobody is held longer than 50 s", |p| assert_eq!(p.poll("timeout=3600"), "held until 50")),
    ("a negative timeout is none", |p| assert_eq!(p.poll("timeout=-5"), "")),
    ("the same offset within 3 s is held for 3 s", |p| {
        p.poll("offset=1");
        assert_eq!(p.at(2.9).poll("offset=1"), "held until 5.9");
        assert_eq!(p.at(5.8).poll("offset=1&timeout=1"), "held until 8.8");
        assert_eq!(p.at(11.9).poll("offset=1"), "");
    }),
    ("a longer timeout is not shortened by that", |p| {
        p.poll("offset=1");
        assert_eq!(p.at(1.0).poll("offset=1&timeout=10"), "held until 11");
    }),
    ("another offset is not slowed down", |p| {
        p.messages(1);
        p.poll("");
        assert_eq!(p.at(0.1).poll("offset=2"), "");
    }),
    ("the same offset within half a second is given one update", |p| {
        p.messages(3);
        assert_eq!(p.poll("offset=1"), "1 2 3");
        assert_eq!(p.at(0.4).poll("offset=1"), "1");
        assert_eq!(p.at(0.95).poll("offset=1"), "1 2 3");
    }),
    ("whoever is allowed short polls is not slowed down", |p| {
        p.desk.polls.unthrottled = true;
        p.messages(2);
        p.poll("offset=1");
        assert_eq!(p.at(0.1).poll("offset=1"), "1 2");
    }),
    ("a poll while a webhook is active is a conflict", |p| {
        p.set("url=http://bot/");
        assert_eq!(p.poll(""), format!("{ACTIVE} at 0"));
    }),
    ("the older of two polls is terminated", |p| {
        let older = p.begin_poll("timeout=30").unwrap();
        let newer = p.at(1.0).begin_poll("timeout=30").unwrap();
        assert_eq!(p.look(older), format!("{OTHER_POLL} at 1"));
        assert_eq!(p.look(newer), "held until 31");
    }),
    ("setting a webhook terminates the poll that waits", |p| {
        let ticket = p.begin_poll("timeout=30").unwrap();
        p.at(1.0).set("url=http://bot/");
        assert_eq!(p.look(ticket), "409 Conflict: terminated by setWebhook request at 1");
    }),
    ("deleting one does not", |p| {
        let ticket = p.begin_poll("timeout=30").unwrap();
        p.set("url=");
        assert_eq!(p.look(ticket), "held until 30");
    }),
    ("one 409 in three seconds leaves at once, each other one is held for three", |p| {
        p.set("url=http://bot/");
        assert_eq!(p.at(1.0).poll(""), format!("{ACTIVE} at 1"));
        assert_eq!(p.at(2.0).poll(""), format!("{ACTIVE} at 5"));
        assert_eq!(p.at(3.9).poll(""), format!("{ACTIVE} at 6.9"));
        assert_eq!(p.at(4.0).poll(""), format!("{ACTIVE} at 4"));
    }),
    ("a poll that its client left is not terminated any more", |p| {
        let left = p.begin_poll("timeout=30").unwrap();
        p.desk.polls.leave(left);
        p.set("url=http://bot/");
        assert_eq!(p.at(1.0).poll(""), format!("{ACTIVE} at 1"));
    }),
    ("confirming the last page takes one poll more", |p| {
        p.messages(2);
        p.poll("");
        assert_eq!(p.poll("offset=3&timeout=0&limit=1"), "");
        assert_eq!(p.pending(), 0);
    }),
    ("ids grow by one", |p| {
        assert_eq!((p.message(1), p.message(2), p.message(1)), (Some(1), Some(2), Some(3)));
    }),
    ("allowed_updates chooses kinds, and is kept when it is absent or makes no sense", |p| {
        p.poll(r#"allowed_updates=["callback_query"]"#);
        assert_eq!(p.message(1), None);
        p.at(5.0).poll("");
        p.at(10.0).poll("allowed_updates=nonsense");
        assert_eq!(p.message(1), None);
    }),
    ("an empty list, or one of unknown names, is the default set", |p| {
        p.poll(r#"allowed_updates=["callback_query"]"#);
        p.at(5.0).poll("allowed_updates=[]");
        assert_eq!(p.message(1), Some(1));
        p.poll(r#"allowed_updates=["callback_query"]"#);
        p.at(10.0).poll(r#"allowed_updates=["no_such_kind"]"#);
        assert_eq!(p.message(1), Some(2));
    }),
    ("allowed_updates does not touch what is queued", |p| {
        p.messages(1);
        assert_eq!(p.poll(r#"allowed_updates=["poll"]"#), "1");
    }),
    ("allowed_updates is shared with setWebhook", |p| {
        p.set(r#"url=http://bot/&allowed_updates=["poll"]"#);
        p.set("url=");
        p.poll("");
        assert_eq!(p.message(1), None);
    }),
    ("a kind that nobody knows is delivered", |p| {
        assert_eq!(p.desk.add_raw(json!({"shiny_new_thing": {}}), p.now), 1);
        assert_eq!(p.desk.add_raw(json!({"update_id": "two", "message": {}}), p.now), 2);
        assert_eq!(p.poll(""), "1 2");
        let body: Value = serde_json::from_slice(&p.desk.queue.get(2).unwrap().body).unwrap();
        assert_eq!(body["update_id"], "two");
    }),
];

#[test]
fn polls_keep_to_the_facts() {
    check(ROWS);
}

#[test]
fn two_hundred_thousand_pending_updates_are_drained_page_by_page() {
    let mut play = Play::new(&crate::Options::default());
    play.messages(200_000);
    let mut offset = 0;
    while let Some(last) = play.poll(&format!("offset={offset}")).split(' ').next_back().and_then(|id| id.parse().ok())
    {
        let last: i64 = last;
        offset = last + 1;
    }
    assert_eq!((offset, play.pending()), (200_001, 0));
}

//! Facts about the Events API, and about what it makes of a webhook's payload.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Play, Row, check};
use crate::Options;
use crate::github::Settings;

const DAY: f64 = 86_400.0;

/// Page `number`, with `per_page` events on it.
fn page(play: &Play, number: usize, per_page: usize) -> Option<crate::github::desk::feed::Page> {
    play.desk.feed.page(number, per_page, play.now)
}

/// The newest event.
fn newest(play: &Play) -> Value {
    page(play, 1, 1).expect("there is a first page").events.remove(0)
}

fn fields(value: &Value) -> usize {
    match value {
        Value::Object(fields) => fields.len() + fields.values().map(self::fields).sum::<usize>(),
        Value::Array(list) => list.iter().map(fields).sum(),
        _ => 0,
    }
}

static ROWS: &[Row] = &[
    ("an event has a decimal id of its own, and a type in other words", |p| {
        let (guid, id) = p.issue("broken");
        assert!(id.bytes().all(|byte| byte.is_ascii_digit()) && !guid.contains(&id));
        let event = newest(p);
        assert_eq!((&event["id"], &event["type"]), (&json!(id), &json!("IssuesEvent")));
        assert_eq!((&event["actor"]["login"], &event["repo"]["name"]), (&json!("bob"), &json!("anna/site")));
        assert_eq!(event["created_at"], "1970-01-01T00:16:40Z");
        assert_eq!(event["payload"]["issue"]["title"], "broken");
        assert_eq!((event["payload"].get("repository"), event["payload"].get("sender")), (None, None));
    }),
    ("the newest comes first", |p| {
        let mut ids = ["a", "b", "c"].map(|title| p.issue(title).1);
        ids.reverse();
        assert_eq!(page(p, 1, 30).unwrap().ids, ids);
        assert!(ids.is_sorted_by(|one, next| one > next));
    }),
    ("pages follow each other, up to 300 events", |p| {
        for _ in 0..310 {
            p.issue("a");
        }
        let first = page(p, 1, 100).unwrap();
        assert_eq!((first.ids.len(), first.last), (100, 3));
        assert_eq!(page(p, 3, 100).unwrap().ids.len(), 100);
        assert!(page(p, 4, 100).is_none());
    }),
    ("an ETag stays until something happens, and differs from page to page", |p| {
        p.issue("a");
        let etag = page(p, 1, 30).unwrap().etag;
        assert_eq!(page(p, 1, 30).unwrap().etag, etag);
        assert_ne!(page(p, 2, 30).unwrap().etag, etag);
        p.issue("b");
        assert_ne!(page(p, 1, 30).unwrap().etag, etag);
        assert!(etag.starts_with("W/\"") && etag.ends_with('"'));
    }),
    ("nothing is shown that is older than 30 days", |p| {
        p.issue("a");
        p.at(30.0 * DAY);
        assert_eq!(page(p, 1, 30).unwrap().ids.len(), 1);
        p.at(30.0 * DAY + 1.0);
        assert!(page(p, 1, 30).unwrap().ids.is_empty());
    }),
    ("events may lag", |p| {
        let github = Settings { lag: Duration::from_secs(30), ..Settings::default() };
        *p = Play::new(&Options { github, ..Options::default() });
        p.issue("a");
        p.at(29.9);
        assert!(page(p, 1, 30).unwrap().ids.is_empty());
        p.at(30.0);
        assert_eq!(page(p, 1, 30).unwrap().ids.len(), 1);
    }),
    ("a pull request is trimmed: body and most addresses are gone", |p| {
        p.hook(&["pull_request"]);
        p.desk.open_pull("bob", "a fix", p.now);
        p.push();
        let whole: Value = serde_json::from_slice(&p.jobs[0].parcel.body).unwrap();
        let pull = &newest(p)["payload"]["pull_request"];
        let names: Vec<_> = pull.as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["base", "head", "id", "number", "url"]);
        assert_eq!((&pull["head"]["ref"], &pull["head"]["repo"]["name"]), (&json!("patch"), &json!("site")));
        assert!(fields(pull) < 20 && fields(&whole["pull_request"]) > 300, "{}", fields(&whole["pull_request"]));
    }),
    ("a pull request carries its links, and whoever comments on it is told that it is one", |p| {
        let (number, _) = p.desk.open_pull("bob", "a fix", p.now);
        p.desk.comment("bob", number, "please", p.now).unwrap();
        let pull = p.desk.pull_request(number).unwrap();
        assert_eq!(
            (&pull["_links"]["self"]["href"], &pull["_links"]["html"]["href"]),
            (&pull["url"], &pull["html_url"])
        );
        let link = &newest(p)["payload"]["issue"]["pull_request"];
        assert_eq!((&link["url"], &link["html_url"]), (&pull["url"], &pull["html_url"]));
        p.issue("no pull request");
        assert!(newest(p)["payload"]["issue"].get("pull_request").is_none());
        assert!(p.desk.pull_request(number + 1).is_none(), "an issue is none");
    }),
    ("a push has lost its commits", |p| {
        let push = json!({"ref": "refs/heads/main", "before": "0", "after": "1", "commits": [{"id": "1"}]});
        p.desk.happen("push", &push, "bob", p.now);
        let payload = newest(p)["payload"].clone();
        assert_eq!((&payload["head"], &payload["before"]), (&json!("1"), &json!("0")));
        assert_eq!((payload.get("commits"), payload.get("after")), (None, None));
        assert!(payload["push_id"].is_u64() && payload["repository_id"] == 1);
    }),
    ("some things are told by webhook only", |p| {
        for kind in ["star", "label", "workflow_run"] {
            assert_eq!(p.desk.happen(kind, &json!({"action": "created"}), "bob", p.now).event, None);
        }
        assert!(p.desk.happen("watch", &json!({"action": "started"}), "bob", p.now).event.is_some());
    }),
    ("comments are events of their issue, and reactions are none", |p| {
        p.issue("a");
        let (comment, _) = p.desk.comment("bob", 1, "c", p.now).unwrap();
        p.desk.react("bob", 1, comment["id"].as_u64(), "heart", p.now).unwrap();
        let event = newest(p);
        assert_eq!((&event["type"], &event["payload"]["comment"]["body"]), (&json!("IssueCommentEvent"), &json!("c")));
        assert_eq!(event["payload"]["issue"]["comments"], 1);
        assert_eq!(page(p, 1, 30).unwrap().ids.len(), 2);
    }),
    ("an issue is closed and opened again", |p| {
        p.issue("a");
        for (open, action, state) in [(false, "closed", "closed"), (true, "reopened", "open")] {
            p.desk.set_state("bob", 1, open, p.now).unwrap();
            let payload = newest(p)["payload"].clone();
            assert_eq!((&payload["action"], &payload["issue"]["state"]), (&json!(action), &json!(state)));
        }
    }),
    ("what nobody can write is refused", |p| {
        p.issue("a");
        let status = |refused: crate::github::errors::Refusal| refused.status;
        assert_eq!(p.desk.open_issue("bob", " ", "", p.now).map_err(status), Err(422));
        assert_eq!(p.desk.comment("bob", 1, " ", p.now).map_err(status), Err(422));
        assert_eq!(p.desk.comment("bob", 1, &"ä".repeat(65_537), p.now).map_err(status), Err(422));
        assert_eq!(p.desk.comment("bob", 2, "x", p.now).map_err(status), Err(404));
        assert_eq!(p.desk.react("bob", 1, None, "dance", p.now).map_err(status), Err(422));
        assert_eq!(p.desk.react("bob", 2, None, "+1", p.now).map_err(status), Err(404));
    }),
    ("the same reaction again is told as what was there", |p| {
        p.issue("a");
        let mut react = |who: &str| p.desk.react(who, 1, None, "+1", p.now).unwrap().0;
        assert_eq!((react("bob"), react("bob"), react("carl")), (201, 200, 201));
    }),
];

#[test]
fn events_keep_to_the_facts() {
    check(ROWS);
}

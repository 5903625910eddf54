//! Facts about hooks and what is delivered to them.

use serde_json::{Value, json};
use url::form_urlencoded;

use super::{Play, Row, check};
use crate::signature::sha256;
use crate::{Fate, Options};

const DAY: f64 = 86_400.0;

static ROWS: &[Row] = &[
    ("a new hook is pinged at once, with itself in the body, and no event is seen", |p| {
        let config = json!({"url": "http://bot/", "content_type": "json"});
        p.add(&json!({"name": "web", "events": ["issues"], "config": config})).unwrap();
        assert_eq!(p.push(), "ping");
        let body: Value = serde_json::from_slice(&p.jobs[0].parcel.body).unwrap();
        assert_eq!((&body["hook"]["config"]["url"], &body["hook_id"]), (&json!("http://bot/"), &body["hook"]["id"]));
        assert!(body["zen"].is_string() && body["repository"]["full_name"] == "anna/site");
        assert!(p.desk.feed.page(1, 30, p.now).unwrap().ids.is_empty());
    }),
    ("a delivery says in its headers what it is, and is signed both ways", |p| {
        let hook = p.hook(&["issues"]);
        let (guid, _) = p.issue("broken");
        p.push();
        let parcel = &p.jobs[0].parcel;
        for (name, value) in [
            ("x-github-delivery", guid.as_str()),
            ("x-github-event", "issues"),
            ("x-github-hook-id", &hook.to_string()),
            ("x-github-hook-installation-target-type", "repository"),
            ("x-github-hook-installation-target-id", "1"),
            ("content-type", "application/json"),
            ("x-hub-signature-256", &sha256("hush", &parcel.body)),
        ] {
            assert_eq!(parcel.headers[name], value, "{name}");
        }
        assert!(parcel.headers["user-agent"].to_str().unwrap().starts_with("GitHub-Hookshot/"));
        assert!(parcel.headers["x-hub-signature"].to_str().unwrap().starts_with("sha1="));
    }),
    ("a GUID looks like one, and differs from event to event", |p| {
        let (one, other) = (p.issue("a").0, p.issue("b").0);
        let parts: Vec<_> = one.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert_ne!(one, other);
    }),
    ("all hooks that hear of something hear the same GUID", |p| {
        p.hook(&["issues"]);
        let config = json!({"url": "http://other/", "content_type": "json"});
        p.add(&json!({"events": ["*"], "config": config})).unwrap();
        p.push();
        p.answer(200);
        let (guid, _) = p.issue("a");
        assert_eq!((p.push(), p.push()), ("issues".into(), "issues".into()));
        assert!(p.jobs.iter().all(|job| job.items == [guid.clone()]));
    }),
    ("without a secret nothing is signed", |p| {
        p.add(&json!({"config": {"url": "http://bot/"}})).unwrap();
        p.push();
        assert!(!p.jobs[0].parcel.headers.contains_key("x-hub-signature-256"));
    }),
    ("as a form the payload is one field, and the signature covers the form", |p| {
        p.add(
            &json!({"events": ["issues"], "config": {"url": "http://bot/", "content_type": "form", "secret": "hush"}}),
        )
        .unwrap();
        p.push();
        let parcel = &p.jobs[0].parcel;
        assert_eq!(parcel.headers["content-type"], "application/x-www-form-urlencoded");
        assert_eq!(parcel.headers["x-hub-signature-256"], *sha256("hush", &parcel.body));
        let (name, json) = form_urlencoded::parse(&parcel.body).next().unwrap();
        assert_eq!(name, "payload");
        let payload: Value = serde_json::from_str(&json).unwrap();
        assert!(payload["zen"].is_string());
        p.answer(200);
        let hook = payload["hook_id"].as_u64().unwrap();
        let id = p.records(hook)[0]["id"].as_u64().unwrap();
        let detail = p.desk.deliveries.detail(hook, id, |_| String::new()).unwrap();
        assert_eq!(detail["request"]["payload"], payload);
    }),
    ("a pull request that is closed is told of as one, and not as an issue", |p| {
        p.hook(&["issues", "pull_request"]);
        let (number, _) = p.desk.open_pull("bob", "x", p.now);
        assert_eq!(p.push(), "pull_request");
        p.answer(200);
        p.desk.set_state("bob", number, false, p.now).unwrap();
        assert_eq!((p.push(), p.push()), ("pull_request".into(), "idle".into()));
        let told: Value = serde_json::from_slice(&p.jobs[0].parcel.body).unwrap();
        let pull = &told["pull_request"];
        assert_eq!(
            (&told["action"], &pull["state"], &pull["merged"]),
            (&json!("closed"), &json!("closed"), &json!(false))
        );
        assert_eq!(pull["closed_at"], p.desk.issue(number).unwrap()["closed_at"]);
        p.desk.set_state("bob", number, true, p.now).unwrap();
        assert_eq!(p.desk.pull_request(number).unwrap()["state"], "open");
    }),
    ("a hook hears what it asked for, and nothing while it is not active", |p| {
        let hook = p.hook(&["issues"]);
        p.desk.open_pull("bob", "x", p.now);
        assert_eq!(p.push(), "idle");
        p.desk.change_hook(hook, &json!({"add_events": ["pull_request"], "remove_events": ["issues"]}), p.now).unwrap();
        p.issue("a");
        p.desk.open_pull("bob", "x", p.now);
        assert_eq!((p.push(), p.push()), ("pull_request".into(), "idle".into()));
        p.desk.change_hook(hook, &json!({"active": false}), p.now).unwrap();
        let (guid, _) = p.issue("b");
        assert_eq!(p.push(), "idle");
        assert!(
            p.desk.deliveries.notes.all().iter().any(|note| note.id == guid && matches!(note.fate, Fate::Dropped(_)))
        );
    }),
    ("what is no hook is refused, and changes nothing", |p| {
        let hook = p.hook(&["issues"]);
        let good = json!({"url": "http://bot/other"});
        for wish in [
            json!({}),
            json!({"config": {}}),
            json!({"config": {"url": "bot"}}),
            json!({"config": {"url": "ftp://bot/"}}),
            json!({"name": "email", "config": good}),
            json!({"config": {"url": "http://bot/", "content_type": "xml"}}),
            json!({"events": ["gossip"], "config": good}),
            json!({"events": ["issues"], "config": {"url": "http://bot/hook", "content_type": "json"}}),
        ] {
            assert_eq!(p.add(&wish), Err(422), "{wish}");
        }
        let before = p.desk.hook(hook).unwrap();
        assert!(p.desk.change_hook(hook, &json!({"config": good, "events": ["gossip"]}), p.now).is_err());
        assert_eq!(p.desk.hook(hook).unwrap(), before);
    }),
    ("a hook shows that it has a secret, not which", |p| {
        let hook = p.hook(&["issues"]);
        assert_eq!(p.desk.hook(hook).unwrap()["config"]["secret"], "********");
    }),
    ("any 2xx confirms, and nothing is delivered again by itself", |p| {
        let hook = p.hook(&["issues"]);
        for status in [200, 204, 299, 301, 404, 500] {
            p.issue("a");
            p.push();
            p.answer(status);
            p.at(p.now.as_secs_f64() + DAY);
            assert_eq!(p.push(), "idle", "{status}");
            let last = p.desk.hook(hook).unwrap()["last_response"]["code"].clone();
            assert_eq!(last, json!(status));
        }
        let notes = p.desk.deliveries.notes.all();
        let confirmed = notes.iter().filter(|note| note.confirmed().is_some()).count();
        assert_eq!((confirmed, notes.len()), (4, 7));
    }),
    ("a record says what was asked and answered; on success its status is OK", |p| {
        let hook = p.hook(&["issues"]);
        let (guid, _) = p.issue("a");
        p.push();
        assert_eq!(p.records(hook).len(), 1, "what is on its way is not listed");
        p.at(3.0).answer(200);
        let record = p.records(hook).remove(0);
        assert_eq!(
            (&record["guid"], &record["status"], &record["status_code"]),
            (&json!(guid), &json!("OK"), &json!(200))
        );
        assert_eq!((&record["event"], &record["action"]), (&json!("issues"), &json!("opened")));
        assert_eq!((&record["redelivery"], &record["delivered_at"]), (&json!(false), &json!("3")));
        let detail = p.desk.deliveries.detail(hook, record["id"].as_u64().unwrap(), |_| String::new()).unwrap();
        assert_eq!(detail["request"]["headers"]["X-GitHub-Delivery"], guid);
        assert_eq!(detail["request"]["payload"]["issue"]["title"], "a");
        assert_eq!(detail["response"]["payload"], "ok");
    }),
    ("no answer is a failure, and says so", |p| {
        let hook = p.hook(&["issues"]);
        p.issue("a");
        p.push();
        p.end(&Err("Read timeout expired".to_owned()));
        assert_eq!(p.records(hook)[0]["status"], "timed out");
    }),
    ("whoever asks has a delivery again, with its GUID, and a record of its own", |p| {
        let hook = p.hook(&["issues"]);
        let (guid, _) = p.issue("a");
        p.push();
        p.answer(500);
        let id = p.records(hook)[0]["id"].as_u64().unwrap();
        p.desk.deliveries.again(hook, id, p.now).unwrap();
        assert_eq!((p.push(), p.jobs[0].items.clone()), ("issues".into(), vec![guid.clone()]));
        p.answer(200);
        let records = p.records(hook);
        assert_eq!((&records[0]["redelivery"], &records[0]["guid"]), (&json!(true), &json!(guid)));
        assert_ne!(records[0]["id"], json!(id));
        assert!(p.desk.deliveries.notes.all()[1].confirmed().is_some());
    }),
    ("records are kept for three days", |p| {
        let hook = p.hook(&["issues"]);
        p.at(3.0 * DAY).issue("a");
        assert_eq!(p.records(hook).len(), 1);
        p.at(3.0 * DAY + 1.0).issue("b");
        assert!(p.records(hook).is_empty());
    }),
    ("records are listed in pages, newest first", |p| {
        let hook = p.hook(&["issues"]);
        for title in ["a", "b"] {
            p.issue(title);
            p.push();
            p.answer(200);
        }
        let date = |_| String::new();
        let (first, next) = p.desk.deliveries.list(hook, u64::MAX, 2, date);
        let (second, end) = p.desk.deliveries.list(hook, next.unwrap(), 2, date);
        assert_eq!((first.len(), second.len(), end), (2, 1, None));
        assert_eq!(second[0]["event"], "ping");
    }),
    ("issues do not wait for each other; what belongs to one issue does", |p| {
        p.hook(&["issues", "issue_comment"]);
        p.issue("a");
        p.issue("b");
        p.desk.comment("bob", 1, "c", p.now).unwrap();
        assert_eq!((p.push(), p.push(), p.push()), ("issues".into(), "issues".into(), "idle".into()));
        p.answer(500);
        assert_eq!(p.push(), "issue_comment");
    }),
];

#[test]
fn deliveries_keep_to_the_facts() {
    check(ROWS);
}

#[test]
fn equal_seeds_give_equal_guids() {
    let guid = |seed| Play::new(&Options { seed, ..Options::default() }).issue("a").0;
    assert_eq!(guid(7), guid(7));
    assert_ne!(guid(7), guid(8));
}

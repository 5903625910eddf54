//! GitHub over real sockets: hooks, deliveries, the Events API, comments, limits, what is counted.

mod client;

use std::time::Duration;

use client::hook::Hook;
use client::{Answer, Request};
use pollhook_simulator::github::{Account, Developer, Repo, Shown};
use pollhook_simulator::{Door, Fate, Fault, Forgery, Network, Options, What};
use serde_json::{Value, json};

struct Scene {
    network: Network,
    repo: Repo,
    bot: Account,
    bob: Developer,
    hook: Hook,
}

impl Scene {
    async fn new(options: Options) -> Self {
        let network = Network::start(options).await.expect("there are free ports");
        let (repo, bot) = (network.repo("anna", "site"), network.account("a-token", "octobot"));
        Self { repo, bot, bob: network.developer("bob"), hook: Hook::bind().await, network }
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        self.call_with(method, path, "authorization: Bearer a-token\r\n", body).await
    }

    async fn call_with(&self, method: &str, path: &str, headers: &str, body: Value) -> Answer {
        let headers = format!("user-agent: a-bot\r\n{headers}");
        let request = Request { method, path, headers: &headers, body: &body.to_string() };
        request.send(&self.network.api_url()).await.expect("it answers")
    }

    /// Sets a webhook; returns its path once its ping was answered.
    async fn hooked(&mut self) -> String {
        let config =
            json!({"url": format!("http://{}/hook", self.hook.address), "content_type": "json", "secret": "hush"});
        let wish = json!({"name": "web", "active": true, "events": ["issues", "issue_comment"], "config": config});
        let made = self.call("POST", "/repos/anna/site/hooks", wish).await;
        assert_eq!(made.status, 201, "{:?}", made.json());
        let ping = self.hook.told().await;
        assert!(ping.head.contains("x-github-event: ping"), "{}", ping.head);
        ping.ok();
        self.repo.drained().await;
        format!("/repos/anna/site/hooks/{}", made.json()["id"])
    }
}

fn header(answer: &Answer, name: &str) -> Option<String> {
    let line = answer.head.lines().find(|line| line.starts_with(&format!("{name}: ")))?;
    line.split_once(": ").map(|(_, value)| value.to_owned())
}

#[tokio::test]
async fn one_thing_comes_by_both_doors_under_different_names() {
    let mut scene = Scene::new(Options::default()).await;
    scene.hooked().await;
    let done = scene.bob.opens_issue(&scene.repo, "broken", "it does not work").unwrap();
    let told = scene.hook.told().await;
    assert!(told.head.contains(&format!("x-github-delivery: {}", done.guid)), "{}", told.head);
    let pushed: Value = serde_json::from_slice(&told.body).unwrap();
    told.ok();
    let page = scene.call("GET", "/repos/anna/site/events", json!({})).await.json();
    assert_eq!((page[0]["id"].as_str(), &page[0]["type"]), (done.event.as_deref(), &json!("IssuesEvent")));
    assert_eq!(page[0]["payload"]["issue"], pushed["issue"]);
    assert_eq!((&pushed["sender"]["login"], &pushed["repository"]["full_name"]), (&json!("bob"), &json!("anna/site")));
    scene.repo.drained().await;
    let counters = scene.repo.tap().until(|counters| counters.pushes == 2).await;
    assert_eq!(counters.pushes_ok, 2);
    let polls = scene.bot.tap().until(|counters| counters.polls == 1).await;
    assert_eq!(polls.polled_updates, 1);
    assert!(matches!(&scene.bot.tap().log()[1].what, What::Fetch { items, status: Some(200), .. } if items.len() == 1));
}

#[tokio::test]
async fn an_unchanged_page_is_304_and_costs_nothing() {
    let scene = Scene::new(Options::default()).await;
    scene.bob.opens_issue(&scene.repo, "a", "").unwrap();
    let first = scene.call("GET", "/repos/anna/site/events", json!({})).await;
    assert_eq!((header(&first, "x-poll-interval").as_deref(), first.status), (Some("60"), 200));
    assert_eq!(header(&first, "x-ratelimit-remaining").as_deref(), Some("4999"));
    let etag = header(&first, "etag").unwrap();
    let ask = async |known: &str| {
        let headers = format!("authorization: Bearer a-token\r\nif-none-match: {known}\r\n");
        scene.call_with("GET", "/repos/anna/site/events", &headers, json!({})).await
    };
    // The helper lower-cases heads; an ETag is compared in the letters it has.
    let unchanged = ask(&etag.replace("w/", "W/")).await;
    assert_eq!((unchanged.status, unchanged.body.len(), scene.bot.used()), (304, 0, 1));
    assert_eq!(header(&unchanged, "etag"), Some(etag.clone()));
    assert_eq!(ask(&etag.replace('"', "")).await.status, 200, "quotes belong to an ETag");
    scene.bob.comments(&scene.repo, 1, "me too").unwrap();
    assert_eq!(ask(&etag.replace("w/", "W/")).await.status, 200);
    assert_eq!(scene.bot.tap().until(|counters| counters.polls == 4).await.polls_empty, 1);
}

#[tokio::test]
async fn issues_are_listed_by_author_state_and_age() {
    let scene = Scene::new(Options::default()).await;
    let carol = scene.network.developer("carol");
    for (who, title) in [(&scene.bob, "a"), (&carol, "b"), (&scene.bob, "c"), (&scene.bob, "d")] {
        who.opens_issue(&scene.repo, title, "").unwrap();
    }
    scene.bob.closes(&scene.repo, 1).unwrap();
    let list = async |query: &str| {
        let path = format!("/repos/anna/site/issues{query}");
        let page = scene.call("GET", &path, json!({})).await.json();
        page.as_array().unwrap().iter().map(|issue| issue["number"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(list("").await, [4, 3, 2]);
    assert_eq!(list("?state=all&direction=asc").await, [1, 2, 3, 4]);
    assert_eq!(list("?state=closed").await, [1]);
    assert_eq!(list("?creator=Bob&state=all&direction=asc&per_page=1").await, [1]);
    assert_eq!(list("?creator=bob&per_page=1&page=2").await, [3]);
    assert_eq!(list("?creator=nobody").await, [0; 0]);
}

#[tokio::test]
async fn pages_are_linked() {
    let scene = Scene::new(Options::default()).await;
    for number in 0..5 {
        scene.bob.opens_issue(&scene.repo, &format!("issue {number}"), "").unwrap();
    }
    let mut path = "/repos/anna/site/events?per_page=2".to_owned();
    let mut seen = Vec::new();
    for _ in 0..3 {
        let page = scene.call("GET", &path, json!({})).await;
        seen.extend(page.json().as_array().unwrap().iter().map(|event| event["payload"]["issue"]["number"].clone()));
        let link = header(&page, "link").unwrap();
        let next = link.split(", ").find(|link| link.ends_with("rel=\"next\""));
        path = next.map_or(String::new(), |next| next.split(['<', '>']).nth(1).unwrap().replace("http://network", ""));
    }
    assert_eq!((seen, path.as_str()), (vec![json!(5), json!(4), json!(3), json!(2), json!(1)], ""));
    let beyond = scene.call("GET", "/repos/anna/site/events?per_page=100&page=4", json!({})).await;
    assert_eq!(beyond.status, 422);
}

#[tokio::test]
async fn a_failed_delivery_waits_for_somebody_to_ask() {
    let mut scene = Scene::new(Options::default()).await;
    let hook = scene.hooked().await;
    let done = scene.bob.opens_issue(&scene.repo, "broken", "").unwrap();
    scene.hook.told().await.answer("500 Oh no", "", "");
    scene.repo.drained().await;
    let note = scene.repo.deliveries().pop().unwrap();
    assert!(note.id == done.guid && matches!(note.fate, Fate::Expired(_)));
    let listed = scene.call("GET", &format!("{hook}/deliveries?per_page=1"), json!({})).await;
    let record = &listed.json()[0];
    assert_eq!((&record["guid"], &record["status_code"]), (&json!(done.guid), &json!(500)));
    assert!(header(&listed, "link").unwrap().contains("cursor=v1_"));
    let delivery = format!("{hook}/deliveries/{}", record["id"]);
    let detail = scene.call("GET", &delivery, json!({})).await.json();
    assert_eq!(detail["request"]["headers"]["X-GitHub-Event"], "issues");
    assert_eq!(detail["request"]["payload"]["issue"]["title"], "broken");
    assert_eq!(scene.call("POST", &format!("{delivery}/attempts"), json!({})).await.status, 202);
    let again = scene.hook.told().await;
    assert!(again.head.contains(&done.guid));
    again.ok();
    scene.repo.tap().until(|counters| counters.pushes == 3).await;
    assert!(scene.repo.deliveries().pop().unwrap().confirmed().is_some());
}

#[tokio::test]
async fn a_late_answer_is_a_failure() {
    let mut options = Options::default();
    options.github.deadline = Duration::from_millis(50);
    let mut scene = Scene::new(options).await;
    let hook = scene.hooked().await;
    scene.bob.opens_issue(&scene.repo, "slow", "").unwrap();
    let told = scene.hook.told().await;
    scene.repo.drained().await;
    told.ok();
    let records = scene.call("GET", &format!("{hook}/deliveries"), json!({})).await.json();
    assert_eq!(records[0]["status"], "timed out");
    assert!(!scene.hook.has_more());
}

#[tokio::test]
async fn hooks_are_listed_changed_and_deleted() {
    let mut scene = Scene::new(Options::default()).await;
    let hook = scene.hooked().await;
    assert_eq!(scene.call("GET", "/repos/ANNA/site/hooks", json!({})).await.json().as_array().unwrap().len(), 1);
    let changed = scene.call("PATCH", &hook, json!({"events": ["push"]})).await.json();
    assert_eq!((&changed["events"], &changed["config"]["secret"]), (&json!(["push"]), &json!("********")));
    assert_eq!(scene.call_with("GET", "/repos/anna/site/hooks", "", json!({})).await.status, 404);
    assert_eq!(scene.call("POST", &format!("{hook}/pings"), json!({})).await.status, 204);
    scene.hook.told().await.ok();
    assert_eq!(scene.call("DELETE", &hook, json!({})).await.status, 204);
    assert_eq!(scene.call("DELETE", &hook, json!({})).await.status, 404);
    assert!(scene.repo.hooks().is_empty());
}

#[tokio::test]
async fn what_a_bot_writes_is_shown_and_happens() {
    let scene = Scene::new(Options::default()).await;
    let mut sent = scene.network.sent_on_github();
    scene.bob.opens_issue(&scene.repo, "broken", "").unwrap();
    let comment = scene.call("POST", "/repos/anna/site/issues/1/comments", json!({"body": "thanks"})).await;
    assert_eq!((comment.status, &comment.json()["user"]["login"]), (201, &json!("octobot")));
    let id = comment.json()["id"].as_u64().unwrap();
    let path = format!("/repos/anna/site/issues/comments/{id}/reactions");
    assert_eq!(scene.call("POST", &path, json!({"content": "heart"})).await.status, 201);
    assert_eq!(scene.call("POST", "/repos/anna/site/issues/1/reactions", json!({"content": "+1"})).await.status, 201);
    assert_eq!(scene.call("PATCH", "/repos/anna/site/issues/1", json!({"state": "closed"})).await.status, 200);
    let mut shown = Vec::new();
    while let Some(sent) = sent.try_next() {
        assert_eq!((sent.login.as_str(), sent.repo.as_str(), sent.number), ("octobot", "anna/site", 1));
        shown.push(sent.what);
    }
    let expected = [
        Shown::Comment(id, "thanks".into()),
        Shown::Reaction(Some(id), "heart".into()),
        Shown::Reaction(None, "+1".into()),
        Shown::State("closed".into()),
    ];
    assert_eq!(shown, expected);
    let kinds: Vec<_> = scene.repo.events().into_iter().map(|note| note.kind).collect();
    assert_eq!(kinds, ["IssuesEvent", "IssueCommentEvent", "IssuesEvent"]);
    assert_eq!(scene.bot.tap().counters().requests["POST /repos/{}/{}/issues/{}/comments"], 1);
}

#[tokio::test]
async fn strangers_are_told_apart() {
    let scene = Scene::new(Options::default()).await;
    scene.bob.opens_issue(&scene.repo, "broken", "").unwrap();
    let (bot, wrong) = ("authorization: Bearer a-token\r\n", "authorization: Bearer other\r\n");
    let rows = [
        ("GET", "/user", bot, 200),
        ("GET", "/user", "authorization: token a-token\r\n", 200),
        ("GET", "/user", "", 401),
        ("GET", "/user", wrong, 401),
        ("GET", "/repos/anna/site/events", "", 200),
        ("GET", "/repos/anna/site/events", wrong, 401),
        ("GET", "/repos/anna/other/events", bot, 404),
        ("POST", "/repos/anna/site/issues/1/comments", "", 401),
        ("POST", "/repos/anna/site/issues/9/comments", bot, 404),
        ("GET", "/repos/anna/site/nothing", bot, 404),
    ];
    for (method, path, headers, status) in rows {
        let answer = scene.call_with(method, path, headers, json!({"body": "x"})).await;
        assert_eq!(answer.status, status, "{method} {path} {headers}");
        assert_eq!(answer.json()["message"].is_string(), status >= 400, "{method} {path}");
    }
    let bare = Request { method: "GET", path: "/user", headers: bot, body: "" }.send(&scene.network.api_url()).await;
    assert_eq!(bare.unwrap().status, 403, "there was no User-Agent");
}

#[tokio::test]
async fn limits_and_faults_say_how_long_to_wait() {
    let scene = Scene::new(Options::default()).await;
    let poll = || scene.call("GET", "/repos/anna/site/events", json!({}));
    scene.bot.exhaust(Duration::from_secs(3600));
    let over = poll().await;
    assert_eq!((over.status, header(&over, "x-ratelimit-remaining").as_deref()), (403, Some("0")));
    assert!(header(&over, "x-ratelimit-reset").unwrap().parse::<u64>().unwrap() > 1_700_000_000);
    scene.bot.exhaust(Duration::ZERO);
    let tap = scene.bot.tap();
    tap.fail_next(Door::Poll, Fault::TooMany(Some(7)));
    let busy = poll().await;
    assert_eq!((busy.status, header(&busy, "retry-after").as_deref()), (429, Some("7")));
    tap.fail_next(Door::Poll, Fault::Status(502));
    assert_eq!(poll().await.status, 502);
    scene.bob.opens_issue(&scene.repo, "a", "").unwrap();
    tap.fail_next(Door::Poll, Fault::Twice);
    assert_eq!(poll().await.json().as_array().unwrap().len(), 2);
    assert_eq!(poll().await.json().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_delivery_that_is_cut_has_failed_for_good() {
    let mut scene = Scene::new(Options::default()).await;
    scene.hooked().await;
    for fault in [Fault::CutBefore, Fault::HalfBody] {
        scene.repo.tap().fail_next(Door::Push, fault);
        scene.bob.opens_issue(&scene.repo, "lost", "").unwrap();
        scene.repo.drained().await;
        let note = scene.repo.deliveries().pop().unwrap();
        assert!(matches!(note.fate, Fate::Expired(_)) && note.delivered.is_empty(), "{note:?}");
    }
    assert!(!scene.hook.has_more());
}

#[tokio::test]
async fn a_forgery_reaches_the_webhook_and_counts_for_nothing() {
    let mut scene = Scene::new(Options::default()).await;
    scene.hooked().await;
    let repo = scene.repo.clone();
    for forgery in [Forgery::Unsigned, Forgery::WrongSecret, Forgery::Tampered] {
        let (status, ()) = tokio::join!(repo.forge("pay", forgery), async {
            let told = scene.hook.told().await;
            assert!(told.head.contains("x-github-event: issues"));
            told.answer("401 Unauthorized", "", "");
        });
        assert_eq!(status, Some(401));
    }
    assert_eq!((scene.repo.tap().counters().pushes, scene.repo.deliveries().len()), (1, 1));
}

#[tokio::test]
async fn a_body_is_delivered_as_it_is_and_is_signed() {
    let mut scene = Scene::new(Options::default()).await;
    scene.hooked().await;
    let repo = scene.repo.clone();
    let (status, ()) = tokio::join!(repo.push_raw("telepathy", "no JSON"), async {
        let told = scene.hook.told().await;
        let heads = ["x-github-event: telepathy", "x-hub-signature-256: sha256="];
        assert!(heads.iter().all(|head| told.head.contains(head)) && told.body == b"no JSON", "{}", told.head);
        told.ok();
    });
    assert_eq!((status, scene.repo.tap().counters().pushes), (Some(200), 1), "the ping is all that counts");
}

#[tokio::test]
async fn a_comment_is_changed_and_taken_back() {
    let mut scene = Scene::new(Options::default()).await;
    scene.bob.opens_issue(&scene.repo, "a", "").unwrap();
    let comment = scene.call("POST", "/repos/anna/site/issues/1/comments", json!({"body": "hi"})).await.json();
    scene.hooked().await;
    let mut sent = scene.network.sent_on_github();
    let (id, path) = (comment["id"].as_u64().unwrap(), format!("/repos/anna/site/issues/comments/{}", comment["id"]));
    let blank = scene.call("PATCH", &path, json!({"body": " "})).await;
    assert_eq!(blank.status, 422);
    let edited = scene.call("PATCH", &path, json!({"body": "ho"})).await;
    assert_eq!((edited.status, &edited.json()["body"]), (200, &json!("ho")));
    let told = scene.hook.told().await;
    let pushed: Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!((&pushed["action"], &pushed["changes"]["body"]["from"]), (&json!("edited"), &json!("hi")));
    told.ok();
    let deleted = scene.call("DELETE", &path, json!({})).await;
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    assert!(scene.repo.comments(1).is_empty());
    assert_eq!(scene.call("DELETE", &path, json!({})).await.status, 404);
    assert_eq!(sent.next().await.unwrap().what, Shown::Edited(id, "ho".into()));
    assert_eq!(sent.next().await.unwrap().what, Shown::Deleted(id));
    scene.hook.told().await.ok();
}

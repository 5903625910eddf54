//! GitHub's facts as tables. What is asserted here is documented in `super`, with its source.

mod conformance;
mod failures;
mod kinds;
mod poll;
mod properties;
mod register;
mod send;
mod settings;
mod shapes;
mod shown;
mod view;
mod webhook;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http::{HeaderMap, StatusCode};
use pollhook_core::{
    Answer, Ask, Body, Call, Cursor, Draft, Event, Heard, Identity, Now, Origin, Page, Parts, Platform, PollProtocol,
    SecretString, Setup, Verdict, Via, WebhookProtocol,
};
use serde_json::{Value, json};

use super::GitHub;
use crate::signature;

/// The bot in all these tests.
const ME: u64 = 700;
const REPOSITORY: u64 = 1_296_269;

fn now() -> Now {
    Now { at: Instant::now(), wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) }
}

fn setup() -> Setup {
    let mut setup = Setup::new("https://api.github.com/");
    setup.identity = Some(Identity { id: ME.to_string().into(), name: "Octo-Bot".into() });
    setup.kinds = vec!["issues".into(), "issue_comment".into()];
    setup.secrets = vec![SecretString::from("new-secret"), SecretString::from("old_secret")];
    setup.url = Some("https://bot.example.org/hook".into());
    with(setup, "watch", "octocat/hello-world")
}

fn with(mut setup: Setup, key: &'static str, value: &str) -> Setup {
    setup.extras.insert(key, SecretString::from(value));
    setup
}

fn polling(setup: &Setup) -> Box<dyn PollProtocol> {
    GitHub.poll(setup).unwrap().unwrap()
}

/// One that begins with the oldest event.
fn poll() -> Box<dyn PollProtocol> {
    polling(&with(setup(), "history", "all"))
}

fn webhook() -> Arc<dyn WebhookProtocol> {
    GitHub.webhook(&setup()).unwrap().unwrap()
}

fn answer(status: u16, body: impl Into<bytes::Bytes>) -> Answer {
    Answer::new(StatusCode::from_u16(status).unwrap(), HeaderMap::new(), body)
}

fn answer_with(status: u16, headers: &[(&'static str, &str)], body: impl Into<bytes::Bytes>) -> Answer {
    let mut answer = answer(status, body);
    for (name, value) in headers {
        answer.headers.append(*name, value.parse().unwrap());
    }
    answer
}

/// What a call says, apart from its address.
fn body(call: &Call) -> Value {
    match &call.body {
        Body::Bytes(bytes) => serde_json::from_slice(bytes).unwrap(),
        other => panic!("no JSON body: {other:?}"),
    }
}

fn cursor(text: &str) -> Cursor {
    Cursor::new(text).unwrap()
}

fn page_of(heard: Heard) -> Page {
    match heard {
        Heard::Page(page) => page,
        other => panic!("no page: {other:?}"),
    }
}

/// An event of the Events API.
fn polled(id: &str, sort: &str, payload: &Value) -> Value {
    json!({
        "id": id,
        "type": sort,
        "actor": {
            "id": 583_231,
            "login": "octocat",
            "display_login": "octocat",
            "gravatar_id": "",
            "url": "https://api.github.com/users/octocat",
            "avatar_url": "https://avatars.githubusercontent.com/u/583231?",
        },
        "repo": {
            "id": REPOSITORY,
            "name": "octocat/hello-world",
            "url": "https://api.github.com/repos/octocat/hello-world",
        },
        "payload": payload,
        "public": true,
        "created_at": "2026-11-24T08:00:00Z",
    })
}

/// What the poller makes of one event.
fn heard(event: &Value) -> Draft {
    let mut poll = poll();
    let _ = poll.ask(None, Ask::Look, now());
    let mut page = page_of(poll.hear(&answer(200, json!([event]).to_string()), now()));
    assert_eq!(page.items.len(), 1, "{event}");
    page.items.remove(0).draft
}

/// A delivery, signed, of the kind `event`.
fn delivery(event: &str, guid: &str, body: &str) -> Parts {
    let mut headers = HeaderMap::new();
    headers.insert("x-github-event", event.parse().unwrap());
    headers.insert("x-github-delivery", guid.parse().unwrap());
    headers.insert("content-type", "application/json".parse().unwrap());
    headers.insert(signature::HEADER, signature::header("new-secret", body.as_bytes()).parse().unwrap());
    Parts { method: http::Method::POST, uri: "/hook".parse().unwrap(), headers }
}

/// What the webhook makes of a request.
fn judged(parts: &Parts, body: &str) -> Verdict {
    match webhook().head(parts, now()) {
        Ok(()) => webhook().body(parts, &bytes::Bytes::from(body.to_owned()), now()),
        Err(refusal) => Verdict::Reject(refusal),
    }
}

fn pushed(event: &str, body: &Value) -> Draft {
    let body = body.to_string();
    match judged(&delivery(event, "72d3162e-cc78-11e3-81ab-4c9367dc0958", &body), &body) {
        Verdict::Accept(mut drafts) if drafts.len() == 1 => drafts.remove(0),
        other => panic!("not one event: {other:?}"),
    }
}

fn event(kind: &str, body: &Value) -> Event {
    pushed(kind, body).stamp(&Origin::new("echo", "github", Via::Webhook), now().wall)
}

/// A user as GitHub writes one in full.
fn user(login: &str, id: u64, sort: &str) -> Value {
    let url = format!("https://api.github.com/users/{login}");
    json!({
        "login": login, "id": id, "node_id": "MDQ6VXNlcjU4MzIzMQ==", "gravatar_id": "",
        "avatar_url": "https://avatars.githubusercontent.com/u/583231?v=4",
        "url": url, "html_url": format!("https://github.com/{login}"),
        "followers_url": format!("{url}/followers"), "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"), "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"), "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"), "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"), "type": sort, "site_admin": false,
    })
}

fn issue(number: u64) -> Value {
    json!({
        "id": 786_747_990, "number": number, "title": "It does not work", "body": "/deploy now", "state": "open",
        "user": user("octocat", 583_231, "User"), "updated_at": "2026-11-24T08:00:00Z",
    })
}

/// What a webhook says of the opening of an issue.
fn opened(number: u64) -> Value {
    json!({
        "action": "opened",
        "issue": issue(number),
        "repository": {
            "id": REPOSITORY, "node_id": "MDEwOlJlcG9zaXRvcnkxMjk2MjY5", "name": "hello-world",
            "full_name": "octocat/hello-world", "private": false, "owner": user("octocat", 583_231, "User"),
            "html_url": "https://github.com/octocat/hello-world", "description": null, "fork": false,
            "url": "https://api.github.com/repos/octocat/hello-world",
        },
        "sender": user("octocat", 583_231, "User"),
    })
}

fn key(draft: &Draft) -> Option<&str> {
    draft.key.as_ref().map(|key| key.as_str())
}

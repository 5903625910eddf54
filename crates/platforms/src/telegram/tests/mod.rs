//! Telegram's facts as tables. What is asserted here is documented in `super`, with its source.

mod address;
mod conformance;
mod failures;
mod kinds;
mod menu;
mod pace;
mod poll;
mod properties;
mod register;
mod send;
mod shown;
mod view;
mod webhook;

use std::time::{Duration, Instant, SystemTime};

use http::{HeaderMap, StatusCode};
use pollhook_core::{
    Answer, Body, Call, Draft, Event, Heard, Identity, Now, Origin, Page, Parts, Platform, PollProtocol, SecretString,
    Setup, Verdict, Via, WebhookProtocol,
};
use serde_json::Value;

use super::Telegram;

/// The bot in all these tests.
const ME: i64 = 700;

fn now() -> Now {
    Now { at: Instant::now(), wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) }
}

fn at(seconds: u64) -> Option<SystemTime> {
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

fn setup() -> Setup {
    let mut setup = Setup::new("https://api.example.org/");
    setup.identity = Some(Identity { id: ME.to_string().into(), name: "Echo_Bot".into() });
    setup.kinds = vec!["message".into(), "callback_query".into()];
    setup.secrets = vec![SecretString::from("new-secret"), SecretString::from("old_secret")];
    setup
}

fn poll() -> Box<dyn PollProtocol> {
    Telegram.poll(&setup()).unwrap().unwrap()
}

fn webhook() -> std::sync::Arc<dyn WebhookProtocol> {
    Telegram.webhook(&setup()).unwrap().unwrap()
}

fn answer(status: u16, body: impl Into<bytes::Bytes>) -> Answer {
    Answer::new(StatusCode::from_u16(status).unwrap(), HeaderMap::new(), body)
}

/// What a call says, apart from its URL.
fn parameters(call: &Call) -> Value {
    match &call.body {
        Body::Bytes(bytes) => serde_json::from_slice(bytes).unwrap(),
        other => panic!("no JSON body: {other:?}"),
    }
}

/// The page in an answer to a poll.
fn page(poll: &mut dyn PollProtocol, body: &str) -> Page {
    match poll.hear(&answer(200, body.to_owned()), now()) {
        Heard::Page(page) => page,
        other => panic!("no page: {other:?}"),
    }
}

fn page_of(updates: &[&str]) -> String {
    format!(r#"{{"ok":true,"result":[{}]}}"#, updates.join(",\n"))
}

/// What the webhook makes of a body.
fn pushed(body: &str) -> Draft {
    let parts = Parts { method: http::Method::POST, uri: "/".parse().unwrap(), headers: HeaderMap::new() };
    match webhook().body(&parts, &bytes::Bytes::from(body.to_owned()), now()) {
        Verdict::Accept(mut drafts) if drafts.len() == 1 => drafts.remove(0),
        other => panic!("not one event: {other:?}"),
    }
}

fn event(update: &str) -> Event {
    pushed(update).stamp(&Origin::new("echo", "telegram", Via::Webhook), now().wall)
}

/// What two drafts of one event must share.
fn face(draft: &Draft) -> (&str, &str, Option<&str>, &[u8]) {
    (&draft.id, &draft.kind, draft.key.as_ref().map(|key| key.as_str()), &draft.payload)
}

//! The facts as tables. What is asserted here is documented in `super`, with its source.

mod batch;
mod conformance;
mod failures;
mod handshake;
mod kinds;
mod properties;
mod send;
mod setup;
mod shown;
mod view;
mod webhook;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use http::{HeaderMap, Method, StatusCode};
use pollhook_core::{
    Answer, Body, Bytes, Call, Draft, Event, Now, Origin, Parts, Platform, SecretString, Setup, Verdict, Via,
    WebhookProtocol,
};
use serde_json::Value;

use super::Messenger;
use crate::signature;

/// The page in all these tests, and a person who writes to it.
const PAGE: &str = "1906385232743451";
const PERSON: &str = "5008347989242316";

const SECRET: &str = "app_secret_0123456789abcdef";

fn now() -> Now {
    Now { at: Instant::now(), wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) }
}

fn at(milliseconds: u64) -> Option<SystemTime> {
    Some(SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds))
}

fn setup() -> Setup {
    let mut setup = Setup::new("https://graph.example.org/v1.0/");
    setup.secrets = vec![SecretString::from(SECRET), SecretString::from("old secret")];
    setup.extras.insert("verify_token", SecretString::from("my words & more"));
    setup
}

fn webhook() -> Arc<dyn WebhookProtocol> {
    Messenger::new().webhook(&setup()).unwrap().unwrap()
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

/// A push of this body, signed as Meta signs it.
fn signed(body: &[u8]) -> Parts {
    let mut headers = HeaderMap::new();
    headers.insert(signature::HEADER, signature::header(SECRET, body).parse().unwrap());
    Parts { method: Method::POST, uri: "/hook".parse().unwrap(), headers }
}

/// What the webhook makes of a body.
fn pushed(body: impl Into<Bytes>) -> Vec<Draft> {
    let body = body.into();
    let parts = signed(&body);
    webhook().head(&parts, now()).unwrap();
    match webhook().body(&parts, &body, now()) {
        Verdict::Accept(drafts) => drafts,
        other => panic!("no events: {other:?}"),
    }
}

/// The only event of a body.
fn alone(body: &str) -> Draft {
    let mut drafts = pushed(body.to_owned());
    assert_eq!(drafts.len(), 1, "{body}");
    drafts.remove(0)
}

/// A push of some items of `messaging`.
fn push(items: &[&str]) -> String {
    push_of(&format!(r#"{{"id":"{PAGE}","time":1700000000500,"messaging":[{}]}}"#, items.join(",")))
}

/// A push of some entries.
fn push_of(entries: &str) -> String {
    format!(r#"{{"object":"page","entry":[{entries}]}}"#)
}

/// An item by the person, or by the page.
fn item(from: &str, to: &str, more: &str) -> String {
    format!(r#"{{"sender":{{"id":"{from}"}},"recipient":{{"id":"{to}"}},"timestamp":1700000000123,{more}}}"#)
}

fn heard(more: &str) -> String {
    item(PERSON, PAGE, more)
}

fn event(body: &str) -> Event {
    alone(body).stamp(&Origin::new("page", "messenger", Via::Webhook), now().wall)
}

/// What two drafts of one event must share.
fn face(draft: &Draft) -> (&str, &str, Option<&str>, Option<SystemTime>, &[u8]) {
    (&draft.id, &draft.kind, draft.key.as_deref(), draft.time, &draft.payload)
}

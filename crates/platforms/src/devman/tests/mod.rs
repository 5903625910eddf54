//! The facts as tables. What is asserted here is documented in `super`, with its source.

mod conformance;
mod poll;
mod properties;
mod review;

use std::time::{Duration, Instant, SystemTime};

use http::{HeaderMap, StatusCode};
use pollhook_core::{Answer, Cursor, Draft, Heard, Now, Page, Platform, PollProtocol, Setup};

use super::Devman;

fn now() -> Now {
    Now { at: Instant::now(), wall: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000) }
}

fn poll() -> Box<dyn PollProtocol> {
    Devman::new().poll(&Setup::new("https://api.example.org/")).unwrap().unwrap()
}

fn answer(status: u16, body: impl Into<bytes::Bytes>) -> Answer {
    Answer::new(StatusCode::from_u16(status).unwrap(), HeaderMap::new(), body)
}

fn cursor(text: &str) -> Cursor {
    Cursor::new(text).unwrap()
}

fn page(body: &str) -> Page {
    match poll().hear(&answer(200, body.to_owned()), now()) {
        Heard::Page(page) => page,
        other => panic!("no page: {other:?}"),
    }
}

/// An attempt as it is pasted in many places.
fn attempt(timestamp: &str, lesson: &str) -> String {
    format!(
        r#"{{"submitted_at":"2016-02-16T12:00:09.000562+03:00","is_negative":true,"lesson_title":"{lesson}","lesson_url":"https://dvmn.org/modules/{lesson}/","timestamp":{timestamp}}}"#
    )
}

fn found(attempts: &[&str], upto: &str) -> String {
    format!(
        r#"{{"request_query":[["timestamp","1"]],"status":"found","new_attempts":[{}],"last_attempt_timestamp":{upto}}}"#,
        attempts.join(", ")
    )
}

fn timeout(upto: &str) -> String {
    format!(r#"{{"request_query":[],"status":"timeout","timestamp_to_request":{upto}}}"#)
}

/// The event of one attempt.
fn review(attempt: &str) -> Draft {
    let mut page = page(&found(&[attempt], "1"));
    assert_eq!(page.items.len(), 1);
    page.items.remove(0).draft
}

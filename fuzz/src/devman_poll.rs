//! Devman's answer to a long poll.
//!
//! - It is a page exactly when the grammar says so: an object with its status, and the timestamp that goes with it.
//! - Each attempt is an event, the oldest first; its payload is the answer that would have told it alone, and holds its
//!   very text.
//! - The cursor is the timestamp in its own digits.
//! - An attempt is the same event again, and alone.

use pollhook::core::{Ask, Cursor, Heard, Page, Platform, PollProtocol, Setup};
use pollhook_platforms::devman::Devman;

use crate::json::{self, Is, Node};
use crate::{face, wire};

/// Reads a case as an answer, or as its body.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let answer = wire::answer(case);
    let text = std::str::from_utf8(&answer.body).ok();
    let told = text.and_then(json::read).filter(|_| answer.status == 200);
    let told = told.as_ref().and_then(told_in);
    let page = match (poll().hear(&answer, wire::now()), told.is_some()) {
        (Heard::Page(page), _) => page,
        (Heard::Failed(_), false) => return,
        (other, told) => panic!("a page ({told}) was {other:?}"),
    };
    // Bytes that are no text, where nobody reads them.
    let Some((attempts, upto)) = told else { return assert!(text.is_none(), "no page was read as one") };
    assert_eq!(page.next, Cursor::new(upto).ok());
    is_split(&page, attempts);
    let Heard::Page(again) = poll().hear(&answer, wire::now()) else { panic!("a page, and then none") };
    assert_eq!(face::items(&page), face::items(&again));
    if let Some(next) = &page.next {
        is_asked_from(next);
    }
    for item in page.items {
        let event = face::event(item.draft, "devman");
        assert!(Devman::new().view(&setup()).message(&event).is_none(), "a review is no message");
    }
}

fn setup() -> Setup {
    Setup::new("https://api.example.org")
}

fn poll() -> Box<dyn PollProtocol> {
    Devman::new().poll(&setup()).expect("it can be polled").expect("with any setup")
}

/// The attempts, and the timestamp to go on from.
fn told_in<'n, 't>(tree: &'n Node<'t>) -> Option<(&'n [Node<'t>], &'t str)> {
    let fields = tree.fields()?;
    let twice = |wanted: &&str| fields.iter().filter(|(name, _)| name == wanted).count() > 1;
    let stamps = ["last_attempt_timestamp", "timestamp_to_request"];
    if ["status", "new_attempts", stamps[0], stamps[1]].iter().any(twice) {
        return None;
    }
    // What is there has its form, whether this status needs it or not.
    let attempts = tree.some("new_attempts").map(|attempts| attempts.list().ok_or(())).transpose().ok()?;
    let [last, request] = stamps.map(|name| tree.some(name).map(|node| stamp(node).ok_or(())).transpose());
    let (last, request) = (last.ok()?, request.ok()?);
    match tree.get("status")?.text()? {
        "found" => Some((attempts?, last?)),
        "timeout" => Some((&[], request?)),
        _ => None,
    }
}

fn stamp<'t>(node: &Node<'t>) -> Option<&'t str> {
    let finite = node.raw.parse::<f64>().is_ok_and(f64::is_finite);
    (matches!(node.is, Is::Number) && finite).then_some(node.raw)
}

fn is_split(page: &Page, attempts: &[Node<'_>]) {
    assert_eq!(page.items.len(), attempts.len());
    // The newest is told first; those of one moment keep their order.
    let mut expected: Vec<(f64, String)> = attempts.iter().rev().map(alone).collect();
    expected.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    for (item, (seconds, document)) in page.items.iter().zip(&expected) {
        assert_eq!(&item.draft.payload[..], document.as_bytes());
        assert_eq!(item.draft.undecodable.is_none(), seconds.is_finite());
        assert!(item.after.is_none(), "only the whole page is confirmed");
        let Heard::Page(alone) = poll().hear(&wire::ok(document.clone()), wire::now()) else { continue };
        assert_eq!(alone.items.len(), 1);
        assert_eq!(face::of(&alone.items[0].draft), face::of(&item.draft), "the same whatever is told beside it");
    }
}

/// When it was reviewed, minus infinity for what cannot be read, and the document of that attempt alone.
fn alone(attempt: &Node<'_>) -> (f64, String) {
    let stamp = readable(attempt).and_then(|()| attempt.get("timestamp").and_then(stamp));
    let seconds = stamp.and_then(|stamp| stamp.parse().ok()).unwrap_or(f64::NEG_INFINITY);
    let (raw, upto) = (attempt.raw, stamp.unwrap_or("null"));
    let rest = format!(r#""status":"found","new_attempts":[{raw}],"last_attempt_timestamp":{upto}}}"#);
    (seconds, format!(r#"{{"request_query":[],{rest}"#))
}

/// Whether what is read of an attempt has its form, and stands there once.
fn readable(attempt: &Node<'_>) -> Option<()> {
    let fields = attempt.fields()?;
    let names = ["timestamp", "lesson_title", "lesson_url", "is_negative"];
    let once = names.iter().all(|wanted| fields.iter().filter(|(name, _)| name == wanted).count() < 2);
    let text = |name: &str| attempt.some(name).is_none_or(|node| node.text().is_some());
    let flag = attempt.some("is_negative").is_none_or(|node| ["true", "false"].contains(&node.raw));
    (once && text("lesson_title") && text("lesson_url") && flag).then_some(())
}

/// What is kept of a page asks for the next one, and adds nothing of its own to the address.
fn is_asked_from(next: &Cursor) {
    let call = poll().ask(Some(next), Ask::Look, wire::now());
    let query = call.url.split_once('?').map(|(_, query)| query.as_bytes()).unwrap_or_default();
    assert_eq!(crate::forms::field(query, "timestamp").as_deref(), Some(next.as_str()), "{}", call.url);
    assert!(call.url.matches(['?', '&', '#']).count() == 1, "{}", call.url);
}

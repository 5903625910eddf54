//! One attempt as an event.

use pollhook_core::{Origin, Via, What};
use serde_json::Value;

use super::*;

fn at(micros: u64) -> Option<SystemTime> {
    Some(SystemTime::UNIX_EPOCH + Duration::from_micros(micros))
}

#[test]
fn an_attempt_is_a_review_in_the_form_of_the_api() {
    let text = attempt("1455609162.580245", "one").replace("one\"", "\\u043e\\u0434\\u0438\\u043d\"");
    let draft = review(&text);
    let expected = format!(
        r#"{{"request_query":[],"status":"found","new_attempts":[{text}],"last_attempt_timestamp":1455609162.580245}}"#
    );
    assert_eq!(draft.payload, expected.as_bytes(), "with every byte of the attempt");
    assert_eq!((draft.kind.as_str(), draft.key.as_deref()), ("review", Some("https://dvmn.org/modules/one/")));
    assert_eq!((draft.time, draft.own, draft.undecodable), (at(1_455_609_162_580_245), false, None));
}

/// Ids are kept in stores, so they may never change.
#[test]
fn an_id_is_the_same_in_every_release() {
    assert_eq!(review(&attempt("1455609162.580245", "one")).id, "1455609162.580245:6077e7");
}

#[test]
fn the_same_attempt_is_the_same_event_whatever_else_is_told() {
    let (one, two) = (attempt("1", "one"), attempt("2.5", "two"));
    let alone = review(&one);
    let page = page(&found(&[&two, &one], "2.5"));
    let among = &page.items[0].draft;
    assert_eq!((&among.id, &among.payload, &among.key), (&alone.id, &alone.payload, &alone.key));
}

#[test]
fn attempts_of_one_moment_are_told_apart() {
    let base = attempt("1", "one");
    let others = [
        base.clone(),
        attempt("1.0", "one"),
        attempt("1", "two"),
        base.replace("true", "false"),
        base.replace("/modules/one/", "/modules/three/"),
        base.replace("\"is_negative\":true,", ""),
    ];
    for (at, one) in others.iter().enumerate() {
        for other in &others[at + 1..] {
            assert_ne!(review(one).id, review(other).id, "{one} {other}");
        }
    }
}

/// An attempt, its key, and its time in microseconds; `None` for no time.
const ODD: &[(&str, Option<&str>, Option<u64>)] = &[
    (r#"{"timestamp":1,"lesson_url":"/modules/one/"}"#, Some("/modules/one/"), Some(1_000_000)),
    (r#"{"timestamp":1.5,"lesson_title":"One"}"#, Some("One"), Some(1_500_000)),
    (r#"{"timestamp":1e3}"#, None, Some(1_000_000_000)),
    (r#"{"timestamp":-1,"lesson_url":null}"#, None, None),
    (r#"{"timestamp":1e300}"#, None, None),
];

#[test]
fn less_is_enough() {
    for (attempt, key, micros) in ODD {
        let draft = review(attempt);
        assert_eq!((draft.key.as_deref(), draft.time), (*key, micros.and_then(at)), "{attempt}");
        assert_eq!((draft.undecodable.as_deref(), draft.kind.as_str()), (None, "review"), "{attempt}");
    }
}

#[test]
fn what_cannot_be_read_is_an_event_and_harms_no_neighbour() {
    for bad in [
        "null",
        "[]",
        r#"[1,"one",null,true]"#,
        "1",
        "{}",
        r#"{"timestamp":"1"}"#,
        r#"{"timestamp":1,"is_negative":"no"}"#,
    ] {
        let (one, two) = (attempt("1", "one"), attempt("2", "two"));
        let page = page(&found(&[&two, bad, &one], "2"));
        let [odd, first, second] = &page.items[..] else { panic!("not three: {page:?}") };
        assert!(odd.draft.undecodable.is_some() && odd.draft.id.starts_with("raw:"), "{bad}");
        let kept: Value = serde_json::from_slice(&odd.draft.payload).unwrap();
        assert_eq!(kept["new_attempts"][0], serde_json::from_str::<Value>(bad).unwrap());
        assert!(first.draft.id.starts_with("1:") && second.draft.id.starts_with("2:"));
        assert_eq!(page.next, Some(cursor("2")));
    }
}

#[test]
fn the_reason_quotes_nothing_that_somebody_wrote() {
    let draft = review(r#"{"timestamp":1,"is_negative":"my password"}"#);
    assert!(draft.undecodable.as_deref().is_some_and(|why| why.starts_with("no attempt in line 1, column ")));
}

#[test]
fn a_review_is_no_message() {
    let event = review(&attempt("1", "one")).stamp(&Origin::new("me", "devman", Via::Polling), now().wall);
    let view = Devman::new().view(&Setup::new(""));
    assert!(view.message(&event).is_none() && view.kinds(What::Message).is_empty());
}

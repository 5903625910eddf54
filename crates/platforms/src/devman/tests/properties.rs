//! What holds for every answer, not only for those that somebody thought of.

use pollhook_core::Ask;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::arbitrary::{anything, written};

fn some_attempt() -> impl Strategy<Value = Value> {
    let stamp = prop_oneof![6 => (0.0..4e9).prop_map(|stamp: f64| json!(stamp)), 1 => anything()];
    let good = (stamp, ".{0,12}", ".{0,12}", any::<bool>(), anything()).prop_map(|(stamp, title, url, negative, more)| {
        json!({ "timestamp": stamp, "lesson_title": title, "lesson_url": url, "is_negative": negative, "more": more })
    });
    prop_oneof![8 => good, 1 => anything()]
}

/// All that makes an event what it is: id, kind, key, time, why it cannot be read, payload.
type Face<'a> = (&'a str, &'a str, Option<&'a str>, Option<SystemTime>, Option<&'a str>, &'a [u8]);

fn face(draft: &Draft) -> Face<'_> {
    (&draft.id, &draft.kind, draft.key.as_deref(), draft.time, draft.undecodable.as_deref(), &draft.payload)
}

proptest! {
    /// The page as it is split equals what a tree of it says, and holds the bytes of each attempt.
    #[test]
    fn a_page_is_split_as_a_tree_says(
        attempts in prop::collection::vec(some_attempt(), 0..8),
        upto in 0.0..4e9_f64,
        pretty: bool,
        escaped: bool,
    ) {
        let texts: Vec<String> = attempts.iter().map(|attempt| written(attempt, pretty, escaped)).collect();
        let body = found(&texts.iter().map(String::as_str).collect::<Vec<_>>(), &upto.to_string());
        let page = page(&body);
        prop_assert_eq!(page.next.as_ref(), Some(&cursor(&upto.to_string())));
        prop_assert_eq!(page.items.len(), attempts.len());
        let mut left: Vec<&String> = texts.iter().collect();
        let mut before = f64::NEG_INFINITY;
        for item in &page.items {
            let tree: Value = serde_json::from_slice(&item.draft.payload).unwrap();
            let raw = std::str::from_utf8(&item.draft.payload).unwrap();
            let at = left.iter().position(|text| raw.contains(&format!(r#""new_attempts":[{text}],"#)));
            left.remove(at.expect("every byte of an attempt is in its event"));
            if item.draft.undecodable.is_none() {
                let stamp = tree["new_attempts"][0]["timestamp"].as_f64().unwrap();
                prop_assert!(stamp >= before, "the oldest first");
                before = stamp;
                prop_assert_eq!(&tree["last_attempt_timestamp"], &tree["new_attempts"][0]["timestamp"]);
            }
        }
        prop_assert!(left.is_empty());
    }

    /// An attempt is the same event in each answer, alone or among others. What cannot be read is one, too.
    #[test]
    fn an_attempt_is_the_same_event_whatever_is_told_beside_it(
        attempts in prop::collection::vec(some_attempt(), 1..6),
        upto in 0.0..4e9_f64,
    ) {
        let texts: Vec<String> = attempts.iter().map(Value::to_string).collect();
        let together = page(&found(&texts.iter().map(String::as_str).collect::<Vec<_>>(), &upto.to_string()));
        for (attempt, text) in attempts.iter().zip(&texts) {
            let alone = review(text);
            prop_assert!(together.items.iter().any(|item| face(&item.draft) == face(&alone)), "{}", text);
            let is_one = attempt["timestamp"].is_number() && attempt["is_negative"].is_boolean();
            prop_assert_eq!(alone.undecodable.is_none(), is_one, "{}", text);
        }
    }

    /// Nothing that comes from outside stops the process.
    #[test]
    fn arbitrary_bytes_are_an_answer_or_a_failure(status in 200_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = poll().hear(&answer(status, body), now());
    }

    #[test]
    fn any_document_is_an_answer_or_a_failure(body in anything(), attempts in anything(), stamp in anything()) {
        let almost = json!({ "status": "found", "new_attempts": attempts, "last_attempt_timestamp": stamp });
        for body in [body, almost] {
            let _ = poll().hear(&answer(200, body.to_string()), now());
        }
    }

    /// A page that was cut anywhere is no page, and confirms nothing.
    #[test]
    fn half_a_page_is_no_page(attempts in prop::collection::vec(some_attempt(), 0..4), cut in any::<prop::sample::Index>()) {
        let texts: Vec<String> = attempts.iter().map(Value::to_string).collect();
        let whole = found(&texts.iter().map(String::as_str).collect::<Vec<_>>(), "1455609162.580245");
        let cut = whole.as_bytes()[..cut.index(whole.len())].to_vec();
        prop_assert!(matches!(poll().hear(&answer(200, cut), now()), Heard::Failed(_)));
    }

    /// Whatever a store gives back as a cursor, the question is one that can be asked, and adds nothing of its own.
    #[test]
    fn any_cursor_makes_a_question(text in "\\PC{1,20}|[0-9.eE+-]{1,20}") {
        let call = poll().ask(Some(&cursor(&text)), Ask::Look, now());
        prop_assert!(call.url.parse::<http::Uri>().is_ok());
        prop_assert!(call.url.matches(['?', '&', '#']).count() <= 1, "{}", call.url);
    }
}

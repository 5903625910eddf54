//! What is asked, and what an answer means.

use http::header::AUTHORIZATION;
use pollhook_core::{Ask, Auth, Door, Failure};

use super::*;

/// From where, and the query.
const ASKED: &[(Option<&str>, &str)] = &[
    (None, ""),
    (Some("1455609162.580245"), "?timestamp=1455609162.580245"),
    (Some("1644339121.17140480"), "?timestamp=1644339121.17140480"),
    (Some("1455609162"), "?timestamp=1455609162"),
    (Some("1.4556e+9"), "?timestamp=1.4556e%2B9"),
    // Not written by us: then from where the server likes, as at the very first time.
    (Some("s72594"), ""),
    (Some("1&timestamp=2"), ""),
    (Some("1455609162.5 "), ""),
    (Some("1e999"), ""),
];

#[test]
fn what_is_asked() {
    for (from, query) in ASKED {
        for how in [Ask::Look, Ask::Hold(Duration::from_secs(90))] {
            let call = poll().ask(from.map(cursor).as_ref(), how, now());
            assert_eq!(call.url, format!("https://api.example.org/api/long_polling/{query}"));
            assert_eq!(call.auth, Auth::Header { name: AUTHORIZATION, prefix: "Token " });
            assert_eq!((call.method.as_str(), call.repeatable), ("GET", true));
            assert!(call.deadline > Duration::from_secs(90), "the answer needs time to arrive");
        }
    }
    assert!(poll().confirm(&cursor("1455609162")).is_none(), "the client holds the cursor");
}

/// How it is asked, what the exchange may take in seconds, and whether silence then means that there was nothing.
const HELD: &[(Ask, u64, bool)] = &[
    (Ask::Look, 100, true),
    (Ask::Hold(Duration::from_secs(25)), 35, true),
    (Ask::Hold(Duration::from_secs(90)), 100, false),
    (Ask::Hold(Duration::from_secs(600)), 100, false),
];

#[test]
fn a_question_given_up_before_its_time_had_no_answer_to_give() {
    for (how, within, quiet) in HELD {
        let call = poll().ask(None, *how, now());
        assert_eq!((call.deadline.as_secs(), poll().silence_is_an_answer(*how)), (*within, *quiet), "{how:?}");
    }
    let longer = Devman::new().holding(Duration::from_secs(300));
    let mut poll = longer.poll(&Setup::new("")).unwrap().unwrap();
    assert_eq!(longer.rules().poll_hold, Duration::from_secs(300));
    assert!(poll.ask(None, Ask::Hold(Duration::from_secs(300)), now()).deadline > Duration::from_secs(300));
    assert!(poll.silence_is_an_answer(Ask::Hold(Duration::from_secs(90))));
}

/// An answer, its ids in order, and the cursor behind it.
#[test]
fn where_to_go_on_is_told_with_each_answer_in_its_own_digits() {
    let empty = page(&timeout("1644339121.1714048"));
    assert!(empty.items.is_empty());
    assert_eq!(empty.next, Some(cursor("1644339121.1714048")));

    let body = found(&[&attempt("1455609162.580245", "two"), &attempt("1455609161.10", "one")], "1455609162.580245");
    let some = page(&body);
    let keys: Vec<_> = some.items.iter().map(|item| item.draft.key.as_deref().unwrap()).collect();
    assert_eq!(keys, ["https://dvmn.org/modules/one/", "https://dvmn.org/modules/two/"], "the oldest first");
    assert!(some.items.iter().all(|item| item.after.is_none()), "only whole pages count");
    assert_eq!(some.next, Some(cursor("1455609162.580245")));
    assert!(!some.gap && !some.reset && !some.full);
}

#[test]
fn the_oldest_is_first_in_whatever_order_they_are_told() {
    let told = ["3.5", "-1", "100", "20.25", "3.25"];
    let attempts: Vec<String> = told.iter().map(|stamp| attempt(stamp, "one")).collect();
    let attempts: Vec<&str> = attempts.iter().map(String::as_str).collect();
    let page = page(&found(&attempts, "100"));
    let ids: Vec<&str> = page.items.iter().map(|item| item.draft.id.split_once(':').unwrap().0).collect();
    assert_eq!(ids, ["-1", "3.25", "3.5", "20.25", "100"]);
}

/// Status, body, and what it is.
const FAILURES: &[(u16, &str, &str)] = &[
    (401, r#"{"detail":"Invalid token."}"#, "unauthorised"),
    (403, r#"{"detail":"Authentication credentials were not provided."}"#, "unauthorised"),
    (401, "{}", "unauthorised"),
    // Not Devman's words, so no verdict on the token.
    (401, "<html>", "retry"),
    (403, "<html>blocked</html>", "retry"),
    (404, "<html>", "retry"),
    (404, r#"{"detail":"Not found."}"#, "retry"),
    (429, r#"{"detail":"Request was throttled."}"#, "retry"),
    (500, "", "retry"),
    (502, "<html>", "retry"),
    (204, "", "retry"),
    (200, "", "retry"),
    (200, "[]", "retry"),
    (200, r#"{"error":"the service is being repaired"}"#, "retry"),
    (200, r#"{"status":"brand new","timestamp_to_request":1}"#, "retry"),
    // A timestamp that goes with the other status, or none at all, leads nowhere.
    (200, r#"{"status":"timeout","last_attempt_timestamp":1}"#, "retry"),
    (200, r#"{"status":"found","new_attempts":[],"timestamp_to_request":1}"#, "retry"),
    (200, r#"{"status":"found","last_attempt_timestamp":1}"#, "retry"),
    (200, r#"{"status":"timeout","timestamp_to_request":"1"}"#, "retry"),
    (200, r#"{"status":"timeout","timestamp_to_request":null}"#, "retry"),
    (200, r#"{"status":"timeout","timestamp_to_request":1e999}"#, "retry"),
];

#[test]
fn failures_by_cause() {
    for (code, body, expected) in FAILURES {
        let found = match poll().hear(&answer(*code, *body), now()) {
            Heard::Failed(Failure::Retry { .. }) => "retry",
            Heard::Failed(Failure::Unauthorised(why)) => {
                assert!(why.contains("`token`"), "{why}");
                "unauthorised"
            }
            other => panic!("{code} {body}: {other:?}"),
        };
        assert_eq!(found, *expected, "{code} {body}");
    }
}

#[test]
fn a_pause_that_was_asked_for_is_told_on() {
    let mut throttled = answer(429, r#"{"detail":"throttled"}"#);
    throttled.headers.insert("retry-after", "30".parse().unwrap());
    let heard = poll().hear(&throttled, now());
    let is = matches!(&heard, Heard::Failed(Failure::Retry { after: Some(after), why }) if after.as_secs() == 30 && why.contains("throttled"));
    assert!(is, "{heard:?}");
}

#[test]
fn what_is_said_shows_no_token() {
    let body = r#"{"detail":"no user has 0123456789abcdef0123456789abcdef01234567"}"#;
    let heard = poll().hear(&answer(401, body), now());
    let Heard::Failed(failure) = heard else { panic!("{heard:?}") };
    let said = failure.to_string();
    assert!(said.contains("no user has [token]") && !said.contains("0123"), "{said}");
}

#[test]
fn there_is_no_other_way_and_it_says_so() {
    let (devman, setup) = (Devman::new(), Setup::new(""));
    assert!(devman.webhook(&setup).is_none() && devman.registration(&setup).is_none());
    assert!(devman.replies(&setup).is_none() && devman.identify(&setup).is_none());
    let instead = devman.instead_of(Door::Webhook).unwrap();
    assert!(instead.contains("mode = \"polling\""), "{instead}");
    assert_eq!(devman.instead_of(Door::Polling), None);
}

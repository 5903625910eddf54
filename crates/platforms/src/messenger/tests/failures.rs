//! What Meta answers when it does not do it, by cause; and who it says that the page is.

use pollhook_core::{Auth, Failure, Identity, ReplyFailure};

use super::*;

fn refused(code: i64, message: &str) -> String {
    format!(r#"{{"error":{{"message":"{message}","type":"OAuthException","code":{code},"fbtrace_id":"AbCd"}}}}"#)
}

/// Status, Meta's code (0: not Meta's words), what it is for a send, and for anything else.
const ROWS: &[(u16, i64, &str, &str)] = &[
    (400, 190, "unauthorised", "unauthorised"),
    (401, 190, "unauthorised", "unauthorised"),
    (400, 4, "retry", "retry"),
    (400, 32, "retry", "retry"),
    (403, 613, "retry", "retry"),
    (500, 1, "retry", "retry"),
    (400, 2, "retry", "retry"),
    (429, 80006, "retry", "retry"),
    (503, 12345, "retry", "retry"),
    // Outside of the 24 h, no right to, no such person.
    (400, 10, "refused", "fatal"),
    (403, 200, "refused", "fatal"),
    (400, 100, "refused", "fatal"),
    (400, 551, "refused", "fatal"),
    (200, 100, "refused", "fatal"),
    (200, 0, "unclear", "retry"),
    (204, 0, "unclear", "retry"),
    (401, 0, "refused", "retry"),
    (404, 0, "refused", "retry"),
    (429, 0, "retry", "retry"),
    (502, 0, "retry", "retry"),
];

#[test]
fn failures_by_cause() {
    let messenger = Messenger::new();
    let (replies, identify) = (messenger.replies(&setup()).unwrap(), messenger.identify(&setup()).unwrap());
    for (status, code, sending, asking) in ROWS {
        let body = if *code == 0 { "<html>".to_owned() } else { refused(*code, "words") };
        let answer = answer(*status, body);
        let (found, said) = match replies.read(&answer).unwrap_err() {
            ReplyFailure::Retry { why, .. } => ("retry", why),
            ReplyFailure::Refused(why) => ("refused", why),
            ReplyFailure::Unauthorised(why) => ("unauthorised", why),
            ReplyFailure::Unclear(why) => ("unclear", why),
            other => panic!("{other:?}"),
        };
        assert_eq!(found, *sending, "{status} {code}");
        assert_eq!(said.contains(&format!("Meta says: words ({code})")), *code != 0, "{said}");
        let found = match identify.read(&answer).unwrap_err() {
            Failure::Retry { .. } => "retry",
            Failure::Fatal(_) => "fatal",
            Failure::Unauthorised(why) => {
                assert!(why.contains("`token`"), "{why}");
                "unauthorised"
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(found, *asking, "{status} {code}");
    }
}

#[test]
fn the_reason_has_the_subcode_and_shows_no_token() {
    let replies = Messenger::new().replies(&setup()).unwrap();
    let outside = r#"{"error":{"message":"(#10) outside of the allowed window","code":10,"error_subcode":2018278}}"#;
    let failure = replies.read(&answer(400, outside)).unwrap_err();
    assert_eq!(failure, ReplyFailure::Refused("Meta says: (#10) outside of the allowed window (10, 2018278)".into()));

    let token = format!("EAAG{}", "aB3".repeat(40));
    let failure = replies.read(&answer(400, refused(190, &format!("Malformed access token {token}")))).unwrap_err();
    let ReplyFailure::Unauthorised(said) = failure else { panic!("{failure:?}") };
    assert!(said.contains("Malformed access token [token]") && !said.contains("EAAG"), "{said}");
}

#[test]
fn a_pause_that_was_asked_for_is_told_on() {
    let mut limited = answer(429, refused(4, "too often"));
    limited.headers.insert("retry-after", "60".parse().unwrap());
    let failure = Messenger::new().replies(&setup()).unwrap().read(&limited).unwrap_err();
    assert!(matches!(failure, ReplyFailure::Retry { after: Some(after), .. } if after.as_secs() == 60));
}

#[test]
fn who_the_page_is() {
    let identify = Messenger::new().identify(&setup()).unwrap();
    let call = identify.ask();
    assert_eq!(call.url, "https://graph.example.org/v1.0/me?fields=id,name");
    assert_eq!((call.method.as_str(), &call.auth, call.repeatable), ("GET", &Auth::Bearer, true));
    let read = |body: &str| identify.read(&answer(200, body.to_owned()));
    let named = Identity { id: PAGE.into(), name: "Caf\u{e9}".into() };
    assert_eq!(read(&format!(r#"{{"name":"Caf\u00e9","id":"{PAGE}"}}"#)), Ok(named));
    assert_eq!(read(r#"{"id":"7"}"#).unwrap().name, "7");
    assert!(matches!(read(r#"{"name":"x"}"#), Err(Failure::Retry { .. })));
}

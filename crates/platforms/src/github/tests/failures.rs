//! What each answer that is not the one asked for means, to whoever polls and to whoever speaks.

use pollhook_core::{Failure, ReplyFailure};

use super::*;

/// The verdict, and after how many seconds to try again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Means {
    Retry(Option<u64>),
    Unauthorised,
    Fatal,
    Unclear,
}
use Means::{Fatal, Retry, Unauthorised, Unclear};

/// Status, headers, body, what it means to a poller and to a speaker.
type Row = (u16, &'static [(&'static str, &'static str)], &'static str, Means, Means);

const SAID: &str = r#"{"message":"so","documentation_url":"https://docs.github.com/rest"}"#;
const USED_UP: (&str, &str) = ("x-ratelimit-remaining", "0");
/// 90 s after what the tests take for now.
const RESET: (&str, &str) = ("x-ratelimit-reset", "1800000090");
/// 30 s before that reset, by the server's own clock.
const DATE: (&str, &str) = ("date", "Fri, 15 Jan 2027 08:01:00 GMT");

const ANSWERS: &[Row] = &[
    (401, &[], SAID, Unauthorised, Unauthorised),
    (403, &[], SAID, Fatal, Fatal),
    (404, &[], SAID, Fatal, Fatal),
    (410, &[], SAID, Fatal, Fatal),
    (422, &[], SAID, Fatal, Fatal),
    // Limits, by either status and with every sort of hint.
    (403, &[USED_UP, RESET, DATE], SAID, Retry(Some(30)), Retry(Some(30))),
    (429, &[USED_UP, RESET, DATE], SAID, Retry(Some(30)), Retry(Some(30))),
    (403, &[USED_UP, ("x-ratelimit-reset", "1799999000"), DATE], SAID, Retry(Some(1)), Retry(Some(1))),
    (403, &[("retry-after", "17")], SAID, Retry(Some(17)), Retry(Some(17))),
    (429, &[("retry-after", "17"), USED_UP, RESET], SAID, Retry(Some(17)), Retry(Some(17))),
    (429, &[], SAID, Retry(Some(60)), Retry(Some(60))),
    (403, &[], r#"{"message":"You have exceeded a secondary rate limit."}"#, Retry(Some(60)), Retry(Some(60))),
    (403, &[("x-ratelimit-remaining", "12")], SAID, Fatal, Fatal),
    // Without the server's clock, ours has to do; who speaks has none.
    (403, &[USED_UP, RESET], SAID, Retry(Some(90)), Retry(Some(60))),
    (500, &[], SAID, Retry(None), Retry(None)),
    (502, &[], "<html>Bad Gateway</html>", Retry(None), Retry(None)),
    (503, &[("retry-after", "5")], "", Retry(Some(5)), Retry(Some(5))),
    // Not GitHub's words: somebody in between, who knows nothing of the bot.
    (403, &[], "<html>Blocked</html>", Retry(None), Fatal),
    (404, &[], "not found", Retry(None), Fatal),
    (200, &[], "<html>Log in first</html>", Retry(None), Unclear),
];

#[test]
fn what_an_answer_means() {
    for (status, headers, body, polled, said) in ANSWERS {
        let answer = answer_with(*status, headers, *body);
        let mut poll = poll();
        let _ = poll.ask(None, Ask::Look, now());
        let means = match poll.hear(&answer, now()) {
            Heard::Failed(Failure::Retry { after, .. }) => Retry(after.map(|after| after.as_secs())),
            Heard::Failed(Failure::Unauthorised(_)) => Unauthorised,
            Heard::Failed(Failure::Fatal(_)) => Fatal,
            other => panic!("{status} {body}: {other:?}"),
        };
        assert_eq!(means, *polled, "{status} {headers:?} {body}");

        let means = match GitHub.replies(&setup()).unwrap().read(&answer) {
            Err(ReplyFailure::Retry { after, .. }) => Retry(after.map(|after| after.as_secs())),
            Err(ReplyFailure::Unauthorised(_)) => Unauthorised,
            Err(ReplyFailure::Refused(_)) => Fatal,
            Err(ReplyFailure::Unclear(_)) => Unclear,
            other => panic!("{status} {body}: {other:?}"),
        };
        assert_eq!(means, *said, "said: {status} {headers:?} {body}");
    }
}

fn why(status: u16, body: &str) -> String {
    let mut poll = poll();
    let _ = poll.ask(None, Ask::Look, now());
    match poll.hear(&answer(status, body.to_owned()), now()) {
        Heard::Failed(failure) => failure.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_words_say_what_to_do() {
    let missing = why(404, r#"{"message":"Not Found"}"#);
    assert!(missing.contains("Not Found") && missing.contains("watch = \"octocat/hello-world\""), "{missing}");
    let revoked = why(401, r#"{"message":"Bad credentials"}"#);
    assert!(revoked.contains("Bad credentials") && revoked.contains("`token`"), "{revoked}");
    let invalid = r#"{"message":"Validation Failed","errors":[{"resource":"Hook","code":"custom",
        "message":"Hook already exists on this repository"},{"resource":"Hook","field":"events","code":"invalid"},7]}"#;
    let invalid = why(422, invalid);
    assert!(invalid.contains("Hook already exists on this repository; `events` is invalid"), "{invalid}");
}

#[test]
fn what_is_said_shows_no_token() {
    for token in ["ghp_16C7e42F292c6912E7710c838347Ae178B4a", "github_pat_11AAAAAAA0aaaaaaaaaaaa_bbbbbbbb"] {
        let shown = why(422, &json!({ "message": format!("no {token} here") }).to_string());
        assert!(shown.contains("no [token]here") && !shown.contains(token), "{shown}");
    }
}

#[test]
fn who_the_bot_is() {
    let identify = GitHub.identify(&setup()).unwrap();
    assert_eq!(identify.ask().url, "https://api.github.com/user");
    let me = identify.read(&answer(200, user("Octo-Bot", ME, "User").to_string())).unwrap();
    assert_eq!((me.id.as_str(), me.name.as_str()), ("700", "Octo-Bot"));
    assert!(matches!(identify.read(&answer(401, SAID)), Err(Failure::Unauthorised(_))));
    assert!(matches!(identify.read(&answer(200, "{}")), Err(Failure::Retry { .. })));
}

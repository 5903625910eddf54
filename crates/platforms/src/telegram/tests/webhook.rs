//! The webhook: who is let in, what a body is, and how it is answered.

use pollhook_core::{Inline, Outcome, Reason, ReasonKind, Refusal};

use super::*;

const HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";

fn head(method: &str, secrets: &[&[u8]]) -> Result<(), Refusal> {
    let mut headers = HeaderMap::new();
    for secret in secrets {
        headers.append(HEADER, http::HeaderValue::from_bytes(secret).unwrap());
    }
    webhook().head(&Parts { method: method.parse().unwrap(), uri: "/hook".parse().unwrap(), headers }, now())
}

/// Method, secret headers, and the status of the refusal.
type Row = (&'static str, &'static [&'static [u8]], Option<u16>);

const HEADS: &[Row] = &[
    ("POST", &[b"new-secret"], None),
    ("POST", &[b"old_secret"], None),
    ("POST", &[], Some(401)),
    ("POST", &[b""], Some(401)),
    ("POST", &[b"new-secre"], Some(401)),
    ("POST", &[b"new-secret2"], Some(401)),
    ("POST", &[b"New-secret"], Some(401)),
    ("POST", &[b"new-secret,old_secret"], Some(401)),
    ("POST", &[b"new-secret", b"new-secret"], Some(401)),
    ("POST", &[b"wrong", b"new-secret"], Some(401)),
    ("POST", &[b"\xff\xfe"], Some(401)),
    ("GET", &[b"new-secret"], Some(405)),
    ("PUT", &[b"new-secret"], Some(405)),
    ("HEAD", &[], Some(405)),
];

#[test]
fn only_a_post_with_one_of_the_secrets_is_let_in() {
    for (method, secrets, refused) in HEADS {
        let status = head(method, secrets).err().map(|refusal| refusal.status.as_u16());
        assert_eq!(status, *refused, "{method} {secrets:?}");
    }
}

#[test]
fn a_body_is_one_event_whatever_it_is() {
    let update = r#"{"update_id":9,"message":{"chat":{"id":1}}}"#;
    assert_eq!(face(&pushed(update)), ("9", "message", Some("1"), update.as_bytes()));
    assert_eq!(face(&pushed(&format!("\r\n {update}\n"))), face(&pushed(update)), "space around it is not the event");
    for body in ["", "{", "not JSON", "{}", "[]", &format!("{update} {update}")] {
        let (once, again) = (pushed(body), pushed(body));
        assert!(once.undecodable.is_some(), "{body}");
        assert_eq!((face(&once), once.kind.as_str()), (face(&again), "undecodable"), "{body}");
    }
    assert_ne!(pushed("{").id, pushed("[").id);
}

#[test]
fn how_an_outcome_is_answered() {
    let inline = Inline::json(r#"{"method":"sendMessage","chat_id":1,"text":"hi"}"#);
    let rejected = Outcome::Rejected(Reason::new(ReasonKind::Failed, "no"));
    let rows = [
        (Outcome::Accepted(None), 200, None, "", None),
        (
            Outcome::Accepted(Some(inline)),
            200,
            None,
            r#"{"method":"sendMessage","chat_id":1,"text":"hi"}"#,
            Some("application/json"),
        ),
        (rejected, 200, None, "", None),
        (Outcome::Retry(None), 503, None, "", None),
        (Outcome::Retry(Some(Duration::from_secs(2))), 503, Some(2), "", None),
    ];
    for (outcome, status, retry_after, body, content_type) in rows {
        let answer = webhook().answer(&outcome);
        assert_eq!(answer.status, status, "{outcome:?}");
        assert_eq!(answer.retry_after.map(|after| after.as_secs()), retry_after);
        assert_eq!((&answer.body[..], answer.content_type), (body.as_bytes(), content_type));
    }
}

fn with_secrets(secrets: &[&str]) -> Result<(), String> {
    let mut setup = setup();
    setup.secrets = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
    Telegram.webhook(&setup).unwrap().map(|_| ()).map_err(|error| error.to_string())
}

#[test]
fn without_a_secret_it_does_not_start_and_names_the_line_to_add() {
    let error = with_secrets(&[]).unwrap_err();
    assert!(error.contains("secret = \"${WEBHOOK_SECRET}\"") && error.contains("[webhook]"), "{error}");
}

#[test]
fn a_secret_that_telegram_would_refuse_does_not_start_and_is_not_shown() {
    let longest = "x".repeat(256);
    for good in ["a", "A-z_09", &longest] {
        assert_eq!(with_secrets(&[good]), Ok(()), "{good}");
    }
    let too_long = "x".repeat(257);
    for bad in ["", "pass word", "пароль", "hunter2!", &too_long, "a\nb"] {
        let error = with_secrets(&["good", bad]).unwrap_err();
        assert!(error.contains("secret 2") && error.contains("A-Z, a-z, 0-9, _ and -"), "{error}");
        assert!(bad.len() < 3 || !error.contains(bad), "{error}");
    }
}

#[test]
fn the_rules_are_those_that_the_server_follows() {
    let rules = Telegram.rules();
    assert!(rules.exclusive && rules.same_events);
    assert_eq!(rules.redelivers, Some(Duration::from_secs(86_400)));
    assert!(rules.ack_within < Some(Duration::from_secs(60)), "an answer needs time to arrive");
    assert_eq!((rules.poll_hold, rules.max_connections), (Duration::from_secs(50), Some(100)));
    assert_eq!(rules.body_limit, 4 << 20);
}

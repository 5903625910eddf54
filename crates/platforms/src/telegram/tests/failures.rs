//! What the API answers when it does not give what was asked.

use pollhook_core::{Failure, ReplyFailure};

use super::*;

fn refused(code: u16, description: &str) -> String {
    format!(r#"{{"ok":false,"error_code":{code},"description":"{description}"}}"#)
}

fn heard(answer: &Answer) -> Failure {
    match poll().hear(answer, now()) {
        Heard::Failed(failure) => failure,
        other => panic!("no failure: {other:?}"),
    }
}

/// The sort of a failure, and the pause in it.
fn sort(failure: &Failure) -> (&'static str, Option<u64>) {
    match failure {
        Failure::Retry { after, .. } => ("retry", after.map(|after| after.as_secs())),
        Failure::Taken(_) => ("taken", None),
        Failure::WebhookActive(_) => ("webhook active", None),
        Failure::OwnOldPoll(_) => ("own old poll", None),
        Failure::Unauthorised(_) => ("unauthorised", None),
        Failure::Fatal(_) => ("fatal", None),
        _ => ("new", None),
    }
}

/// Status, description, the sort of failure, and words that must be in its text.
const SAID: &[(u16, &str, &str, &str)] = &[
    (401, "Unauthorized", "unauthorised", "@BotFather"),
    (401, "Unauthorized: invalid token specified", "unauthorised", "invalid token specified"),
    (404, "Not Found", "unauthorised", "`api`"),
    (404, "Not Found: method not found", "fatal", "bring it up to date"),
    (421, "Misdirected Request: unallowed token specified", "unauthorised", "this server serves only some bots"),
    (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        "webhook active",
        "webhook is active",
    ),
    (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
        "taken",
        "only one bot instance",
    ),
    (409, "Conflict: terminated by setWebhook request", "own old poll", "setWebhook"),
    (409, "Conflict: terminated by other setWebhook", "retry", "other setWebhook"),
    (409, "Conflict: something that nobody has seen", "taken", "nobody has seen"),
    (429, "Too Many Requests: retry after 5", "retry", "Too Many Requests"),
    (500, "Internal Server Error: restart", "retry", "restart"),
    (502, "Bad Gateway", "retry", "Bad Gateway"),
    (400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", "fatal", "HTTPS URL"),
    (400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known", "retry", "resolve host"),
    (403, "Forbidden: bot was blocked by the user", "fatal", "blocked"),
];

#[test]
fn every_refusal_means_what_can_be_done_about_it() {
    for (code, description, expected, words) in SAID {
        let failure = heard(&answer(*code, refused(*code, description)));
        assert_eq!(sort(&failure), (*expected, None), "{code} {description}");
        assert!(failure.to_string().contains(words), "{failure}");
        // A status of 200 over a refusal changes nothing: a proxy may rewrite it.
        assert_eq!(sort(&heard(&answer(200, refused(*code, description)))).0, *expected);
    }
}

/// What is not Telegram's: status, body, and the sort of failure.
const FOREIGN: &[(u16, &str, &str)] = &[
    (200, "<!doctype html><title>Sign in</title>", "retry"),
    (200, "", "retry"),
    (200, r#"{"ok":true,"result":[{"update_id":1,"mess"#, "retry"),
    (200, r#"{"ok":true,"result":{"url":""}}"#, "retry"),
    (200, r#"{"ok":true}"#, "retry"),
    (200, r#"{"ok":false}"#, "retry"),
    (200, r#"{"result":[]}"#, "retry"),
    (200, "[]", "retry"),
    (200, "[true,[]]", "retry"),
    (200, r#"[false,401,"Unauthorized",null]"#, "retry"),
    (302, "", "retry"),
    (400, "<html>", "retry"),
    (401, "<html>", "unauthorised"),
    (403, "<html>", "retry"),
    (404, "<html>", "unauthorised"),
    (502, "<html><h1>502 Bad Gateway</h1>", "retry"),
    (503, "", "retry"),
];

#[test]
fn an_answer_that_is_not_telegrams_is_never_shown() {
    for (code, body, expected) in FOREIGN {
        let failure = heard(&answer(*code, *body));
        assert_eq!(sort(&failure), (*expected, None), "{code} {body}");
        assert!(!failure.to_string().contains('<'), "{failure}");
    }
}

#[test]
fn bytes_that_are_no_text_are_a_failure() {
    assert_eq!(sort(&heard(&answer(200, &b"{\"ok\":true,\"result\":[\"\xff\"]}"[..]))).0, "retry");
}

/// Body, header, and the pause that was asked for.
const PAUSES: &[(&str, Option<&str>, Option<u64>)] = &[
    (r#"{"ok":false,"error_code":429,"parameters":{"retry_after":7}}"#, None, Some(7)),
    (r#"{"ok":false,"error_code":429,"parameters":{"retry_after":7}}"#, Some("9"), Some(7)),
    (r#"{"ok":false,"error_code":429,"description":"Too Many Requests"}"#, Some("9"), Some(9)),
    ("<html>slow down</html>", Some("9"), Some(9)),
    (r#"{"ok":false,"error_code":429,"description":"Too Many Requests"}"#, None, None),
    (r#"{"ok":false,"error_code":429,"parameters":{"retry_after":"soon"}}"#, None, None),
];

#[test]
fn a_pause_is_read_from_the_body_or_the_header() {
    for (body, header, pause) in PAUSES {
        let mut answer = answer(429, *body);
        if let Some(header) = header {
            answer.headers.insert(http::header::RETRY_AFTER, header.parse().unwrap());
        }
        assert_eq!(sort(&heard(&answer)), ("retry", *pause), "{body} {header:?}");
    }
}

#[test]
fn what_looks_like_a_token_is_not_repeated() {
    let token = "123456:AAExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    for code in [400, 401, 404, 409, 429, 500] {
        let failure = heard(&answer(code, refused(code, &format!("no /bot{token}/getUpdates"))));
        assert!(!format!("{failure} {failure:?}").contains("AAE"), "{failure}");
    }
}

/// An answer to a send, and what it means for whoever sent it.
fn sent(code: u16, body: &str) -> Result<Value, ReplyFailure> {
    Telegram.replies(&setup()).unwrap().read(&answer(code, body.to_owned()))
}

#[test]
fn what_an_answer_to_a_send_means() {
    assert_eq!(sent(200, r#"{"ok":true,"result":{"message_id":5}}"#).unwrap()["message_id"], 5);
    assert_eq!(sent(200, r#"{"ok":true,"result":true}"#), Ok(Value::Bool(true)));

    let moved = r#"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat",
        "parameters":{"migrate_to_chat_id":-1001234567890}}"#;
    assert_eq!(sent(400, moved), Err(ReplyFailure::Moved { chat: "-1001234567890".into() }));

    let rows: &[(u16, String, &str)] = &[
        (429, r#"{"ok":false,"error_code":429,"parameters":{"retry_after":3}}"#.into(), "retry 3"),
        (500, refused(500, "Internal Server Error: restart"), "retry"),
        (400, refused(400, "Bad Request: chat not found"), "refused"),
        (403, refused(403, "Forbidden: bot was blocked by the user"), "refused"),
        (404, refused(404, "Not Found: method not found"), "refused"),
        (409, refused(409, "Conflict: whatever"), "refused"),
        (200, r#"{"ok":false,"description":"no"}"#.into(), "refused"),
        (401, refused(401, "Unauthorized"), "unauthorised"),
        (404, refused(404, "Not Found"), "unauthorised"),
        (421, refused(421, "Misdirected Request: unallowed token specified"), "unauthorised"),
        // From whom a 5xx is, the status tells whoever sends: it knows which of them took the message.
        (502, "<html>".into(), "retry"),
        (503, String::new(), "retry"),
        // Nobody knows whether it was sent.
        (200, "<html>".into(), "unclear"),
        (200, r#"{"ok":true,"result":{"message_"#.into(), "unclear"),
        (403, "<html>".into(), "refused"),
    ];
    for (code, body, expected) in rows {
        let found = match sent(*code, body).unwrap_err() {
            ReplyFailure::Retry { after: Some(after), .. } => format!("retry {}", after.as_secs()),
            ReplyFailure::Retry { .. } => "retry".into(),
            ReplyFailure::Refused(_) => "refused".into(),
            ReplyFailure::Unauthorised(_) => "unauthorised".into(),
            ReplyFailure::Unclear(_) => "unclear".into(),
            other => format!("{other:?}"),
        };
        assert_eq!(found, *expected, "{code} {body}");
    }
}

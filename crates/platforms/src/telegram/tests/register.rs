//! setWebhook, deleteWebhook, getWebhookInfo, getMe.

use std::sync::Arc;

use pollhook_core::{Auth, Failure, Registered, Registration, Wanted};
use serde_json::json;

use super::*;

fn register() -> Arc<dyn Registration> {
    Telegram.registration(&setup()).unwrap()
}

fn set(wanted: &Wanted) -> Call {
    register().set(wanted, &Registered::default())
}

fn remove(drop_pending: bool) -> Call {
    register().remove(&Registered::default(), drop_pending).unwrap()
}

fn wanted() -> Wanted {
    Wanted {
        url: "https://bot.example.org/hook".into(),
        secret: Some(SecretString::from("s3cret")),
        kinds: vec!["message".into(), "poll".into()],
        max_connections: Some(40),
    }
}

#[test]
fn what_is_called() {
    let rows = [
        (register().view(), "getWebhookInfo", json!({})),
        (
            set(&wanted()),
            "setWebhook",
            json!({
                "url": "https://bot.example.org/hook",
                "secret_token": "s3cret",
                "allowed_updates": ["message", "poll"],
                "max_connections": 40,
            }),
        ),
        (
            set(&Wanted { secret: None, max_connections: None, ..wanted() }),
            "setWebhook",
            json!({ "url": "https://bot.example.org/hook", "allowed_updates": ["message", "poll"] }),
        ),
        (remove(false), "deleteWebhook", json!({ "drop_pending_updates": false })),
        (remove(true), "deleteWebhook", json!({ "drop_pending_updates": true })),
        (Telegram.identify(&setup()).unwrap().ask(), "getMe", json!({})),
    ];
    for (call, method, expected) in rows {
        assert_eq!(call.url, format!("https://api.example.org/bot{{}}/{method}"));
        assert_eq!((parameters(&call), &call.auth, call.repeatable), (expected, &Auth::Path, true), "{method}");
    }
}

#[test]
fn a_call_that_registers_shows_no_secret() {
    assert!(!format!("{:?}", set(&wanted())).contains("s3cret"));
}

#[test]
fn what_is_registered() {
    let none = r#"{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}"#;
    let none = register().read_view(&answer(200, none)).unwrap();
    assert_eq!((none.url.as_deref(), none.pending, none.last_error.as_deref()), (None, Some(0), None));

    let some = r#"{"ok":true,"result":{"url":"https://bot.example.org/hook","has_custom_certificate":false,
        "pending_update_count":12,"ip_address":"192.0.2.1","last_error_date":1700000000,
        "last_error_message":"Wrong response from the webhook: 503 Service Unavailable",
        "max_connections":40,"allowed_updates":["poll","message"]}}"#;
    let some = register().read_view(&answer(200, some)).unwrap();
    assert_eq!((some.pending, some.max_connections), (Some(12), Some(40)));
    assert_eq!(some.last_error.as_deref(), Some("Wrong response from the webhook: 503 Service Unavailable"));
    assert!(!some.differs(&wanted()), "the order of kinds is no difference");
    assert!(some.differs(&Wanted { url: "https://other.example.org/".into(), ..wanted() }));
    assert!(some.differs(&Wanted { max_connections: Some(41), ..wanted() }));
    assert!(some.differs(&Wanted { kinds: vec!["message".into()], ..wanted() }));
}

/// The server leaves the list out when it is the default: to ask for just that set is then no difference.
#[test]
fn no_list_is_the_default_set() {
    let body = r#"{"ok":true,"result":{"url":"https://bot.example.org/hook","max_connections":40}}"#;
    let kinds = register().read_view(&answer(200, body)).unwrap().kinds.unwrap();
    assert!(kinds.iter().any(|kind| *kind == "message") && !kinds.iter().any(|kind| *kind == "chat_member"));
    let set = set(&Wanted { kinds: Vec::new(), ..wanted() });
    assert_eq!(parameters(&set)["allowed_updates"], serde_json::to_value(&kinds).unwrap());
}

#[test]
fn what_was_done() {
    for said in ["Webhook was set", "Webhook is already set", "Webhook was deleted", "Webhook is already deleted"] {
        let body = format!(r#"{{"ok":true,"result":true,"description":"{said}"}}"#);
        assert_eq!(register().read_done(&answer(200, body)), Ok(()), "{said}");
    }
    let soon = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}"#;
    let failed = register().read_done(&answer(429, soon));
    assert!(matches!(failed, Err(Failure::Retry { after: Some(after), .. }) if after.as_secs() == 1), "{failed:?}");
    for said in ["secret token is too long", "secret token contains unallowed characters"] {
        let body = format!(r#"{{"ok":false,"error_code":400,"description":"Bad Request: {said}"}}"#);
        assert!(matches!(register().read_done(&answer(400, body)), Err(Failure::Fatal(why)) if why.contains(said)));
    }
}

#[test]
fn who_the_bot_is() {
    let identify = Telegram.identify(&setup()).unwrap();
    let read = |me: &str| identify.read(&answer(200, format!(r#"{{"ok":true,"result":{me}}}"#)));
    let me = read(r#"{"id":700,"is_bot":true,"first_name":"\u042d\u0445\u043e","username":"echo_bot"}"#).unwrap();
    assert_eq!((me.id.as_str(), me.name.as_str()), ("700", "echo_bot"));
    assert_eq!(read(r#"{"id":700,"first_name":"\u042d\u0445\u043e"}"#).unwrap().name, "Эхо");
    assert!(matches!(read(r#"{"first_name":"Echo"}"#), Err(Failure::Retry { .. })));
    assert!(matches!(identify.read(&answer(401, "{}")), Err(Failure::Unauthorised(_))));
}

//! Webhooks: found in the list by their address, changed by their id.

use pollhook_core::{Auth, Failure, Kind, Registered, Registration, Wanted};

use super::*;

const HOOKS: &str = "https://api.github.com/repos/octocat/hello-world/hooks";

fn register() -> Arc<dyn Registration> {
    GitHub.registration(&setup()).unwrap()
}

fn wanted() -> Wanted {
    Wanted {
        url: "https://bot.example.org/hook".into(),
        secret: Some(SecretString::from("s3cret")),
        kinds: vec!["issues".into(), "push".into()],
        max_connections: None,
    }
}

fn hook(id: u64, url: &str, more: &Value) -> Value {
    let mut hook = json!({
        "type": "Repository", "id": id, "name": "web", "active": true, "events": ["push", "issues"],
        "config": { "url": url, "content_type": "json", "insecure_ssl": "0", "secret": "********" },
        "last_response": { "code": null, "status": "unused", "message": null },
    });
    for (name, value) in more.as_object().unwrap() {
        hook[name] = value.clone();
    }
    hook
}

fn seen(hooks: &Value) -> Registered {
    register().read_view(&answer(200, hooks.to_string())).unwrap()
}

fn ours(more: &Value) -> Registered {
    seen(&json!([hook(1, "https://other.example.org/", &json!({})), hook(2, &wanted().url, more)]))
}

#[test]
fn of_many_the_one_with_our_address_is_ours() {
    let found = ours(&json!({}));
    assert_eq!((found.url.as_deref(), found.handle.as_deref()), (Some("https://bot.example.org/hook"), Some("2")));
    assert!(!found.differs(&wanted()), "the order of kinds is no difference");
    assert!(found.differs(&Wanted { kinds: vec!["push".into()], ..wanted() }));
    assert_eq!(seen(&json!([hook(1, "https://other.example.org/", &json!({}))])), Registered::default());
    assert_eq!(seen(&json!([])), Registered::default());
}

/// Nobody's address is not ours, even where ours is not known.
#[test]
fn without_an_address_nothing_is_ours() {
    let mut setup = setup();
    setup.url = None;
    let hooks = json!([{ "id": 1, "config": {} }, hook(2, &wanted().url, &json!({}))]).to_string();
    let seen = GitHub.registration(&setup).unwrap().read_view(&answer(200, hooks)).unwrap();
    assert_eq!(seen, Registered::default());
}

#[test]
fn one_that_is_off_or_speaks_in_forms_is_mended() {
    for more in [
        json!({ "active": false }),
        json!({ "config": { "url": wanted().url, "content_type": "form" } }),
        json!({ "events": ["push"] }),
    ] {
        assert!(ours(&more).differs(&wanted()), "{more}");
    }
}

#[test]
fn how_the_last_delivery_went() {
    let failed =
        json!({ "last_response": { "code": 502, "status": "invalid", "message": "Invalid HTTP Response: 502" } });
    assert_eq!(ours(&failed).last_error.as_deref(), Some("502 Invalid HTTP Response: 502"));
    for fine in [json!({ "last_response": { "code": 200, "status": "active", "message": "OK" } }), json!({})] {
        assert_eq!(ours(&fine).last_error, None);
    }
}

#[test]
fn what_is_called() {
    let config = json!({
        "url": "https://bot.example.org/hook", "content_type": "json", "insecure_ssl": "0", "secret": "s3cret",
    });
    let hook = json!({ "active": true, "events": ["issues", "push"], "config": config });
    let mut new = hook.clone();
    new["name"] = "web".into();
    let rows = [
        (register().view(), "GET", format!("{HOOKS}?per_page=100"), None, true),
        (register().set(&wanted(), &Registered::default()), "POST", HOOKS.to_owned(), Some(new), false),
        (register().set(&wanted(), &ours(&json!({}))), "PATCH", format!("{HOOKS}/2"), Some(hook), true),
        (register().remove(&ours(&json!({})), false).unwrap(), "DELETE", format!("{HOOKS}/2"), None, true),
    ];
    for (call, method, url, expected, repeatable) in rows {
        assert_eq!((call.method.as_str(), &call.url, &call.auth), (method, &url, &Auth::Bearer));
        assert_eq!(call.repeatable, repeatable, "{method} twice");
        match expected {
            Some(expected) => assert_eq!(body(&call), expected),
            None => assert!(matches!(call.body, Body::Empty)),
        }
        assert!(!format!("{call:?}").contains("s3cret"));
    }
    assert!(register().remove(&Registered::default(), false).is_none(), "there is nothing to remove");
}

#[test]
fn kinds_are_always_spelled_out() {
    let all = register().set(&Wanted { kinds: Vec::new(), ..wanted() }, &Registered::default());
    assert_eq!(body(&all)["events"].as_array().unwrap().len(), GitHub.kinds().len());
    let one = register().set(&Wanted { kinds: vec![Kind::from("star")], ..wanted() }, &Registered::default());
    assert_eq!(body(&one)["events"], json!(["star"]));
}

#[test]
fn what_was_done() {
    assert_eq!(register().read_done(&answer(204, "")), Ok(()));
    assert_eq!(register().read_done(&answer(201, hook(2, "https://x.example.org", &json!({})).to_string())), Ok(()));
    assert!(matches!(register().read_done(&answer(200, "<html>")), Err(Failure::Retry { .. })));
    let missing = register().read_done(&answer(404, r#"{"message":"Not Found"}"#));
    assert!(matches!(missing, Err(Failure::Fatal(why)) if why.contains("admin:repo_hook")));
}

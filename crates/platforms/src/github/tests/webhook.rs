//! The webhook: who is let in, what a body is, and how it is answered.

use pollhook_core::{Outcome, Reason, ReasonKind, WebhookAnswer};

use super::*;

const GUID: &str = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

fn status(verdict: Verdict) -> u16 {
    match verdict {
        Verdict::Accept(_) => 200,
        Verdict::Respond(answer) => answer.status.as_u16(),
        Verdict::Reject(refusal) => refusal.status.as_u16(),
        other => panic!("{other:?}"),
    }
}

/// A good delivery to which something is done, and what it is answered.
#[test]
fn who_is_let_in() {
    type Change = fn(&mut Parts);
    let rows: &[(&str, Change, u16)] = &[
        ("as it is", |_| {}, 200),
        ("a GET", |parts| parts.method = http::Method::GET, 405),
        ("a PUT", |parts| parts.method = http::Method::PUT, 405),
        ("unsigned", |parts| without(parts, "x-hub-signature-256"), 401),
        ("signed by SHA-1 alone", sha1, 401),
        ("signed twice", twice, 401),
        ("of no kind", |parts| without(parts, "x-github-event"), 400),
        ("without a name", |parts| without(parts, "x-github-delivery"), 400),
        ("with an empty name", unnamed, 400),
    ];
    let body = opened(7).to_string();
    for (how, change, expected) in rows {
        let mut parts = delivery("issues", GUID, &body);
        change(&mut parts);
        assert_eq!(status(judged(&parts, &body)), *expected, "{how}");
    }
}

fn without(parts: &mut Parts, name: &str) {
    parts.headers.remove(name);
}

fn twice(parts: &mut Parts) {
    let value = parts.headers[signature::HEADER].clone();
    parts.headers.append(signature::HEADER, value);
}

fn unnamed(parts: &mut Parts) {
    parts.headers.insert("x-github-delivery", "".parse().unwrap());
}

/// The older header beside which the newer one stands: nobody who has only this is let in. The digest is that of "Hello,
/// World!" under "It's a Secret to Everybody", computed with Python's `hmac`.
fn sha1(parts: &mut Parts) {
    parts.headers.remove(signature::HEADER);
    parts.headers.insert("x-hub-signature", "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59".parse().unwrap());
}

/// Published in "Validating webhook deliveries"; the second was computed with Python's `hmac`.
const SIGNED: [(&str, &str); 2] = [
    ("Hello, World!", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"),
    ("", "sha256=66a0c074deaa0f489ead6537e0d32f9a344b90bbeda705b6ed45ecd3b413fb40"),
];

#[test]
fn what_github_signed_is_let_in_whatever_it_is() {
    for secrets in [vec!["It's a Secret to Everybody"], vec!["another", "It's a Secret to Everybody"], vec!["another"]]
    {
        let mut setup = setup();
        setup.secrets = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        let webhook = GitHub.webhook(&setup).unwrap().unwrap();
        for (body, signed) in SIGNED {
            let mut parts = delivery("push", GUID, "");
            parts.headers.insert(signature::HEADER, signed.parse().unwrap());
            let verdict = webhook.body(&parts, &bytes::Bytes::from(body), now());
            if secrets == ["another"] {
                assert_eq!(status(verdict), 401);
            } else {
                let Verdict::Accept(drafts) = verdict else { panic!("{body:?}") };
                assert!(drafts[0].undecodable.is_some() && drafts[0].payload == body);
            }
        }
    }
}

#[test]
fn a_ping_is_answered_and_is_no_event() {
    let body = json!({ "zen": "Design for failure.", "hook_id": 1, "hook": {} }).to_string();
    match judged(&delivery("ping", GUID, &body), &body) {
        Verdict::Respond(answer) => assert_eq!(answer, WebhookAnswer::empty(StatusCode::OK)),
        other => panic!("{other:?}"),
    }
    let mut forged = delivery("ping", GUID, &body);
    forged.headers.insert(signature::HEADER, signature::header("wrong", body.as_bytes()).parse().unwrap());
    assert_eq!(status(judged(&forged, &body)), 401, "a greeting is signed, too");
}

#[test]
fn an_event_is_named_by_its_delivery_and_is_the_body_itself() {
    let body = opened(7).to_string();
    let mut parts = delivery("issues", GUID, &body);
    parts.headers.insert("x-github-hook-id", "292430182".parse().unwrap());
    let Verdict::Accept(drafts) = judged(&parts, &body) else { panic!() };
    let [draft] = &drafts[..] else { panic!("{drafts:?}") };
    assert_eq!(
        (draft.id.as_str(), draft.kind.as_str(), key(draft)),
        (&*format!("delivery:{GUID}"), "issues", Some("1296269#7"))
    );
    assert_eq!(draft.payload, body);
    assert_eq!(draft.meta, [("x-github-hook-id".into(), "292430182".into())]);
}

#[test]
fn a_form_is_signed_as_it_came_and_read_as_the_json_in_it() {
    let mut said = opened(7);
    said["issue"]["body"] = "ä+b &c=%d 😀".into();
    let json = said.to_string();
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("payload", &json).finish();
    let mut parts = delivery("issues", GUID, &form);
    for sort in ["application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded; charset=utf-8"] {
        parts.headers.insert("content-type", sort.parse().unwrap());
        let Verdict::Accept(drafts) = judged(&parts, &form) else { panic!("{sort}") };
        assert_eq!((&drafts[0].payload[..], key(&drafts[0])), (json.as_bytes(), Some("1296269#7")));
    }
    // The same words, signed before they were written as a form.
    parts.headers.insert(signature::HEADER, signature::header("new-secret", json.as_bytes()).parse().unwrap());
    assert_eq!(status(judged(&parts, &form)), 401);
}

#[test]
fn what_cannot_be_read_is_an_event_and_quotes_nothing() {
    for body in ["", "{", "[]", "[1]", "null", "\"my password\"", r#"{"issue":"my password"}"#] {
        let Verdict::Accept(drafts) = judged(&delivery("issues", GUID, body), body) else { panic!("{body}") };
        let why = drafts[0].undecodable.as_deref().unwrap();
        assert!(drafts[0].payload == body && drafts[0].id.starts_with("raw:"), "{body}");
        assert!(!why.contains("password"), "{why}");
    }
}

#[test]
fn how_an_outcome_is_answered() {
    let rejected = Outcome::Rejected(Reason::new(ReasonKind::Failed, "no"));
    let two = Some(Duration::from_secs(2));
    for (outcome, status, after) in [
        (Outcome::Accepted(None), 200, None),
        (rejected, 200, None),
        (Outcome::Retry(None), 503, None),
        (Outcome::Retry(two), 503, two),
    ] {
        let answer = webhook().answer(&outcome);
        assert_eq!((answer.status.as_u16(), answer.retry_after), (status, after), "{outcome:?}");
        assert!(answer.body.is_empty());
    }
}

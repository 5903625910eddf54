//! A request to GitHub's webhook.
//!
//! - Its head is let in exactly when it is a POST that names one signature of the right form, an event and a delivery; its
//!   body exactly when it is signed as a second, plain implementation says.
//! - What is let in is one event, or the answer to a ping. Its payload is the body, or what a form holds under `payload`;
//!   what cannot be read is kept as it came.
//! - Its id is that of the delivery, its kind the event's name, its key what the tree says.
//! - It is the same event again.

use pollhook::core::{Bytes, Draft, Identity, Parts, Platform, SecretString, Setup, Verdict};
use pollhook_platforms::github::GitHub;

use crate::json::{self, Is, Node};
use crate::{face, forms, signature, wire};

/// Reads a case as a request.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let Some((mut parts, body)) = wire::request(case) else { return };
    signature::sign(&mut parts, &body);
    let webhook = GitHub.webhook(&setup()).expect("it can call").expect("with this setup");
    let head = webhook.head(&parts, wire::now());
    let (event, delivery) = (named(&parts, "x-github-event"), named(&parts, "x-github-delivery"));
    let status = match &head {
        _ if parts.method != "POST" => Some(405),
        _ if !signature::is_claimed(&parts) => Some(401),
        _ if event.is_empty() || delivery.is_empty() => Some(400),
        _ => None,
    };
    assert_eq!(head.err().map(|refusal| refusal.status.as_u16()), status);
    if status.is_some() {
        return;
    }
    match webhook.body(&parts, &body, wire::now()) {
        Verdict::Reject(refusal) => {
            assert!(!signature::is_good(&parts, &body), "what is signed is let in");
            assert_eq!(refusal.status, 401);
        }
        Verdict::Respond(answer) => {
            assert!(signature::is_good(&parts, &body) && event == "ping", "only a ping is answered at once");
            assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b""[..]));
        }
        Verdict::Accept(mut drafts) => {
            assert!(signature::is_good(&parts, &body) && event != "ping", "what is let in is signed");
            assert_eq!(drafts.len(), 1, "a delivery is one event");
            let Verdict::Accept(again) = webhook.body(&parts, &body, wire::now()) else { panic!("it was let in") };
            assert_eq!(face::of(&drafts[0]), face::of(&again[0]));
            is_read(&drafts[0], &parts, &body);
            has_a_view(drafts.remove(0));
        }
        other => panic!("{other:?}"),
    }
}

pub(crate) fn setup() -> Setup {
    let mut setup = Setup::new("https://api.github.com");
    setup.identity = Some(Identity { id: "700".into(), name: "Octo-Bot".into() });
    setup.secrets = signature::SECRETS.map(SecretString::from).to_vec();
    setup.url = Some("https://bot.example.org/hook".into());
    setup.extras.insert("watch", SecretString::from("octocat/hello-world"));
    setup
}

/// A header as a text without the space around it; empty when it is none.
fn named<'p>(parts: &'p Parts, name: &str) -> &'p str {
    parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).unwrap_or_default()
}

fn is_read(draft: &Draft, parts: &Parts, body: &Bytes) {
    let is_form = named(parts, "content-type").to_lowercase().starts_with("application/x-www-form-urlencoded");
    let payload = if is_form { forms::field(body, "payload").map(String::into_bytes) } else { Some(body.to_vec()) };
    if draft.undecodable.is_some() {
        assert_eq!(draft.payload, body, "as it came");
        assert!(draft.id.starts_with("raw:"), "named by its bytes");
    } else {
        assert_eq!(Some(&draft.payload[..]), payload.as_deref());
        assert_eq!(&*draft.id, format!("delivery:{}", named(parts, "x-github-delivery")));
        assert_eq!(&*draft.kind, named(parts, "x-github-event"));
    }
    let tree = payload.as_deref().and_then(|payload| std::str::from_utf8(payload).ok()).and_then(json::read);
    match tree {
        Some(tree) if matches!(tree.is, Is::Object(_)) => {
            // Of an object none of whose fields is looked at, nothing can be wrong.
            assert!(
                draft.undecodable.is_none()
                    || LOOKED_AT.iter().any(|name| tree.get(name).is_some())
                    || tree.fields().is_none()
            );
            if draft.undecodable.is_none() {
                assert_eq!(draft.key.as_deref(), key(&tree).as_deref());
            }
        }
        Some(_) => assert!(draft.undecodable.is_some(), "an event is an object"),
        None if is_form || std::str::from_utf8(body).is_ok() => {
            assert!(draft.undecodable.is_some(), "what is no JSON cannot be read");
        }
        None => {}
    }
}

const LOOKED_AT: [&str; 9] =
    ["action", "repository", "organization", "sender", "issue", "pull_request", "discussion", "comment", "review"];

/// What order is kept within, as the tree says.
pub(crate) fn key(tree: &Node<'_>) -> Option<String> {
    let number = |node: &Node<'_>, name: &str| node.get(name).and_then(Node::whole::<u64>);
    let Some(repository) = tree.some("repository") else {
        return Some(format!("org:{}", number(tree.some("organization")?, "id")?));
    };
    let id = number(repository, "id")?;
    let thread = ["issue", "pull_request", "discussion"].into_iter().find_map(|name| tree.some(name));
    Some(thread.and_then(|thread| number(thread, "number")).map_or(id.to_string(), |number| format!("{id}#{number}")))
}

pub(crate) fn has_a_view(draft: Draft) {
    let event = face::event(draft, "github");
    let _ = GitHub.view(&setup()).message(&event);
    let _ = GitHub.replies(&setup()).expect("it can be answered").place(&event);
}

//! A request to Messenger's webhook.
//!
//! - A POST is let in exactly when it is signed as a second, plain implementation says; a GET exactly when it repeats the
//!   verify token, and its answer is the bare challenge.
//! - A push is split as the tree of it says: an event an item, in their order; each payload is the envelope with this item
//!   alone, whose bytes are those that came.
//! - An event is the same again, and when its payload is all that is pushed.
//! - Whatever was signed is kept: what cannot be read is an event with all its bytes.

use pollhook::core::{Bytes, Draft, Parts, Platform, SecretString, Setup, Verdict};
use pollhook_platforms::messenger::Messenger;

use crate::json::{self, Node};
use crate::{face, forms, signature, wire};

const TOKEN: &str = "my words & more";

/// Reads a case as a request.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let Some((mut parts, body)) = wire::request(case) else { return };
    signature::sign(&mut parts, &body);
    if parts.method == "GET" {
        return is_verified(&parts, &body);
    }
    let drafts = match judged(&parts, &body) {
        Verdict::Accept(drafts) => drafts,
        Verdict::Respond(answer) => {
            assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, &b""[..]));
            Vec::new()
        }
        Verdict::Reject(refusal) => {
            let post = parts.method == "POST";
            assert!(!post || !signature::is_good(&parts, &body), "what is signed is let in");
            assert_eq!(refusal.status, if post { 401 } else { 405 });
            return;
        }
        other => panic!("{other:?}"),
    };
    assert!(parts.method == "POST" && signature::is_good(&parts, &body), "what is let in is signed");
    let text = std::str::from_utf8(&body).ok().map(str::trim_ascii);
    let push = text.and_then(|text| Some((text, json::read(text)?)));
    match push.as_ref().and_then(|(text, tree)| documents(text, tree)) {
        Some(expected) => {
            let payloads: Vec<&[u8]> = drafts.iter().map(|draft| &draft.payload[..]).collect();
            assert_eq!(payloads, expected.iter().map(String::as_bytes).collect::<Vec<_>>());
        }
        None => {
            assert!(drafts.len() == 1 && drafts[0].undecodable.is_some(), "no push, and not one event: {drafts:?}");
            assert_eq!(drafts[0].payload, body);
        }
    }
    is_the_same(&drafts, &body);
    drafts.into_iter().for_each(has_a_view);
}

fn setup() -> Setup {
    let mut setup = Setup::new("https://graph.example.org/v1.0");
    setup.secrets = signature::SECRETS.map(SecretString::from).to_vec();
    setup.extras.insert("verify_token", SecretString::from(TOKEN));
    setup
}

fn judged(parts: &Parts, body: &Bytes) -> Verdict {
    let webhook = Messenger::new().webhook(&setup()).expect("it can call").expect("with this setup");
    match webhook.head(parts, wire::now()) {
        Ok(()) => {
            assert!(parts.method == "GET" || signature::is_claimed(parts));
            webhook.body(parts, body, wire::now())
        }
        Err(refusal) => Verdict::Reject(refusal),
    }
}

fn is_verified(parts: &Parts, body: &Bytes) {
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let is = |name: &str, value: &str| forms::field(query, name).as_deref() == Some(value);
    let challenge = forms::field(query, "hub.challenge").unwrap_or_default();
    let fits = (1..=256).contains(&challenge.len()) && challenge.chars().all(|letter| letter.is_ascii_alphanumeric());
    let good = is("hub.mode", "subscribe") && is("hub.verify_token", TOKEN) && fits;
    match judged(parts, body) {
        Verdict::Respond(answer) => {
            assert!(good, "only the right token gets its challenge back");
            assert_eq!((answer.status.as_u16(), &answer.body[..]), (200, challenge.as_bytes()));
        }
        Verdict::Reject(_) => assert!(!good, "the right token gets its challenge back"),
        other => panic!("a GET brings nothing: {other:?}"),
    }
}

/// The documents of a push, one an item; `None` when it is none.
fn documents(text: &str, tree: &Node<'_>) -> Option<Vec<String>> {
    let fields = tree.fields()?;
    let once = |wanted: &str| fields.iter().filter(|(name, _)| *name == wanted).count() == 1;
    if !once("object") || !once("entry") || tree.get("object")?.text()? != "page" {
        return None;
    }
    let entries = tree.get("entry")?;
    let around = |entry: &str| replaced(text, &[(entries.raw, &format!("[{entry}]"))]);
    Some(entries.list()?.iter().flat_map(|entry| of_entry(entry).into_iter().map(|entry| around(&entry))).collect())
}

/// An entry with one item each; as it stands, where it cannot be split.
fn of_entry(entry: &Node<'_>) -> Vec<String> {
    split(entry).unwrap_or_else(|| vec![entry.raw.to_owned()])
}

const LISTS: [&str; 3] = ["messaging", "standby", "changes"];

fn split(entry: &Node<'_>) -> Option<Vec<String>> {
    let fields = entry.fields()?;
    let known = |name: &str| LISTS.contains(&name) || ["id", "time"].contains(&name);
    let mut seen = Vec::new();
    for (name, _) in fields.iter().filter(|(name, _)| known(name)) {
        if seen.contains(name) {
            return None;
        }
        seen.push(name);
    }
    if entry.some("id").is_some_and(|id| id.text().is_none())
        || entry.some("time").is_some_and(|time| time.whole::<u64>().is_none())
    {
        return None;
    }
    let lists: Vec<&Node<'_>> =
        fields.iter().filter(|(name, node)| LISTS.contains(name) && !node.is_null()).map(|(_, node)| *node).collect();
    if lists.is_empty() || lists.iter().any(|list| list.list().is_none()) {
        return None;
    }
    let mut documents = Vec::new();
    for (this, list) in lists.iter().enumerate() {
        for item in list.list()? {
            let alone = format!("[{}]", item.raw);
            let other = |at: usize| if at == this { alone.as_str() } else { "[]" };
            let changes: Vec<_> = lists.iter().enumerate().map(|(at, list)| (list.raw, other(at))).collect();
            documents.push(replaced(entry.raw, &changes));
        }
    }
    Some(documents)
}

/// A text with some of its parts, which are slices of it in their order, written anew.
fn replaced(text: &str, changes: &[(&str, &str)]) -> String {
    let mut new = String::new();
    let mut rest = text;
    for (part, other) in changes {
        let at = part.as_ptr().addr() - rest.as_ptr().addr();
        new.push_str(&rest[..at]);
        new.push_str(other);
        rest = &rest[at + part.len()..];
    }
    new + rest
}

/// What the webhook makes of a body that Meta signed.
fn pushed(body: &Bytes) -> Vec<Draft> {
    let (mut parts, _) = wire::request(b"POST / HTTP/1.1\nX-Hub-Signature-256: sha256={new}\n\n").expect("a request");
    signature::sign(&mut parts, body);
    match judged(&parts, body) {
        Verdict::Accept(drafts) => drafts,
        _ => Vec::new(),
    }
}

fn is_the_same(drafts: &[Draft], body: &Bytes) {
    let again = pushed(body);
    assert!(drafts.iter().map(face::of).eq(again.iter().map(face::of)), "the same in each redelivery");
    for draft in drafts.iter().take(8) {
        let alone = pushed(&draft.payload);
        assert_eq!(alone.len(), 1, "an event's document holds just that one");
        let (one, other) = (face::of(draft), face::of(&alone[0]));
        assert!(one == other || draft.undecodable.is_some() && draft.id == alone[0].id, "{one:?} {other:?}");
    }
}

fn has_a_view(draft: Draft) {
    let event = face::event(draft, "messenger");
    let _ = Messenger::new().view(&setup()).message(&event);
    let _ = Messenger::new().replies(&setup()).expect("it can be answered").place(&event);
}

//! GitHub's Events API: a list in one answer or in several.
//!
//! A case is answers, each behind a line of dashes: pages of one walk, and then of the next, which goes on from where the
//! last one ended.
//!
//! - A walk from nowhere tells each event of its pages once, and nothing else; what cannot be read is told with its very
//!   text.
//! - What an event's payload said it says still, word by word; beside it stand repository, sender and organization.
//! - The cursor of a list asks for it with that list's `ETag`; the same list once more is no news.

use pollhook::core::{
    Answer, Ask, Bytes, Cursor, Draft, Heard, Page, Platform, PollProtocol, SecretString, StatusCode,
};
use pollhook_platforms::github::GitHub;

use crate::github_webhook::{has_a_view, key, setup};
use crate::json::{self, Is, Node};
use crate::{face, wire};

/// A walk has no more steps than a poller allows.
const STEPS: usize = 50;

/// Reads a case as answers.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let answers: Vec<Answer> = split(case).into_iter().take(STEPS).map(wire::answer).collect();
    let mut poll = poll();
    let mut from: Option<Cursor> = None;
    let mut walk: Vec<&Answer> = Vec::new();
    let _ = poll.ask(None, Ask::Look, wire::now());
    for answer in &answers {
        walk.push(answer);
        match poll.hear(answer, wire::now()) {
            Heard::Again => {
                let call = poll.ask(from.as_ref(), Ask::Look, wire::now());
                assert!(call.url.ends_with(&format!("&page={}", walk.len() + 1)), "{}", call.url);
                continue;
            }
            Heard::Page(page) => {
                is_told(&page, &walk, from.is_none());
                is_no_news(&page, &walk);
                from = page.next.clone().or(from);
                page.items.into_iter().for_each(|item| is_read(item.draft, &walk));
            }
            Heard::Failed(_) => {}
            other => panic!("{other:?}"),
        }
        walk.clear();
        let _ = poll.ask(from.as_ref(), Ask::Look, wire::now());
    }
}

/// What stands between lines of dashes.
fn split(case: &[u8]) -> Vec<&[u8]> {
    const BETWEEN: &[u8] = b"\n--\n";
    let mut parts = Vec::new();
    let mut rest = case;
    while let Some(at) = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        parts.push(&rest[..at]);
        rest = &rest[at + BETWEEN.len()..];
    }
    parts.push(rest);
    parts
}

fn poll() -> Box<dyn PollProtocol> {
    let mut setup = setup();
    setup.extras.insert("history", SecretString::from("all"));
    GitHub.poll(&setup).expect("it can be polled").expect("with this setup")
}

/// The events of a list; `None` for what is none, or is no text.
fn events(body: &Bytes) -> Option<Vec<Node<'_>>> {
    match json::read(std::str::from_utf8(body).ok()?)?.is {
        Is::List(events) => Some(events),
        _ => None,
    }
}

/// Each event is told once; from nowhere, all of them are.
fn is_told(page: &Page, walk: &[&Answer], from_nowhere: bool) {
    let mut ids: Vec<&str> = page.items.iter().map(|item| &*item.draft.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), page.items.len(), "each event once");
    assert!(page.items.iter().all(|item| item.after.is_none()), "only the whole of it is confirmed");
    assert!(page.pace.is_some_and(|pace| pace.as_secs() > 0), "nothing is asked without end");
    let lists: Option<Vec<_>> =
        walk.iter().filter(|answer| answer.status.is_success()).map(|a| events(&a.body)).collect();
    let Some(lists) = lists else { return };
    // Not to be had in the midst of a walk; then nothing is told, and nothing confirmed.
    if walk.last().is_some_and(|answer| answer.status == StatusCode::NOT_MODIFIED) {
        return assert!(page.items.is_empty() && page.next.is_none());
    }
    let events = || lists.iter().flatten();
    for item in &page.items {
        let draft = &item.draft;
        let told = match draft.id.strip_prefix("event:") {
            Some(id) => events().any(|event| self::id(event).as_deref() == Some(id)),
            None => events().any(|event| event.raw.as_bytes() == &draft.payload[..]),
        };
        assert!(told, "{} is in no list", draft.id);
    }
    let is_there = |event: &&Node<'_>| {
        let id = id(event).map(|id| format!("event:{id}"));
        let payload = |draft: &Draft| draft.undecodable.is_some() && &draft.payload[..] == event.raw.as_bytes();
        page.items.iter().any(|item| id.as_deref() == Some(&*item.draft.id) || payload(&item.draft))
    };
    let missed = events().find(|event| !is_there(event));
    assert!(!from_nowhere || missed.is_none(), "from nowhere all are told: {missed:?}");
}

/// An id is a text, or a number in its digits.
fn id(event: &Node<'_>) -> Option<String> {
    let id = event.get("id")?;
    id.text().map(str::to_owned).or_else(|| {
        let number: serde_json::Number = matches!(id.is, Is::Number).then(|| id.raw.parse().ok())??;
        Some(number.to_string())
    })
}

/// The cursor asks with what its list was known by, and the same list brings nothing but what no cursor can name.
fn is_no_news(page: &Page, walk: &[&Answer]) {
    let Some(next) = &page.next else { return };
    let mut poll = poll();
    let call = poll.ask(Some(next), Ask::Look, wire::now());
    let first = walk.first().filter(|answer| answer.status == StatusCode::OK);
    let tag = first.and_then(|answer| answer.headers.get("etag")?.to_str().ok()).map(str::trim);
    let tag = tag.filter(|tag| !tag.is_empty() && *tag != "-" && !tag.contains([' ', '\t']));
    if let Some(tag) = tag {
        assert_eq!(call.headers.get("if-none-match").map(|value| value.as_bytes()), Some(tag.as_bytes()));
    }
    let dated = events(&walk[0].body).is_some_and(|events| events.iter().all(is_dated));
    // What has no time that can be read is told rather twice than never.
    if page.items.iter().any(|item| item.draft.undecodable.is_some()) || walk.len() > 1 || !dated {
        return;
    }
    if let Heard::Page(again) = poll.hear(walk[0], wire::now()) {
        let known = |draft: &Draft| page.items.iter().any(|item| item.draft.id == draft.id);
        let news = again.items.iter().find(|item| !known(&item.draft));
        assert!(news.is_none() || page.items.is_empty(), "the same list brings news: {news:?}");
    }
}

/// Whether an event says when it happened, as GitHub writes it.
fn is_dated(event: &Node<'_>) -> bool {
    let Some(time) = event.get("created_at").and_then(Node::text) else { return false };
    let form = "0000-00-00T00:00:00Z";
    let fits = |(letter, form): (char, char)| if form == '0' { letter.is_ascii_digit() } else { letter == form };
    let is_formed = time.len() == form.len() && time.chars().zip(form.chars()).all(fits);
    let within = |at: usize, from: &str, to: &str| (from..=to).contains(&&time[at..at + from.len()]);
    is_formed
        && within(0, "1970", "9999")
        && within(5, "01", "12")
        && within(8, "01", "31")
        && within(11, "00", "23")
        && within(14, "00", "59")
        && within(17, "00", "59")
}

/// What its payload said it says still.
fn is_read(draft: Draft, walk: &[&Answer]) {
    if draft.undecodable.is_some() {
        assert!(walk.iter().any(|answer| face::lies_in(&draft.payload, &answer.body)), "as it came");
        return has_a_view(draft);
    }
    let document = std::str::from_utf8(&draft.payload).ok().and_then(json::read).expect("a payload is a document");
    assert_eq!(draft.key.as_deref(), key(&document).as_deref());
    let lists: Vec<_> = walk.iter().filter_map(|answer| events(&answer.body)).collect();
    let mut same =
        lists.iter().flatten().filter(|event| id(event).is_some_and(|id| draft.id == format!("event:{id}").as_str()));
    // Of two events of one id the first is told.
    let Some(event) = same.next().filter(|_| same.next().is_none()) else { return has_a_view(draft) };
    if event.repeats_itself() || event.fields().is_none() {
        return has_a_view(draft);
    }
    let said = event.get("payload").expect("it was read");
    for (name, node) in said.fields().into_iter().flatten() {
        let written = document.get(name).expect("nothing is left out");
        let changed = ["action", "pull_request"].contains(&name) || said.repeats_itself();
        assert!(changed || written.raw == node.raw, "{name}: {} became {}", node.raw, written.raw);
    }
    for (inside, outside) in [("repository", "repo"), ("sender", "actor"), ("organization", "org")] {
        if let Some(node) = event.some(outside).filter(|_| said.get(inside).is_none()) {
            let ids =
                [document.get(inside), Some(node)].map(|node| node.and_then(|node| node.get("id")?.whole::<u64>()));
            assert_eq!(ids[0], ids[1], "{inside} is the {outside}");
        }
    }
    has_a_view(draft);
}

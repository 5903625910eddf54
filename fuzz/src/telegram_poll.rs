//! Telegram's answer to getUpdates.
//!
//! - It is a page exactly when the grammar says so: an object, `ok` true, `result` a list.
//! - Its items are those of the list, in the order of their numbers: each payload is a slice of the answer and the item's very text.
//! - An update's number, kind, key and time are what the tree of it says.
//! - A page that can be read in one pass is read as the cautious way reads it: the same answer, written so that only the
//!   latter takes it, gives the same events.
//! - The same bytes are the same events, again and when they are pushed. What was read of a message on the way is what
//!   its view says.
//! - Half a page is no page.

use pollhook::core::{
    Answer, Ask, Bytes, Cursor, Draft, Heard, Identity, Page, Platform, PollProtocol, SecretString, Setup, Verdict,
};
use pollhook_platforms::telegram::Telegram;

use crate::face;
use crate::json::{self, Node};
use crate::wire;

/// The cursor from which is asked.
const ASKED: u64 = 500;

/// Reads a case as an answer, or as its body.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let answer = wire::answer(case);
    let heard = hear(&answer);
    let text = std::str::from_utf8(&answer.body).ok();
    let tree = text.and_then(json::read);
    let Heard::Page(page) = heard else {
        assert!(!answer.status.is_success() || tree.as_ref().and_then(updates).is_none(), "a page was not read");
        return;
    };
    assert!(answer.status.is_success(), "an answer that is no success is no page");
    let (Some(text), Some(tree)) = (text, tree) else { return };
    let updates = in_order(updates(&tree).expect("what was read as a page is one"));
    is_split(&page, &updates, &answer.body);
    for (item, node) in page.items.iter().zip(updates) {
        is_read(&item.draft, item.after.as_ref(), node);
    }
    is_the_same(&page, &answer, text);
    is_whole(text);
    for item in page.items {
        has_a_view(item.draft);
    }
}

pub(crate) fn setup() -> Setup {
    let mut setup = Setup::new("https://api.example.org");
    setup.identity = Some(Identity { id: "700".into(), name: "Echo_Bot".into() });
    setup.secrets = vec![SecretString::from("new-secret"), SecretString::from("old_secret")];
    setup
}

fn hear(answer: &Answer) -> Heard {
    let mut poll: Box<dyn PollProtocol> = Telegram.poll(&setup()).expect("it can be polled").expect("with this setup");
    let _ = poll.ask(Some(&Cursor::from(ASKED)), Ask::Look, wire::now());
    let heard = poll.hear(answer, wire::now());
    assert!(!matches!(heard, Heard::Again), "a page is one exchange");
    heard
}

/// The page in these bytes.
pub(crate) fn page(body: &str) -> Option<Page> {
    match hear(&wire::ok(body.to_owned())) {
        Heard::Page(page) => Some(page),
        _ => None,
    }
}

/// What the grammar takes for a list of updates.
fn updates<'n, 't>(tree: &'n Node<'t>) -> Option<&'n [Node<'t>]> {
    let fields = tree.fields()?;
    let named = |wanted: &str| fields.iter().filter(|(name, _)| *name == wanted).count();
    let once = named("ok") == 1 && named("result") == 1;
    if once && tree.get("ok")?.raw == "true" { tree.get("result")?.list() } else { None }
}

/// By their numbers; what has none stays before what it is confirmed with.
fn in_order<'n, 't>(updates: &'n [Node<'t>]) -> Vec<&'n Node<'t>> {
    let rank = |at: usize| updates[at..].iter().find_map(number).unwrap_or(u64::MAX);
    let mut places: Vec<usize> = (0..updates.len()).collect();
    places.sort_by_cached_key(|at| rank(*at));
    places.into_iter().map(|at| &updates[at]).collect()
}

fn is_split(page: &Page, updates: &[&Node<'_>], body: &Bytes) {
    assert_eq!(page.items.len(), updates.len());
    for (item, node) in page.items.iter().zip(updates) {
        assert_eq!(&item.draft.payload[..], node.raw.as_bytes());
        assert!(face::lies_in(&item.draft.payload, body), "an update is a slice of its page");
    }
    let numbers: Vec<u64> = updates.iter().filter_map(|update| number(update)).collect();
    assert_eq!(page.reset, numbers.first().is_some_and(|first| *first < ASKED));
    assert_eq!(page.full, updates.len() >= 100);
    let last = numbers.last().map(|number| Cursor::from(number.saturating_add(1)));
    assert_eq!(page.next, last, "all of it is confirmed by what follows the last number");
}

/// The number of an update, by which it is confirmed, whether the rest can be read or not.
fn number(update: &Node<'_>) -> Option<u64> {
    let fields = update.fields()?;
    let mut numbers = fields.iter().filter(|(name, _)| *name == "update_id").map(|(_, node)| node.whole::<u64>());
    numbers.try_fold(None, |_, number| Some(Some(number?)))?
}

/// The kind of an update: the last that is known and holds something, else the first.
fn kind<'n>(update: &'n Node<'_>) -> Option<&'n str> {
    let fields = update.fields()?;
    let kinds = || fields.iter().filter(|(name, _)| *name != "update_id");
    let is_known = |name: &str| Telegram.kinds().contains(&name);
    let known = kinds().rev().find(|(name, node)| is_known(name) && !node.is_null());
    known.or_else(|| kinds().find(|(name, _)| !is_known(name))).map(|(name, _)| *name)
}

fn is_read(draft: &Draft, after: Option<&Cursor>, update: &Node<'_>) {
    let number = number(update);
    assert_eq!(after, number.map(|number| Cursor::from(number.saturating_add(1))).as_ref());
    let (Some(number), Some(kind)) = (number, kind(update)) else {
        assert!(draft.undecodable.is_some(), "an update without number or kind: {}", update.raw);
        return;
    };
    if draft.undecodable.is_some() {
        let known = update.fields().into_iter().flatten().any(|(name, _)| Telegram.kinds().contains(&name));
        assert!(known, "of a kind that nobody knows nothing is wrong: {}", update.raw);
        assert!(draft.id.starts_with("raw:") && draft.key.is_none() && draft.message.is_none());
        return;
    }
    assert_eq!((&*draft.id, &*draft.kind), (&*number.to_string(), kind));
    let content = update.get(kind).expect("it is one of its fields");
    // What serde takes for an object, too: nobody sends it, and it harms nothing.
    if content.list().is_some() {
        return;
    }
    if kind == "callback_query" {
        assert_eq!(draft.key.as_deref().map(str::to_owned), id(content, "from").map(|id| format!("press:{id}")));
    } else if ["message", "edited_message", "channel_post", "business_message"].contains(&kind) {
        let by = id(content, "chat").or_else(|| id(content, "from"));
        assert_eq!(draft.key.as_deref().map(str::to_owned), by.map(|id| id.to_string()));
        let date = content.some("edit_date").or(content.some("date")).and_then(Node::whole::<u64>);
        let told = draft.time.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let told = told.map(|since| since.as_secs());
        assert!(told == date.filter(|date| *date > 0) || date.is_some_and(|date| date > 1 << 60), "{told:?}");
    }
}

fn id(content: &Node<'_>, name: &str) -> Option<i64> {
    let who = content.some(name)?;
    who.get("id").or_else(|| who.list()?.first()).and_then(Node::whole)
}

/// Again, by the cautious way, and by the other door.
fn is_the_same(page: &Page, answer: &Answer, text: &str) {
    let same = |other: Heard| match other {
        Heard::Page(other) => {
            assert_eq!(face::items(page), face::items(&other));
            let all = |page: &Page| (page.next.clone(), page.full, page.reset, page.gap, page.pace);
            assert_eq!(all(page), all(&other));
        }
        other => panic!("a page became {other:?}"),
    };
    same(hear(answer));
    // Nobody who wants to be fast looks for a page behind a space, or in a name that is escaped.
    same(hear(&wire::ok(format!(" {text}"))));
    if let Some(rest) = text.strip_prefix("{\"ok\"") {
        same(hear(&wire::ok(format!("{{\"\\u006fk\"{rest}"))));
    }
    for item in page.items.iter().take(8) {
        assert_eq!(face::of(&item.draft), face::of(&pushed(item.draft.payload.clone())), "both doors agree");
    }
}

/// What the webhook makes of a body.
pub(crate) fn pushed(body: Bytes) -> Draft {
    let webhook = Telegram.webhook(&setup()).expect("it can call").expect("with this setup");
    let (parts, _) = wire::request(b"POST / HTTP/1.1\n\n").expect("a request");
    match webhook.body(&parts, &body, wire::now()) {
        Verdict::Accept(mut drafts) if drafts.len() == 1 => drafts.remove(0),
        other => panic!("a push is one event, and not {other:?}"),
    }
}

fn is_whole(text: &str) {
    let whole = text.trim_end();
    let cut = text.bytes().map(usize::from).sum::<usize>() % whole.len().max(1);
    let cut = (0..=cut).rev().find(|cut| whole.is_char_boundary(*cut)).unwrap_or(0);
    assert!(page(&whole[..cut]).is_none(), "half a page is none: {}", &whole[..cut]);
}

/// Its view is what was read on the way, and asking for it or for its address harms nothing.
pub(crate) fn has_a_view(draft: Draft) {
    let read = draft.message.clone();
    let event = face::event(draft, "telegram");
    let view = Telegram.view(&setup()).message(&event);
    assert!(read.is_none() || read.as_deref() == view.as_ref(), "{read:?} was read, and {view:?} is seen");
    let _ = Telegram.replies(&setup()).expect("it can be answered").place(&event);
}

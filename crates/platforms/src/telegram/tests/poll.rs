//! getUpdates: what is asked, and what a page means.

use pollhook_core::{Ask, Auth, Cursor, Item};
use serde_json::json;

use super::*;

fn cursor(text: &str) -> Cursor {
    Cursor::new(text).unwrap()
}

fn after(item: &Item) -> Option<&str> {
    item.after.as_ref().map(Cursor::as_str)
}

/// How to ask, from where, then the parameters `offset` and `timeout`.
const ASKED: &[(Ask, Option<&str>, Option<u64>, u64)] = &[
    (Ask::Look, None, None, 0),
    (Ask::Look, Some("42"), Some(42), 0),
    (Ask::Hold(Duration::from_secs(25)), Some("42"), Some(42), 25),
    (Ask::Hold(Duration::from_millis(400)), None, None, 1),
    (Ask::Hold(Duration::from_millis(1500)), None, None, 2),
    // The server holds no question longer.
    (Ask::Hold(Duration::from_secs(600)), None, None, 50),
    // Below zero it would throw away what waits; what is no number was not written by us.
    (Ask::Look, Some("-1"), None, 0),
    (Ask::Look, Some("s72594"), None, 0),
];

#[test]
fn what_is_asked() {
    for (how, from, offset, timeout) in ASKED {
        let call = poll().ask(from.map(cursor).as_ref(), *how, now());
        let mut expected =
            json!({ "limit": 100, "timeout": timeout, "allowed_updates": ["message", "callback_query"] });
        if let Some(offset) = offset {
            expected["offset"] = (*offset).into();
        }
        assert_eq!(parameters(&call), expected, "{how:?} from {from:?}");
        assert_eq!((call.url.as_str(), &call.auth), ("https://api.example.org/bot{}/getUpdates", &Auth::Path));
        assert!(call.deadline >= Duration::from_secs(timeout + 5), "the answer needs time to arrive");
        assert!(call.deadline <= Duration::from_secs(60), "a dead connection is seen within a minute");
        assert!(call.cap > 4 << 20 && call.repeatable);
    }
}

#[test]
fn the_last_word_confirms_and_takes_at_most_one() {
    let call = poll().confirm(&cursor("43")).unwrap();
    let expected = json!({ "offset": 43, "limit": 1, "timeout": 0, "allowed_updates": ["message", "callback_query"] });
    assert_eq!(parameters(&call), expected);
    assert!(poll().confirm(&cursor("not ours")).is_none());
}

#[test]
fn no_kinds_are_the_documented_default_spelled_out() {
    let mut setup = setup();
    setup.kinds.clear();
    let call = Telegram.poll(&setup).unwrap().unwrap().ask(None, Ask::Look, now());
    let kinds = parameters(&call)["allowed_updates"].as_array().unwrap().clone();
    assert_eq!(kinds.len(), Telegram.kinds().len() - 3);
    for left_out in ["chat_member", "message_reaction", "message_reaction_count"] {
        assert!(Telegram.kinds().contains(&left_out) && !kinds.contains(&left_out.into()), "{left_out}");
    }
}

#[test]
fn the_address_may_say_where_the_token_belongs() {
    for (api, url) in [
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/bot{}/getUpdates"),
        ("https://api.telegram.org/bot{}/test", "https://api.telegram.org/bot{}/test/getUpdates"),
    ] {
        let call = Telegram.poll(&Setup::new(api)).unwrap().unwrap().ask(None, Ask::Look, now());
        assert_eq!(call.url, url);
    }
}

/// A page, as the numbers in it (0: an update without one), and the cursors behind its items.
const DISORDER: &[(&[u64], &[u64])] = &[
    (&[43, 41, 42], &[42, 43, 44]),
    // The first once more.
    (&[41, 42, 43, 41], &[42, 42, 43, 44]),
    (&[43, 0, 41, 42, 0], &[0, 42, 43, 44, 0]),
];

/// Else the cursor behind the first would confirm what comes after it, or the last would take it back.
#[test]
fn a_page_out_of_order_is_read_in_order() {
    for (numbers, expected) in DISORDER {
        let updates: Vec<_> = numbers
            .iter()
            .map(|number| if *number == 0 { r#"{"message":{}}"#.to_owned() } else { text(*number) })
            .collect();
        let updates: Vec<_> = updates.iter().map(String::as_str).collect();
        let Heard::Page(page) = poll().hear(&answer(200, page_of(&updates)), now()) else { panic!("no page") };
        let cursors: Vec<u64> = page.items.iter().map(|item| after(item).map_or(0, |at| at.parse().unwrap())).collect();
        assert_eq!(cursors, *expected, "{numbers:?}");
        assert_eq!(page.next.as_ref().map(Cursor::as_str), Some("44"), "{numbers:?}");
    }
}

fn text(id: u64) -> String {
    format!(r#"{{"update_id":{id},"message":{{"chat":{{"id":1}},"text":"привет \ud83d\ude00 {{[\"]}}"}}}}"#)
}

#[test]
fn a_page_is_split_without_copying_a_byte() {
    let (first, second) = (text(41), text(43));
    let body = bytes::Bytes::from(page_of(&[&first, &second]));
    let Heard::Page(page) = poll().hear(&answer(200, body.clone()), now()) else { panic!("no page") };
    for (item, text) in page.items.iter().zip([&first, &second]) {
        assert_eq!(item.draft.payload, text.as_bytes());
        let inside = body.as_ptr_range();
        assert!(inside.contains(&item.draft.payload.as_ptr()), "a copy");
    }
    assert_eq!((after(&page.items[0]), after(&page.items[1])), (Some("42"), Some("44")));
    assert_eq!(page.next, Some(cursor("44")));
    assert!(!page.full && !page.reset && !page.gap);
}

#[test]
fn an_empty_page_confirms_nothing() {
    let page = page(&mut *poll(), r#"{"ok":true,"result":[]}"#);
    assert!(page.items.is_empty() && page.next.is_none() && !page.full && !page.reset);
}

#[test]
fn a_hundred_updates_are_a_full_page() {
    let updates: Vec<String> = (1..=100).map(text).collect();
    let updates: Vec<&str> = updates.iter().map(String::as_str).collect();
    assert!(page(&mut *poll(), &page_of(&updates)).full);
    assert!(!page(&mut *poll(), &page_of(&updates[1..])).full, "or cut at 4 MiB: nothing says that there is more");
}

/// From which offset, which first update, and whether the page began below what was asked.
const RESETS: &[(Option<&str>, u64, bool)] = &[
    (None, 7, false),
    (Some("7"), 7, false),
    (Some("7"), 1_000_000, false),
    // Numbers that started elsewhere, and an offset past the end.
    (Some("900000000"), 7, true),
    (Some("8"), 7, true),
];

#[test]
fn a_page_that_begins_below_the_offset_is_a_reset() {
    for (from, first, reset) in RESETS {
        let mut poll = poll();
        let _ = poll.ask(from.map(cursor).as_ref(), Ask::Look, now());
        let page = page(&mut *poll, &page_of(&[&text(*first)]));
        assert_eq!(page.reset, *reset, "{from:?} {first}");
        assert_eq!(page.next, Some(Cursor::from(first + 1)), "the page is the truth");
    }
}

/// An update, and the number that it can be confirmed by all the same.
const UNREADABLE: &[(&str, Option<&str>)] = &[
    (r#"{"update_id":"42","message":{"chat":{"id":1}}}"#, None),
    (r#"{"update_id":-42,"message":{"chat":{"id":1}}}"#, None),
    (r#"{"update_id":4.2,"message":{"chat":{"id":1}}}"#, None),
    (r#"{"message":{"chat":{"id":1}}}"#, None),
    ("[1,2]", None),
    ("[42]", None),
    ("null", None),
    ("\"update\"", None),
    (r#"{"update_id":42}"#, Some("42")),
    (r#"{"update_id":42,"message":null}"#, Some("42")),
    (r#"{"update_id":42,"message":"hi"}"#, Some("42")),
    (r#"{"update_id":42,"message":{"chat":{"id":"one"}}}"#, Some("42")),
];

#[test]
fn what_cannot_be_read_is_an_event_and_harms_no_neighbour() {
    for (bad, number) in UNREADABLE {
        let (before, behind) = (text(41), text(43));
        let page = page(&mut *poll(), &page_of(&[&before, bad, &behind]));
        let [first, middle, last] = &page.items[..] else { panic!("not three items: {page:?}") };
        assert_eq!((after(first), after(last)), (Some("42"), Some("44")), "{bad}");
        assert_eq!(after(middle), number.map(|_| "43"), "{bad}");
        assert_eq!((first.draft.undecodable.as_ref(), last.draft.undecodable.as_ref()), (None, None));
        assert!(middle.draft.undecodable.is_some() && middle.draft.payload == bad.as_bytes(), "{bad}");
        assert_eq!(page.next, Some(cursor("44")));

        let pushed = pushed(bad);
        assert_eq!(face(&pushed), face(&middle.draft), "the same by both doors, and again and again");
        assert!(pushed.id.starts_with("raw:"), "under its number a whole copy may come: {bad}");
    }
}

#[test]
fn an_unreadable_one_at_the_end_leaves_the_cursor_before_it() {
    let page = page(&mut *poll(), &page_of(&[&text(41), r#"{"update_id":"42"}"#]));
    assert_eq!((page.next, after(&page.items[1])), (Some(cursor("42")), None));
}

/// A letter may be shown and logged: it says where, not what.
#[test]
fn the_reason_quotes_nothing_that_users_wrote() {
    let draft = pushed(r#"{"update_id":1,"message":"my password"}"#);
    assert_eq!(draft.undecodable.as_deref(), Some("no update in line 1, column 38"));
}

//! A request to Telegram's webhook.
//!
//! - Its head is let in exactly when it is a POST with one secret token, which is one of those configured, byte by byte.
//! - What is let in is one event, and its payload is the body: without the space around it where it can be read, and as it
//!   came where it cannot.
//! - It is the event that polling makes of it.

use pollhook::core::Platform;
use pollhook_platforms::telegram::Telegram;

use crate::telegram_poll::{has_a_view, page, pushed, setup};
use crate::{face, json, wire};

/// Reads a case as a request.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let Some((parts, body)) = wire::request(case) else { return };
    let webhook = Telegram.webhook(&setup()).expect("it can call").expect("with this setup");
    let given: Vec<&[u8]> =
        parts.headers.get_all("x-telegram-bot-api-secret-token").iter().map(|value| value.as_bytes()).collect();
    let is_known = given == [b"new-secret"] || given == [b"old_secret"];
    let head = webhook.head(&parts, wire::now());
    assert_eq!(head.is_ok(), parts.method == "POST" && is_known, "{parts:?}");
    if let Err(refusal) = head {
        assert_eq!(refusal.status, if parts.method == "POST" { 401 } else { 405 });
        return;
    }
    let draft = pushed(body.clone());
    assert_eq!(face::of(&draft), face::of(&pushed(body.clone())));
    let kept = if draft.undecodable.is_some() { &body[..] } else { body.trim_ascii() };
    assert_eq!(&draft.payload[..], kept);
    assert!(face::lies_in(&draft.payload, &body));
    let text = std::str::from_utf8(&body).ok().map(str::trim_ascii);
    let document = text.filter(|text| json::read(text).is_some());
    if let Some(document) = document {
        let page = page(&format!(r#"{{"ok":true,"result":[{document}]}}"#)).expect("a document in a list is a page");
        let polled = &page.items[0].draft;
        assert_eq!(polled.undecodable.is_some(), draft.undecodable.is_some());
        assert!(draft.undecodable.is_some() || face::of(polled) == face::of(&draft), "both doors agree");
    }
    has_a_view(draft);
}

//! What an event is, for comparisons: two that must be the same must be so in all of this.

use std::time::SystemTime;

use pollhook::core::{Bytes, Draft, Event, Message, Origin, Page, Via};

/// All that makes an event what it is.
#[derive(Debug, PartialEq)]
pub struct Face<'a> {
    id: &'a str,
    kind: &'a str,
    key: Option<&'a str>,
    time: Option<SystemTime>,
    expires: Option<SystemTime>,
    own: bool,
    undecodable: Option<&'a str>,
    payload: &'a [u8],
    message: Option<&'a Message>,
}

/// The face of a draft.
#[must_use]
pub fn of(draft: &Draft) -> Face<'_> {
    Face {
        id: &draft.id,
        kind: &draft.kind,
        key: draft.key.as_deref(),
        time: draft.time,
        expires: draft.expires,
        own: draft.own,
        undecodable: draft.undecodable.as_deref(),
        payload: &draft.payload,
        message: draft.message.as_deref(),
    }
}

/// A page's events, with the cursor behind each.
#[must_use]
pub fn items(page: &Page) -> Vec<(Face<'_>, Option<&str>)> {
    page.items.iter().map(|item| (of(&item.draft), item.after.as_ref().map(|after| after.as_str()))).collect()
}

/// Whether `part` is not only equal to some of `whole`, but lies in it.
#[must_use]
pub fn lies_in(part: &Bytes, whole: &Bytes) -> bool {
    let (start, end) = (whole.as_ptr().addr(), whole.as_ptr().addr() + whole.len());
    part.is_empty() || (part.as_ptr().addr() >= start && part.as_ptr().addr() + part.len() <= end)
}

/// A draft as an event, which is the same once it was kept and read back.
///
/// # Panics
/// When it is not.
#[must_use]
pub fn event(draft: Draft, platform: &'static str) -> Event {
    let event = draft.stamp(&Origin::new("bot", platform, Via::Polling), crate::wire::now().wall);
    let line = serde_json::to_string(&event).expect("an event can be kept");
    assert!(!line.contains('\n'), "an event is one line: {line}");
    let kept: Event = serde_json::from_str(&line).expect("what was kept can be read");
    assert_eq!((kept.uid(), kept.kind(), kept.key()), (event.uid(), event.kind(), event.key()));
    assert_eq!((kept.payload(), kept.undecodable()), (event.payload(), event.undecodable()));
    event
}

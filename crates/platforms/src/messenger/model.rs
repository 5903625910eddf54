//! What is read of an event's document beyond its head, borrowed from it, and nothing else.

use pollhook_core::Event;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::text::Text;

#[derive(Deserialize)]
struct Document<T> {
    entry: [Entry<T>; 1],
}

#[derive(Deserialize)]
struct Entry<T> {
    messaging: Option<Vec<T>>,
}

/// What happened between the page and a person, while this app had the conversation.
#[derive(Deserialize)]
pub(super) struct Happened<'a> {
    #[serde(borrow)]
    pub(super) sender: Option<Party<'a>>,
    #[serde(borrow)]
    pub(super) recipient: Option<Party<'a>>,
    #[serde(borrow)]
    pub(super) message: Option<Said<'a>>,
    #[serde(borrow)]
    pub(super) postback: Option<Postback<'a>>,
    #[serde(borrow)]
    pub(super) referral: Option<Referral<'a>>,
}

/// Reads an event; `None` when it is of another sort, or has another shape.
pub(super) fn happened(event: &Event) -> Option<Happened<'_>> {
    item_as(event)
}

/// The item as it stands there; `None` when there is none.
pub(super) fn item(event: &Event) -> Option<&RawValue> {
    item_as(event)
}

fn item_as<'e, T: Deserialize<'e>>(event: &'e Event) -> Option<T> {
    let Document { entry: [entry] } = serde_json::from_slice(event.payload()).ok()?;
    entry.messaging?.pop()
}

/// The page, or a person.
#[derive(Deserialize)]
pub(super) struct Party<'a> {
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
}

/// A message.
#[derive(Deserialize)]
pub(super) struct Said<'a> {
    #[serde(borrow)]
    pub(super) mid: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) text: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) quick_reply: Option<QuickReply<'a>>,
    #[serde(borrow)]
    pub(super) reply_to: Option<ReplyTo<'a>>,
    #[serde(borrow)]
    pub(super) attachments: Option<Vec<Attachment<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct QuickReply<'a> {
    #[serde(borrow)]
    pub(super) payload: Text<'a>,
}

#[derive(Deserialize)]
pub(super) struct ReplyTo<'a> {
    #[serde(borrow)]
    pub(super) mid: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Attachment<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) payload: Option<File<'a>>,
}

#[derive(Deserialize)]
pub(super) struct File<'a> {
    #[serde(borrow)]
    pub(super) url: Option<Text<'a>>,
    pub(super) sticker_id: Option<u64>,
}

/// A button that was pressed.
#[derive(Deserialize)]
pub(super) struct Postback<'a> {
    #[serde(borrow)]
    pub(super) mid: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) title: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) payload: Option<Text<'a>>,
    /// Of the first press of all, where a link led to it.
    #[serde(borrow)]
    pub(super) referral: Option<Referral<'a>>,
}

/// A link by which somebody came (`m.me/page?ref=from_the_site`), or an advertisement.
#[derive(Deserialize)]
pub(super) struct Referral<'a> {
    #[serde(rename = "ref", borrow)]
    pub(super) brought: Option<Text<'a>>,
}

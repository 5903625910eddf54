//! The messages that there are: those that events are about, and those that results tell of.

use compact_str::{CompactString, ToCompactString};
use pollhook_core::{Event, Posted};
use serde::Deserialize;
use serde_json::Value;

use super::super::model::{self, Message};
use super::super::view;

/// The message that an event is, or the one that a button was pressed on.
pub(super) fn at_hand(event: &Event) -> Option<Posted> {
    let message = match event.kind().as_str() {
        "callback_query" => *model::content::<Pressed<'_>>(event)?.message?,
        kind => view::what(kind).and_then(|_| model::content(event))?,
    };
    let id = message.message_id?.to_compact_string();
    Some(Posted::new(id).with_media(view::media(&message).into_iter().next().map(|media| media.handle)))
}

/// A press, as far as it is about a message. One of an inline message is not: the bot is no member of that chat.
#[derive(Deserialize)]
struct Pressed<'a> {
    #[serde(borrow)]
    message: Option<Box<Message<'a>>>,
}

/// The message in a result.
pub(super) fn posted(result: &Value) -> Option<Posted> {
    let id = result["message_id"].as_i64()?.to_compact_string();
    Some(Posted::new(id).with_media(handle(result)))
}

/// A picture comes in several sizes, the largest last; every one of them can be sent again as a whole.
fn handle(message: &Value) -> Option<CompactString> {
    let files = ["animation", "audio", "document", "sticker", "video", "video_note", "voice"];
    let picture = message["photo"].as_array().and_then(|sizes| sizes.last());
    let file = picture.or_else(|| files.iter().find_map(|name| message.get(name)))?;
    file["file_id"].as_str().map(Into::into)
}

//! Where something is said: where an event comes from as a place, and a place as parameters.

use compact_str::{CompactString, ToCompactString, format_compact};
use pollhook_core::{Place, Unsupported};
use serde_json::{Value, json};

use super::super::model;

/// Parameters that a place may hold in `via`, as `parameter=value`: on whose behalf, or in whose direct messages.
const BUSINESS: &str = "business_connection_id";
const DIRECT: &str = "direct_messages_topic_id";

/// Where an answer to an event of this kind goes: the chat; else the private chat with whoever caused it.
pub(super) fn whence(kind: &str, told: model::Place<'_>) -> Option<Place> {
    let user = told.from.or(told.user).map(|user| user.id);
    let (press, told) = match kind {
        // What was pressed on lies in a chat, unless it is an inline message.
        "callback_query" => (Some(told.id?), told.message.map_or_else(model::Place::default, |pressed| *pressed)),
        _ => (None, told),
    };
    let chat = match kind {
        // In chats where the bot is not, or answered by a method of their own.
        "guest_message" | "inline_query" | "chosen_inline_result" | "poll" | "poll_answer" => None,
        "business_connection" | "chat_join_request" => told.user_chat_id.or(user),
        _ => told.chat.map(|chat| chat.id).or(user),
    }?;
    let in_topic = told.is_topic_message || kind == "stopped_message_generation";
    let mut place = Place::chat(chat.to_compact_string());
    place.thread = model::thread(told.message_thread_id, in_topic).map(|id| id.to_compact_string());
    place.press = press.map(|id| (*id).into());
    place.via = via(&told);
    Some(place)
}

fn via(told: &model::Place<'_>) -> Option<CompactString> {
    let business = told.business_connection_id.as_deref().map(|id| format_compact!("{BUSINESS}={id}"));
    business.or_else(|| Some(format_compact!("{DIRECT}={}", told.direct_messages_topic.as_ref()?.topic_id)))
}

/// The parameters that name the place for something new.
pub(super) fn place(to: &Place) -> Result<Value, Unsupported> {
    let mut parameters = chat(to);
    if let Some(thread) = &to.thread {
        parameters["message_thread_id"] = number_or_text(thread);
    }
    match to.via.as_deref().map(|via| via.split_once('=')) {
        None => {}
        Some(Some((BUSINESS, id))) => parameters[BUSINESS] = id.into(),
        Some(Some((DIRECT, id))) => parameters[DIRECT] = number_or_text(id),
        Some(_) => {
            return Err(Unsupported(format!("`via` of a place on Telegram is `{BUSINESS}=…` or `{DIRECT}=…`")));
        }
    }
    Ok(parameters)
}

/// The parameters that name a message which is there. A chat numbers its messages, whatever topics it has.
pub(super) fn spot(to: &Place, message: &str) -> Value {
    let mut parameters = chat(to);
    parameters["message_id"] = number_or_text(message);
    if let Some(id) = business(to) {
        parameters[BUSINESS] = id.into();
    }
    parameters
}

/// The business account on whose behalf something is said.
pub(super) fn business(to: &Place) -> Option<&str> {
    let (name, id) = to.via.as_deref()?.split_once('=')?;
    (name == BUSINESS).then_some(id)
}

fn chat(to: &Place) -> Value {
    json!({ "chat_id": number_or_text(&to.chat) })
}

/// Ids are numbers, names of public chats are texts.
pub(super) fn number_or_text(id: &str) -> Value {
    id.parse::<i64>().map_or_else(|_| id.into(), Value::from)
}

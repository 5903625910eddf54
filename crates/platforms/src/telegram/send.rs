//! How a bot speaks on Telegram: sendMessage, answerCallbackQuery, sendChatAction, and any other method.
//!
//! There is no key by which the server would know a message that was sent twice (Bot API documentation, sendMessage): a
//! send is never repeatable.

use compact_str::{CompactString, ToCompactString, format_compact};
use pollhook_core::{
    Act, Address, Answer, Call, Event, Notice, Posted, ReplyFailure, ReplyProtocol, Setup, Unsupported,
};
use serde_json::{Value, json};

use super::answer::{self, Refusal};
use super::api::Api;
use super::model::{self, Place};

/// In characters. The documentation does not say of which sort, so this counts Unicode's, of which there are fewest: what
/// is longer is certainly too long, and in between Telegram has the last word.
const LONGEST_TEXT: usize = 4096;
const LONGEST_ANSWER: usize = 200;

#[derive(Debug)]
pub(super) struct Send {
    api: Api,
}

impl Send {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { api: Api::new(&setup.api) }
    }
}

impl ReplyProtocol for Send {
    fn address(&self, event: &Event) -> Option<Address> {
        address(event.kind(), model::content(event)?)
    }

    fn calls(&self, to: &Address, act: &Act) -> Result<Vec<Call>, Unsupported> {
        let call = match act {
            Act::Send(out) => self.text(to, out.only_text("Telegram")?),
            Act::Answer(notice) => self.answer(to, notice),
            Act::Typing => {
                let mut parameters = place(to)?;
                parameters["action"] = "typing".into();
                Ok(self.api.call("sendChatAction", &parameters).repeatable())
            }
            other => Err(Unsupported::by("Telegram", other.name()).instead("`call` does the rest")),
        };
        Ok(vec![call?])
    }

    fn call(&self, method: &str, body: &Value) -> Result<Call, Unsupported> {
        // Letters only: a method is a part of the path, and must not lead out of it.
        if method.is_empty() || !method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return Err(Unsupported(
                "the name of a method of the Bot API is made of letters, such as `sendPhoto`".into(),
            ));
        }
        let call = match body {
            Value::Object(_) => self.api.call(method, body),
            Value::Null => self.api.call(method, &json!({})),
            _ => return Err(Unsupported("the parameters of a method are an object".into())),
        };
        Ok(if method.starts_with("get") { call.repeatable() } else { call })
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        answer::result(answer).map_err(Refusal::reply_failure)
    }

    fn posted(&self, result: &Value) -> Option<Posted> {
        Some(Posted::new(result["message_id"].as_i64()?.to_compact_string()))
    }
}

impl Send {
    fn text(&self, to: &Address, text: &str) -> Result<Call, Unsupported> {
        if text.trim().is_empty() {
            return Err(Unsupported("Telegram sends no empty text".into()));
        }
        within(text, LONGEST_TEXT, "a text")?;
        let mut parameters = place(to)?;
        parameters["text"] = text.into();
        Ok(self.api.call("sendMessage", &parameters))
    }

    fn answer(&self, to: &Address, notice: &Notice) -> Result<Call, Unsupported> {
        let Some(press) = &to.press else {
            return Err(Unsupported("nothing was pressed that could be answered".into()));
        };
        let mut parameters = json!({ "callback_query_id": press.as_str() });
        if let Notice::Brief(text) | Notice::Alert(text) = notice {
            within(text, LONGEST_ANSWER, "an answer to a press")?;
            parameters["text"] = text.as_str().into();
        }
        if let Notice::Alert(_) = notice {
            parameters["show_alert"] = true.into();
        }
        Ok(self.api.call("answerCallbackQuery", &parameters).repeatable())
    }
}

fn within(text: &str, longest: usize, what: &str) -> Result<(), Unsupported> {
    let length = text.chars().count();
    if length <= longest {
        return Ok(());
    }
    Err(Unsupported(format!("{what} has {longest} characters on Telegram at most, and this one has {length}")))
}

/// Parameters that an address may hold in `via`, as `parameter=value`: on whose behalf, or in whose direct messages.
const BUSINESS: &str = "business_connection_id";
const DIRECT: &str = "direct_messages_topic_id";

/// Where an answer to an event of this kind goes: the chat; else the private chat with whoever caused it.
fn address(kind: &str, place: Place<'_>) -> Option<Address> {
    let user = place.from.or(place.user).map(|user| user.id);
    let (press, place) = match kind {
        // What was pressed on lies in a chat, unless it is an inline message.
        "callback_query" => (Some(place.id?), place.message.map_or_else(Place::default, |pressed| *pressed)),
        _ => (None, place),
    };
    let chat = match kind {
        // In chats where the bot is not, or answered by a method of their own.
        "guest_message" | "inline_query" | "chosen_inline_result" | "poll" | "poll_answer" => None,
        "business_connection" | "chat_join_request" => place.user_chat_id.or(user),
        _ => place.chat.map(|chat| chat.id).or(user),
    }?;
    let in_topic = place.is_topic_message || kind == "stopped_message_generation";
    let mut address = Address::chat(chat.to_compact_string());
    address.thread = model::thread(place.message_thread_id, in_topic).map(|id| id.to_compact_string());
    address.press = press.map(|id| (*id).into());
    address.via = via(&place);
    Some(address)
}

fn via(place: &Place<'_>) -> Option<CompactString> {
    let business = place.business_connection_id.as_deref().map(|id| format_compact!("{BUSINESS}={id}"));
    business.or_else(|| Some(format_compact!("{DIRECT}={}", place.direct_messages_topic.as_ref()?.topic_id)))
}

/// The parameters that name a place.
fn place(to: &Address) -> Result<Value, Unsupported> {
    let mut parameters = json!({ "chat_id": number_or_text(&to.chat) });
    if let Some(thread) = &to.thread {
        parameters["message_thread_id"] = number_or_text(thread);
    }
    match to.via.as_deref().map(|via| via.split_once('=')) {
        None => {}
        Some(Some((BUSINESS, id))) => parameters[BUSINESS] = id.into(),
        Some(Some((DIRECT, id))) => parameters[DIRECT] = number_or_text(id),
        Some(_) => {
            return Err(Unsupported(format!("`via` of an address on Telegram is `{BUSINESS}=…` or `{DIRECT}=…`")));
        }
    }
    Ok(parameters)
}

/// Ids are numbers, names of public chats are texts.
fn number_or_text(id: &str) -> Value {
    id.parse::<i64>().map_or_else(|_| id.into(), Value::from)
}

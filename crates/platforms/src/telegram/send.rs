//! How a bot speaks on Telegram: messages with media and buttons, what becomes of them later, answers to presses, files,
//! and any other method.
//!
//! There is no key by which the server would know a message that was sent twice (Bot API documentation, sendMessage): a
//! send is never repeatable. A change is: what has been changed already is left as it is, and that counts as done.

mod change;
mod file;
mod form;
mod keyboard;
mod message;
mod place;
mod say;

use pollhook_core::{
    Act, Answer, Call, Event, Fetch, Limit, Notice, Place, Posted, ReplyFailure, ReplyProtocol, Setup, Unsupported,
};
use serde_json::{Value, json};

use self::place::place;
use super::answer::{self, Refusal};
use super::api::Api;
use super::model;
use super::pace::Pace;

/// How errors call the platform.
const PLATFORM: &str = "Telegram";
/// In characters ("answerCallbackQuery").
const LONGEST_ANSWER: usize = 200;

#[derive(Debug)]
pub(super) struct Send {
    api: Api,
    pace: Pace,
}

impl Send {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { api: Api::new(&setup.api), pace: Pace::new(setup) }
    }
}

impl ReplyProtocol for Send {
    fn place(&self, event: &Event) -> Option<Place> {
        place::whence(event.kind(), model::content(event)?)
    }

    fn message(&self, event: &Event) -> Option<Posted> {
        message::at_hand(event)
    }

    fn awaited(&self) -> &'static [&'static str] {
        &["callback_query"]
    }

    fn calls(&self, to: &Place, act: &Act) -> Result<Vec<Call>, Unsupported> {
        let call = match act {
            Act::Send(out) => return self.say(to, out).map(|calls| self.count(to, calls)),
            Act::Edit(message, out) => self.edit(to, message, out)?,
            Act::Delete(message) => self.delete(to, message),
            Act::React(message, emoji) => self.react(to, message, emoji),
            Act::Answer(notice) => self.answer(to, notice)?,
            Act::Typing => {
                let mut parameters = place(to)?;
                parameters["action"] = "typing".into();
                self.api.call("sendChatAction", &parameters).repeatable()
            }
            other => return Err(Unsupported::by(PLATFORM, other.name())),
        };
        Ok(vec![call])
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
        let call = if method.starts_with("get") { call.repeatable() } else { call };
        Ok(match self.pace.message_in(method, body) {
            Some(chat) => call.message_in(chat),
            None => call,
        })
    }

    fn limits(&self, chat: Option<&str>) -> Vec<Limit> {
        self.pace.limits(chat)
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        answer::result(answer).or_else(|refusal: Refusal| {
            if refusal.is_done_already() { Ok(Value::Bool(true)) } else { Err(refusal.reply_failure()) }
        })
    }

    fn posted(&self, result: &Value) -> Option<Posted> {
        message::posted(result)
    }

    fn file(&self, handle: &str) -> Result<Fetch, Unsupported> {
        Ok(Fetch::Ask(self.api.call("getFile", &json!({ "file_id": handle })).repeatable()))
    }

    fn located(&self, result: &Value) -> Result<Call, Unsupported> {
        file::located(&self.api, result)
    }
}

impl Send {
    /// Messages in a chat, as far as they count.
    fn count(&self, to: &Place, calls: Vec<Call>) -> Vec<Call> {
        if !self.pace.counts() {
            return calls;
        }
        calls.into_iter().map(|call| call.message_in(to.chat.clone())).collect()
    }

    fn answer(&self, to: &Place, notice: &Notice) -> Result<Call, Unsupported> {
        let Some(press) = &to.press else {
            return Err(Unsupported("nothing was pressed that could be answered".into()));
        };
        let mut parameters = json!({ "callback_query_id": press.as_str() });
        if let Notice::Brief(text) | Notice::Alert(text) = notice {
            let length = text.chars().count();
            if length > LONGEST_ANSWER {
                return Err(Unsupported(format!(
                    "an answer to a press has {LONGEST_ANSWER} characters on Telegram at most, and this one has {length}"
                )));
            }
            parameters["text"] = text.as_str().into();
        }
        if let Notice::Alert(_) = notice {
            parameters["show_alert"] = true.into();
        }
        Ok(self.api.call("answerCallbackQuery", &parameters).repeatable())
    }
}

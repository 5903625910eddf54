//! How a page speaks: the Send API, and any other method of the Graph API.
//!
//! There is no key by which Meta would know a message that was sent twice: a send is never repeatable.

use http::Method;
use pollhook_core::{
    Act, Address, Answer, Call, Event, Notice, Posted, ReplyFailure, ReplyProtocol, Setup, Unsupported,
};
use serde_json::{Value, json};

use super::answer::{self, Refusal};
use super::api::Api;
use super::model;
use crate::rest::Request;

#[derive(Debug)]
pub(super) struct Send {
    api: Api,
    longest_text: usize,
}

impl Send {
    pub(super) fn new(setup: &Setup, longest_text: usize) -> Self {
        Self { api: Api::new(setup), longest_text }
    }

    fn messages(&self, body: &Value) -> Call {
        self.api.call(Method::POST, "/me/messages", Some(body))
    }

    fn text(&self, to: &Address, text: &str) -> Result<Call, Unsupported> {
        if text.trim().is_empty() {
            return Err(Unsupported("Messenger sends no empty text".into()));
        }
        // Of which sort they are is not said, so this counts Unicode's, of which there are fewest.
        let (length, longest) = (text.chars().count(), self.longest_text);
        if length > longest {
            return Err(Unsupported(format!(
                "a text has {longest} characters on Messenger at most, and this one has {length}"
            )));
        }
        Ok(self.messages(&json!({
            "recipient": { "id": to.chat.as_str() },
            // Within 24 h after the person's last message, and what a bot says is an answer to one.
            "messaging_type": "RESPONSE",
            "message": { "text": text },
        })))
    }
}

impl ReplyProtocol for Send {
    /// The person, whoever of the two spoke. What is on standby is another app's to answer.
    fn address(&self, event: &Event) -> Option<Address> {
        let happened = model::happened(event)?;
        let person = if event.is_own() { happened.recipient } else { happened.sender };
        Some(Address::chat(&*person?.id?))
    }

    fn calls(&self, to: &Address, act: &Act) -> Result<Vec<Call>, Unsupported> {
        match act {
            Act::Send(out) => Ok(vec![self.text(to, out.only_text("Messenger")?)?]),
            // Nothing waits after a press: a word about it is a message like any other.
            Act::Answer(Notice::Brief(text) | Notice::Alert(text)) => Ok(vec![self.text(to, text)?]),
            Act::Answer(_) => Ok(Vec::new()),
            Act::Typing => {
                let body = json!({ "recipient": { "id": to.chat.as_str() }, "sender_action": "typing_on" });
                Ok(vec![self.messages(&body).repeatable()])
            }
            other => Err(Unsupported::by("Messenger", other.name())),
        }
    }

    fn call(&self, method: &str, body: &Value) -> Result<Call, Unsupported> {
        let Request { verb, path, body } = Request::read(method, body)?;
        let repeatable = verb == Method::GET;
        let call = self.api.call(verb, &path, body);
        Ok(if repeatable { call.repeatable() } else { call })
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        answer::result(answer).map_err(Refusal::reply_failure)
    }

    fn posted(&self, result: &Value) -> Option<Posted> {
        result["message_id"].as_str().map(Posted::new)
    }
}

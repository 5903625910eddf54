//! How a page speaks: the Send API, and any other method of the Graph API.
//!
//! There is no key by which Meta would know a message that was sent twice: a send is never repeatable. What was said
//! stays: a page can neither change nor take back a message.

mod buttons;
mod say;

use http::Method;
use pollhook_core::{
    Act, Answer, Auth, Call, Event, Fetch, Limit, Notice, Out, Place, Posted, ReplyFailure, ReplyProtocol, Setup,
    Unsupported,
};
use serde_json::{Value, json};

use super::answer::{self, Refusal};
use super::api::Api;
use super::model;
use crate::rest::Request;

/// How errors call the platform.
const PLATFORM: &str = "Messenger";

/// What a page may say in a second ("Messenger Platform Rate Limits"). Of sounds and films there are fewer, and none of them
/// is sent here.
const SAID: Limit = Limit::new(300, 1);

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
}

impl ReplyProtocol for Send {
    /// The person, whoever of the two spoke. What is on standby is another app's to answer.
    fn place(&self, event: &Event) -> Option<Place> {
        let happened = model::happened(event)?;
        let person = if event.is_own() { happened.recipient } else { happened.sender };
        Some(Place::chat(&*person?.id?))
    }

    fn message(&self, event: &Event) -> Option<Posted> {
        let happened = model::happened(event)?;
        let mid = happened.message.and_then(|said| said.mid).or(happened.postback.and_then(|postback| postback.mid));
        Some(Posted::new(&*mid?))
    }

    fn calls(&self, to: &Place, act: &Act) -> Result<Vec<Call>, Unsupported> {
        match act {
            Act::Send(out) => self.say(to, out),
            // Nothing waits after a press: a word about it is a message like any other.
            Act::Answer(Notice::Brief(text) | Notice::Alert(text)) => self.say(to, &Out::text(text)),
            Act::Answer(_) => Ok(Vec::new()),
            Act::Typing => {
                let body = json!({ "recipient": { "id": to.chat.as_str() }, "sender_action": "typing_on" });
                Ok(vec![self.messages(&body).repeatable()])
            }
            other => {
                Err(Unsupported::by(PLATFORM, other.name()).instead("say what there is to say with a new message"))
            }
        }
    }

    fn call(&self, method: &str, body: &Value) -> Result<Call, Unsupported> {
        let Request { verb, path, body } = Request::read(method, body)?;
        let repeatable = verb == Method::GET;
        let call = self.api.call(verb, &path, body);
        Ok(if repeatable { call.repeatable() } else { call })
    }

    fn limits(&self, chat: Option<&str>) -> Vec<Limit> {
        if chat.is_none() { vec![SAID] } else { Vec::new() }
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        answer::result(answer).map_err(Refusal::reply_failure)
    }

    fn posted(&self, result: &Value) -> Option<Posted> {
        Some(Posted::new(result["message_id"].as_str()?).with_media(result["attachment_id"].as_str()))
    }

    /// What people send is told with its address, which is the handle.
    fn file(&self, handle: &str) -> Result<Fetch, Unsupported> {
        if !say::is_url(handle) {
            return Err(Unsupported::by(PLATFORM, "give back what the page itself uploaded"));
        }
        Ok(Fetch::There(Call::get(handle, Auth::None)))
    }
}

//! One page: its token, its conversations, and what the Send API lets it say.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde_json::{Value, json};

use super::errors::Refusal;
use super::sent::Sent;
use crate::secret::Secret;

/// The longest text of a message.
const LONGEST_TEXT: usize = 2000;
/// The longest text of a template, and the most buttons that it has.
const LONGEST_TEMPLATE: usize = 640;
const TEMPLATE_BUTTONS: usize = 3;
/// The most quick replies.
const QUICK_REPLIES: usize = 13;
/// What is written on a button, or a quick reply.
const LONGEST_TITLE: usize = 20;
/// A page may answer for this long after somebody has written.
const WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
/// The buttons of so many messages can be pressed.
const REMEMBERED: usize = 100;
/// What may be asked for in place of a message.
const ACTIONS: [&str; 5] = ["typing_on", "typing_off", "mark_seen", "react", "unreact"];

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct PageDesk {
    pub(crate) id: String,
    pub(crate) token: Secret,
    pub(crate) revoked: bool,
    /// What the app hears of it; `None`: it is not installed.
    pub(crate) fields: Option<BTreeSet<String>>,
    talks: BTreeMap<String, Talk>,
    sends: VecDeque<Duration>,
    sends_per_second: usize,
    ageing: f64,
}

/// A conversation with one person.
#[derive(Debug, Default)]
struct Talk {
    heard: Option<Duration>,
    away: bool,
    messages: VecDeque<Value>,
}

impl PageDesk {
    pub(crate) fn new(id: &str, token: &str, sends_per_second: usize, ageing: f64) -> Self {
        Self {
            id: id.to_owned(),
            token: Secret::new(token),
            revoked: false,
            fields: None,
            talks: BTreeMap::new(),
            sends: VecDeque::new(),
            sends_per_second,
            ageing,
        }
    }

    /// Somebody wrote to the page, or pressed something.
    pub(crate) fn heard(&mut self, from: &str, now: Duration) {
        self.talks.entry(from.to_owned()).or_default().heard = Some(now);
    }

    /// Somebody cannot be written to, or can again.
    pub(crate) fn set_away(&mut self, who: &str, away: bool) {
        self.talks.entry(who.to_owned()).or_default().away = away;
    }

    /// Carries out a request to the Send API; a message gets this id.
    pub(crate) fn send(&mut self, request: Value, mid: &str, now: Duration) -> Result<Sent, Refusal> {
        if self.revoked {
            return Err(Refusal::revoked());
        }
        let sent = self.read(&request, mid, now)?;
        self.pace(now)?;
        if sent.message.is_some()
            && let Some(talk) = self.talks.get_mut(&sent.recipient)
        {
            talk.messages.push_back(request["message"].clone());
            if talk.messages.len() > REMEMBERED {
                talk.messages.pop_front();
            }
        }
        Ok(Sent { request, ..sent })
    }

    fn read(&self, request: &Value, mid: &str, now: Duration) -> Result<Sent, Refusal> {
        let to = request.pointer("/recipient/id").and_then(Value::as_str);
        let to = to.ok_or_else(|| Refusal::parameter("The parameter recipient is required"))?;
        let talk = self.talks.get(to).ok_or_else(Refusal::nobody)?;
        let action = request["sender_action"].as_str();
        let message = request.get("message").filter(|message| !message.is_null());
        match (message, action) {
            (None, Some(action)) if ACTIONS.contains(&action) => {}
            (None, Some(_)) => return Err(Refusal::parameter("Param sender_action must be one of the known actions")),
            (None, None) => return Err(Refusal::parameter("The parameter message is required")),
            (Some(_), Some(_)) => return Err(Refusal::parameter("Only one of message and sender_action may be sent")),
            (Some(message), None) => self.check(request, message, talk, now)?,
        }
        if talk.away {
            return Err(Refusal::unavailable());
        }
        Ok(Sent {
            at: now,
            page: self.id.clone(),
            recipient: to.to_owned(),
            message: message.map(|_| mid.to_owned()),
            text: message.and_then(|message| message["text"].as_str()).map(str::to_owned),
            action: action.map(str::to_owned),
            request: Value::Null,
        })
    }

    fn check(&self, request: &Value, message: &Value, talk: &Talk, now: Duration) -> Result<(), Refusal> {
        let kind = request["messaging_type"].as_str();
        if !kind.is_some_and(|kind| ["RESPONSE", "UPDATE", "MESSAGE_TAG"].contains(&kind)) {
            return Err(Refusal::parameter("The parameter messaging_type is required"));
        }
        let text = message["text"].as_str();
        if text.is_none_or(str::is_empty) && message.get("attachment").is_none() {
            return Err(Refusal::parameter("Param message must have text or an attachment"));
        }
        if text.is_some_and(|text| text.chars().count() > LONGEST_TEXT) {
            let text = format!("Length of param message[text] must be less than or equal to {LONGEST_TEXT}");
            return Err(Refusal::parameter(&text));
        }
        attachment(request, message)?;
        let replies = message["quick_replies"].as_array().map_or(&[][..], Vec::as_slice);
        if replies.len() > QUICK_REPLIES {
            return Err(Refusal::parameter("Param message[quick_replies] has too many elements"));
        }
        titles(replies)?;
        let open = talk.heard.is_some_and(|at| now.saturating_sub(at) <= WINDOW.div_f64(self.ageing));
        if open || kind == Some("MESSAGE_TAG") { Ok(()) } else { Err(Refusal::outside_window()) }
    }

    fn pace(&mut self, now: Duration) -> Result<(), Refusal> {
        while self.sends.front().is_some_and(|at| now.saturating_sub(*at) >= Duration::from_secs(1)) {
            self.sends.pop_front();
        }
        if self.sends.len() >= self.sends_per_second {
            return Err(Refusal::too_fast());
        }
        self.sends.push_back(now);
        Ok(())
    }

    /// The payload behind the newest button or quick reply with this title or this payload, and whether it was a quick
    /// reply.
    pub(crate) fn button(&self, who: &str, label: &str) -> Option<(String, String, bool)> {
        let messages = &self.talks.get(who)?.messages;
        messages.iter().rev().find_map(|message| {
            find(&message["quick_replies"], label)
                .map(|(title, payload)| (title, payload, true))
                .or_else(|| find(message.pointer("/attachment/payload/buttons")?, label).map(|(t, p)| (t, p, false)))
        })
    }
}

/// A template has up to three buttons and a shorter text; any other attachment says where its file is.
fn attachment(request: &Value, message: &Value) -> Result<(), Refusal> {
    let Some(attachment) = message.get("attachment") else { return Ok(()) };
    let payload = &attachment["payload"];
    if attachment["type"] != "template" {
        let named = ["url", "attachment_id"].iter().any(|name| payload[name].is_string());
        let found = named || request.get("filedata").is_some();
        return if found { Ok(()) } else { Err(Refusal::parameter("Param message[attachment][payload] has no file")) };
    }
    let buttons = payload["buttons"].as_array().map_or(&[][..], Vec::as_slice);
    if payload["template_type"] == "button" && !(1..=TEMPLATE_BUTTONS).contains(&buttons.len()) {
        return Err(Refusal::parameter("Param message[attachment][payload][buttons] has 1 to 3 elements"));
    }
    if payload["text"].as_str().is_some_and(|text| text.chars().count() > LONGEST_TEMPLATE) {
        return Err(Refusal::parameter("Length of param message[attachment][payload][text] is at most 640"));
    }
    titles(buttons)
}

fn titles(buttons: &[Value]) -> Result<(), Refusal> {
    let fits = |button: &Value| button["title"].as_str().is_none_or(|title| title.chars().count() <= LONGEST_TITLE);
    if buttons.iter().all(fits) { Ok(()) } else { Err(Refusal::parameter("Length of a title is at most 20")) }
}

fn find(buttons: &Value, label: &str) -> Option<(String, String)> {
    let found = buttons.as_array()?.iter().find(|button| button["title"] == label || button["payload"] == label)?;
    let text = |name: &str| found[name].as_str().map(str::to_owned);
    Some((text("title")?, text("payload")?))
}

/// One event as it stands in `messaging`.
pub(crate) fn messaging(sender: &str, recipient: &str, millis: u64, name: &str, value: &Value) -> Value {
    json!({"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": millis, name: value})
}

//! Parlour, a platform that nobody else knows: all that Pollhook has to know of it. The part to copy.
//!
//! | call | |
//! |---|---|
//! | `GET /notes?after=2&wait=20` | the bot asks for the notes after the second; held up to 20 s while there are none |
//! | `POST` to the bot's address | Parlour tells a note, with the secret in `X-Parlour-Secret`; again until it gets a 2xx |
//! | `POST /notes` | the bot leaves a note: `{"room":"tea","text":"hello"}` |
//!
//! A note is `{"number":3,"room":"tea","who":"Anna","text":"hello"}`, and the bot's token travels as a bearer token.

use std::sync::Arc;
use std::time::Duration;

use pollhook::core::{
    Act, Answer, Ask, Auth, Bytes, Call, Chat, ChatKind, Cursor, Draft, Event, Failure, Heard, Item, Late, Message,
    Method, Now, Order, Page, Parts, Place, Platform, PollProtocol, Refusal, ReplyFailure, ReplyProtocol, Rules,
    SecretString, Sender, Setup, SetupError, StatusCode, Unsupported, Verdict, View, WebhookProtocol, What, is_one_of,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// The platform: what it allows, and its halves.
pub(crate) struct Parlour;

static RULES: Rules = rules();

const fn rules() -> Rules {
    let mut rules = Rules::new();
    rules.poll_hold = Duration::from_secs(20);
    rules.ack_within = Some(Duration::from_secs(10));
    rules.redelivers = Some(Duration::from_secs(3600));
    rules.late = Late::AskAgain;
    rules.order = Order::PerKey;
    rules.same_events = true;
    rules
}

impl Platform for Parlour {
    fn name(&self) -> &'static str {
        "parlour"
    }

    fn rules(&self) -> &Rules {
        &RULES
    }

    fn kinds(&self) -> &'static [&'static str] {
        &["note"]
    }

    fn default_api(&self) -> &'static str {
        "https://parlour.example"
    }

    fn poll(&self, setup: &Setup) -> Option<Result<Box<dyn PollProtocol>, SetupError>> {
        Some(Ok(Box::new(Api(setup.api.clone()))))
    }

    fn webhook(&self, setup: &Setup) -> Option<Result<Arc<dyn WebhookProtocol>, SetupError>> {
        if setup.secrets.is_empty() {
            return Some(Err(SetupError("add `secret = \"${PARLOUR_SECRET}\"` to [webhook]".into())));
        }
        Some(Ok(Arc::new(Hook(setup.secrets.clone()))))
    }

    fn replies(&self, setup: &Setup) -> Option<Arc<dyn ReplyProtocol>> {
        Some(Arc::new(Api(setup.api.clone())))
    }

    fn view(&self, _setup: &Setup) -> Arc<dyn View> {
        Arc::new(Parlour)
    }
}

/// A note, as far as the bot looks into it.
#[derive(Deserialize)]
struct Note {
    number: u64,
    room: String,
    who: String,
    text: String,
}

/// A note as an event, whichever way it came: named by its number, in order within its room, kept as it came.
fn event(raw: Bytes) -> Draft {
    match serde_json::from_slice::<Note>(&raw) {
        Ok(note) => Draft::new(note.number.to_string(), "note", raw).key(note.room),
        Err(_) => Draft::unreadable("it is no note", raw),
    }
}

/// Polling: from a cursor to a call, and from an answer to a page.
struct Api(String);

#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow)]
    notes: Vec<&'a RawValue>,
    next: u64,
}

impl PollProtocol for Api {
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, _now: Now) -> Call {
        let after = from.map_or("0", Cursor::as_str);
        let wait = if let Ask::Hold(hold) = how { hold } else { Duration::ZERO };
        let url = format!("{}/notes?after={after}&wait={}", self.0, wait.as_secs());
        Call::get(url, Auth::Bearer).deadline(wait + Duration::from_secs(10))
    }

    fn hear(&mut self, answer: &Answer, _now: Now) -> Heard {
        if answer.status != StatusCode::OK {
            return Heard::Failed(Failure::by_status(answer));
        }
        let Ok(told) = serde_json::from_slice::<Told<'_>>(&answer.body) else {
            return Heard::Failed(Failure::Retry { after: None, why: "these are not Parlour's words".into() });
        };
        let notes = told.notes.iter().map(|raw| answer.body.slice_ref(raw.get().as_bytes()));
        let items = notes.map(|raw| Item { draft: event(raw), after: None });
        Heard::Page(Page::new(items.collect(), Some(told.next.into())))
    }
}

/// The webhook: who is refused by the head of a request, and what its body tells.
struct Hook(Vec<SecretString>);

impl WebhookProtocol for Hook {
    fn head(&self, parts: &Parts, _now: Now) -> Result<(), Refusal> {
        if parts.method != Method::POST {
            return Err(Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not a POST"));
        }
        match parts.headers.get("x-parlour-secret") {
            Some(given) if is_one_of(&self.0, given.as_bytes()) => Ok(()),
            _ => Err(Refusal::unauthenticated("not the secret of the config")),
        }
    }

    fn body(&self, _parts: &Parts, body: &Bytes, _now: Now) -> Verdict {
        Verdict::Accept(vec![event(body.clone())])
    }
}

/// Speaking: where an answer goes, and how it is sent.
impl ReplyProtocol for Api {
    fn place(&self, event: &Event) -> Option<Place> {
        event.key().map(|room| Place::chat(room.as_str()))
    }

    fn calls(&self, to: &Place, act: &Act) -> Result<Vec<Call>, Unsupported> {
        let Act::Send(out) = act else { return Err(Unsupported::by("Parlour", act.name())) };
        let note = json!({ "room": to.chat.as_str(), "text": out.only_text("Parlour")? });
        Ok(vec![Call::post_json(format!("{}/notes", self.0), Auth::Bearer, note.to_string())])
    }

    fn read(&self, answer: &Answer) -> Result<Value, ReplyFailure> {
        if answer.status.is_success() { Ok(Value::Null) } else { Err(ReplyFailure::by_status(answer)) }
    }
}

/// Reading: what a note says, in the words that all platforms share.
impl View for Parlour {
    fn message(&self, event: &Event) -> Option<Message> {
        let note: Note = event.json().ok()?;
        let mut message = Message::default();
        message.chat = Some(Chat { id: note.room.into(), kind: ChatKind::Group, title: None });
        message.sender = Some(Sender::new(note.who.as_str(), note.who.as_str()));
        message.text = Some(note.text);
        Some(message)
    }

    fn kinds(&self, what: What) -> &'static [&'static str] {
        if what == What::Message { &["note"] } else { &[] }
    }
}

#[cfg(test)]
mod tests;

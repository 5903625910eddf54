//! A platform of words: its payload is the message view in short.

use std::sync::Arc;
use std::time::SystemTime;

use pollhook_core::{
    Address, Bot, Bots, Chat, ChatKind, Command, Draft, Event, Identity, Message, Origin, Out, Press, Replies,
    ReplyError, Sender, Sent, Via, View, What, async_trait,
};
use serde_json::{Value, json};

/// Reads `{"from", "text", "chat"}`; the kind says what it is.
#[derive(Debug)]
pub(crate) struct Words;

impl View for Words {
    fn message(&self, event: &Event) -> Option<Message> {
        let word: Value = event.json().ok()?;
        let text = word["text"].as_str().map(str::to_owned);
        let mut message = Message::default();
        message.what = match event.kind().as_str() {
            "message" => What::Message,
            "edited" => What::Edited,
            "press" => What::Press,
            _ => return None,
        };
        let from = word["from"].as_str().unwrap_or("anna");
        message.sender =
            Some(Sender { id: from.into(), name: from.into(), language: None, is_bot: false, is_self: from == "me" });
        let kind = if word["chat"] == "group" { ChatKind::Group } else { ChatKind::Private };
        message.chat = Some(Chat { id: "1".into(), kind, title: None });
        message.command = text.as_deref().and_then(command);
        message.press = (message.what == What::Press).then(|| Press { id: "p".into(), data: "d".into() });
        message.text = text;
        Some(message)
    }

    fn kinds(&self, what: What) -> &'static [&'static str] {
        match what {
            What::Message => &["message"],
            What::Edited => &["edited"],
            What::Press => &["press"],
            _ => &[],
        }
    }
}

fn command(text: &str) -> Option<Command> {
    let (head, args) = text.strip_prefix('/')?.split_once(' ').unwrap_or((text.strip_prefix('/')?, ""));
    let (name, to) = head.split_once('@').map_or((head, None), |(name, to)| (name, Some(to.into())));
    Some(Command { name: name.to_lowercase().into(), to, args: args.to_owned() })
}

/// Sends nothing, and gives back what it was asked.
#[derive(Debug)]
struct Parrot;

#[async_trait]
impl Replies for Parrot {
    fn address(&self, event: &Event) -> Option<Address> {
        event.key().map(|key| Address::chat(key.as_str()))
    }

    async fn send(&self, to: &Address, out: &Out) -> Result<Sent, ReplyError> {
        Ok(Sent::message(Some(format!("{}:{out:?}", to.chat).into())))
    }

    async fn call(&self, method: &str, body: &Value) -> Result<Value, ReplyError> {
        Ok(json!({"method": method, "body": body}))
    }
}

/// A bot called `words_bot`.
pub(crate) fn bot() -> Bot {
    Bot {
        id: "words".into(),
        platform: "words".into(),
        identity: Some(Identity { id: "42".into(), name: "words_bot".into() }),
        view: Arc::new(Words),
        replies: Arc::new(Parrot),
        bots: Bots::default(),
    }
}

/// A message that says something.
pub(crate) fn said(id: impl ToString, text: &str) -> Draft {
    Draft::new(id.to_string(), "message", json!({"text": text}).to_string())
}

/// A draft as an event that came in a given way.
pub(crate) fn event(draft: Draft, via: Via) -> Event {
    draft.stamp(&Origin::new("words", "words", via), SystemTime::UNIX_EPOCH + pollhook_testkit::TestClock::START)
}

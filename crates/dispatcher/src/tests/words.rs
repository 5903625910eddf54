//! A platform of words: its payload is the message view in short.

use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use pollhook_core::{
    Act, Attachment, Bot, Bots, Chat, ChatKind, Command, Done, Draft, Event, Identity, MediaKind, Message, Origin,
    Place, Posted, Press, Replies, ReplyError, Sender, Via, View, What, async_trait,
};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Reads `{"from", "text", "chat", "data", "media", "who"}`, all of which may be missing; the kind says what it is.
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
            "joined" => What::Joined,
            "left" => What::Left,
            "post" => What::ChannelPost,
            "opened" => What::Opened,
            _ => return None,
        };
        message.sender = Some(person(word["from"].as_str().unwrap_or("anna")));
        let (id, kind) = match word["chat"].as_str() {
            Some("group") => ("-7", ChatKind::Group),
            _ => ("1", ChatKind::Private),
        };
        message.chat = Some(Chat { id: id.into(), kind, title: None });
        message.command = text.as_deref().and_then(command);
        message.mentions_me = text.as_deref().is_some_and(|text| text.contains("@words_bot"));
        message.press = word["data"].as_str().map(|data| Press { id: "p".into(), data: data.to_owned() });
        message.media = media(&word["media"]);
        message.members = word["who"].as_str().into_iter().flat_map(|who| who.split(' ')).map(person).collect();
        message.text = text;
        Some(message)
    }

    fn kinds(&self, what: What) -> &'static [&'static str] {
        match what {
            What::Message => &["message"],
            What::Edited => &["edited"],
            What::Press => &["press", "opened"],
            What::Joined => &["joined"],
            What::Left => &["left"],
            What::ChannelPost => &["post"],
            What::Opened => &["opened"],
            _ => &[],
        }
    }

    /// What stands under `"inner"`, where something does.
    fn inner<'e>(&self, event: &'e Event) -> Option<&'e [u8]> {
        #[derive(Deserialize)]
        struct Outer<'a> {
            #[serde(borrow)]
            inner: &'a RawValue,
        }
        serde_json::from_slice::<Outer<'_>>(event.payload()).ok().map(|outer| outer.inner.get().as_bytes())
    }
}

fn person(name: &str) -> Sender {
    Sender { is_self: name == "me", ..Sender::new(name, name) }
}

fn media(word: &Value) -> Vec<Attachment> {
    let kind = match word.as_str() {
        Some("photo") => MediaKind::Photo,
        Some("sticker") => MediaKind::Sticker,
        _ => return Vec::new(),
    };
    vec![Attachment { kind, handle: "m".into(), size: None, mime: None }]
}

fn command(text: &str) -> Option<Command> {
    let (head, args) = text.strip_prefix('/')?.split_once(' ').unwrap_or((text.strip_prefix('/')?, ""));
    let (name, to) = head.split_once('@').map_or((head, None), |(name, to)| (name, Some(to.into())));
    Some(Command { name: name.to_lowercase().into(), to, args: args.to_owned() })
}

/// Sends nothing, and keeps what it was asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parrot(Arc<Mutex<Vec<String>>>);

impl Parrot {
    /// What was done so far, and where.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

fn told(act: &Act) -> String {
    match act {
        Act::Send(out) => format!("send {:?}", out.text),
        Act::Edit(message, out) => format!("edit {} {:?}", message.id, out.text),
        Act::Delete(message) => format!("delete {}", message.id),
        Act::React(message, emoji) => format!("react {} {emoji}", message.id),
        other => format!("{other:?}"),
    }
}

#[async_trait]
impl Replies for Parrot {
    fn place(&self, event: &Event) -> Option<Place> {
        event.key().map(|key| Place::chat(key.as_str()))
    }

    fn message(&self, event: &Event) -> Option<Posted> {
        Some(Posted::new(event.id().as_str()))
    }

    fn awaited(&self) -> &'static [&'static str] {
        &["press"]
    }

    async fn act(&self, to: &Place, act: &Act) -> Result<Done, ReplyError> {
        self.0.lock().unwrap().push(format!("{}: {}", to.chat, told(act)));
        Ok(Done::posted([Posted::new("new")]))
    }

    async fn call(&self, method: &str, body: &Value) -> Result<Value, ReplyError> {
        Ok(json!({"method": method, "body": body}))
    }
}

/// A bot called `words_bot`.
pub(crate) fn bot() -> Bot {
    speaking(Parrot::default())
}

/// The same, whose words can be heard.
pub(crate) fn speaking(parrot: Parrot) -> Bot {
    Bot {
        id: "words".into(),
        platform: "words".into(),
        identity: Some(Identity { id: "42".into(), name: "words_bot".into() }),
        view: Arc::new(Words),
        replies: Arc::new(parrot),
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

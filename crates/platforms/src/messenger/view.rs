//! Events as messages, in the words that all platforms share.
//!
//! People are known by a number that means something to this page only. Their names would be another call.

use pollhook_core::{Attachment, Chat, ChatKind, Command, Event, MediaKind, Message, Press, Sender, View, What};

use super::kinds;
use super::model::{self, Party, Postback, Referral, Said};
use crate::command;
use crate::text::Text;

#[derive(Debug)]
pub(super) struct Reader;

const MESSAGES: [&str; 1] = ["message"];
/// A quick reply is a message that says which button it was.
const PRESSES: [&str; 2] = ["postback", "message"];
/// Whoever comes for the first time presses *Get started* on the way.
const OPENINGS: [&str; 2] = ["referral", "postback"];

impl View for Reader {
    fn message(&self, event: &Event) -> Option<Message> {
        let happened = model::happened(event)?;
        let mut message = match (event.kind().as_str(), happened.message, happened.postback, happened.referral) {
            ("message" | kinds::ECHO, Some(said), ..) => said_in(said),
            ("postback", _, Some(postback), _) => pressed(postback),
            ("referral", .., Some(referral)) => opened(Message::default(), referral),
            _ => return None,
        };
        let is_self = event.is_own();
        message.sender = id(happened.sender.as_ref()).map(|id| Sender {
            id: id.into(),
            name: String::new(),
            language: None,
            is_bot: is_self,
            is_self,
        });
        let person = if is_self { &happened.recipient } else { &happened.sender };
        message.chat = id(person.as_ref()).map(|id| Chat { id: id.into(), kind: ChatKind::Private, title: None });
        Some(message)
    }

    fn kinds(&self, what: What) -> &'static [&'static str] {
        match what {
            What::Message | What::Service => &MESSAGES,
            What::Press => &PRESSES,
            What::Opened => &OPENINGS,
            _ => &[],
        }
    }

    /// What stands in the one item of the one entry.
    fn inner<'e>(&self, event: &'e Event) -> Option<&'e [u8]> {
        model::item(event).map(|inner| inner.get().as_bytes())
    }
}

fn id<'p>(party: Option<&'p Party<'_>>) -> Option<&'p str> {
    party?.id.as_deref()
}

fn said_in(said: Said<'_>) -> Message {
    let attachments = said.attachments.unwrap_or_default();
    let mut message = Message::default();
    message.id = said.mid.as_deref().map(Into::into);
    message.reply_to = said.reply_to.and_then(|to| to.mid).as_deref().map(Into::into);
    message.media = attachments.iter().filter_map(media).collect();
    message.what = match (&said.quick_reply, &said.text) {
        (Some(_), _) => What::Press,
        (None, None) if attachments.is_empty() => What::Service,
        _ => What::Message,
    };
    message.press = said.quick_reply.map(|reply| press(said.mid.as_ref(), reply.payload));
    if let Some(text) = said.text {
        message.command = command::at_start(&text).filter(|_| message.what == What::Message);
        message.text = Some(text.into_string());
    }
    message
}

fn pressed(postback: Postback<'_>) -> Message {
    let mut message = Message::default();
    message.what = What::Press;
    message.id = postback.mid.as_deref().map(Into::into);
    message.press = postback.payload.map(|data| press(postback.mid.as_ref(), data));
    message.text = postback.title.map(Text::into_string);
    match postback.referral {
        Some(referral) => opened(message, referral),
        None => message,
    }
}

/// By a link, in the words of the platforms whose links bring a command.
fn opened(mut message: Message, referral: Referral<'_>) -> Message {
    message.what = What::Opened;
    let args = referral.brought.map(Text::into_string).unwrap_or_default();
    message.command = Some(Command { name: "start".into(), to: None, args });
    message
}

/// Nothing waits for an answer to it, but a press has a name wherever there is one.
fn press(mid: Option<&Text<'_>>, data: Text<'_>) -> Press {
    Press { id: mid.map_or_else(Default::default, |mid| (**mid).into()), data: data.into_string() }
}

/// What was sent along, by the address under which it can be fetched. Places, templates and shared posts have none.
fn media(attachment: &model::Attachment<'_>) -> Option<Attachment> {
    let file = attachment.payload.as_ref()?;
    let kind = match attachment.kind.as_deref()? {
        "image" if file.sticker_id.is_some() => MediaKind::Sticker,
        "image" => MediaKind::Photo,
        "video" => MediaKind::Video,
        "audio" => MediaKind::Audio,
        "file" => MediaKind::Document,
        _ => return None,
    };
    Some(Attachment { kind, handle: file.url.as_deref()?.into(), size: None, mime: None })
}

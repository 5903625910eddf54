//! Updates as messages, in the words that all platforms share.

use compact_str::{CompactString, ToCompactString};
use pollhook_core::{
    Attachment, Chat, ChatKind, Command, Event, Identity, MediaKind, Message, Press, Sender, View, What,
};
use serde_json::value::RawValue;

use super::model::{self, CallbackQuery, Entity, File, User};
use crate::text::Text;

#[derive(Clone, Debug)]
pub(super) struct Reader {
    /// The bot's number and its name.
    me: Option<(i64, CompactString)>,
}

/// Kinds whose content is a message. One of a guest chat is not among them: it is answered by other means, once.
const MESSAGES: [&str; 2] = ["message", "business_message"];
const EDITS: [&str; 3] = ["edited_message", "edited_channel_post", "edited_business_message"];
const POSTS: [&str; 1] = ["channel_post"];
const PRESSES: [&str; 1] = ["callback_query"];
const SERVICES: [&str; 3] = ["message", "business_message", "channel_post"];

impl View for Reader {
    fn message(&self, event: &Event) -> Option<Message> {
        match event.kind().as_str() {
            "callback_query" => Some(self.press(model::content(event)?)),
            kind => Some(self.said(what(kind)?, &mut model::content(event)?)),
        }
    }

    fn kinds(&self, what: What) -> &'static [&'static str] {
        match what {
            What::Message => &MESSAGES,
            What::Edited => &EDITS,
            What::ChannelPost => &POSTS,
            What::Press => &PRESSES,
            What::Joined | What::Left => &MESSAGES,
            What::Service => &SERVICES,
            _ => &[],
        }
    }

    /// What stands in an update under its kind.
    fn inner<'e>(&self, event: &'e Event) -> Option<&'e [u8]> {
        model::content::<&RawValue>(event).map(|inner| inner.get().as_bytes())
    }
}

/// What the content of a kind is, unless it says nothing; `None` for a kind whose content is no message.
pub(super) fn what(kind: &str) -> Option<What> {
    match kind {
        kind if MESSAGES.contains(&kind) => Some(What::Message),
        kind if EDITS.contains(&kind) => Some(What::Edited),
        kind if POSTS.contains(&kind) => Some(What::ChannelPost),
        _ => None,
    }
}

impl Reader {
    pub(super) fn new(identity: Option<&Identity>) -> Self {
        // The number of a bot is a number; whoever has none is nobody here.
        Self { me: identity.and_then(|me| Some((me.id.parse().ok()?, me.name.clone()))) }
    }

    /// A message as it stands in an update of a kind that is `what`. Its texts are taken out of it: it is too large to be
    /// passed on by value for each update.
    pub(super) fn said(&self, what: What, from: &mut model::Message<'_>) -> Message {
        let mut message = Message::default();
        message.what = from.sort(what);
        message.id = from.message_id.map(|id| id.to_compact_string());
        message.thread = model::thread(from.message_thread_id, from.is_topic_message).map(|id| id.to_compact_string());
        message.chat = Some(chat(&mut from.chat));
        message.sender = self.sender(from);
        message.media = media(from);
        message.members = members(from).map(|user| self.user(user)).collect();
        message.reply_to = from.reply_to_message.as_ref().and_then(|to| to.message_id).map(|id| id.to_compact_string());
        // A message has a text or a caption, never both.
        let (text, entities) = match from.text.take() {
            None => (from.caption.take(), &from.caption_entities),
            text => (text, &from.entities),
        };
        if let Some(text) = text {
            message.command = entities.iter().find_map(|entity| command(&text, entity));
            message.mentions_me = entities.iter().any(|entity| self.is_meant(&text, entity));
            message.text = Some(text.into_string());
        }
        message
    }

    fn press(&self, query: CallbackQuery<'_>) -> Message {
        let mut message = Message::default();
        message.what = What::Press;
        message.sender = Some(self.user(&query.from));
        let data = query.data.map(Text::into_string).unwrap_or_default();
        message.press = Some(Press { id: (*query.id).into(), data });
        if let Some(mut pressed) = query.message {
            message.id = pressed.message_id.map(|id| id.to_compact_string());
            message.thread =
                model::thread(pressed.message_thread_id, pressed.is_topic_message).map(|id| id.to_compact_string());
            message.chat = Some(chat(&mut pressed.chat));
        }
        message
    }

    /// Who said it. Who speaks as a chat (an anonymous administrator, a channel) is that chat: the user that stands there,
    /// too, is a placeholder.
    fn sender(&self, message: &model::Message<'_>) -> Option<Sender> {
        let mut sender = match (&message.sender_chat, &message.from) {
            (Some(chat), _) => Sender {
                id: chat.id.to_compact_string(),
                name: chat.title.as_deref().unwrap_or_default().to_owned(),
                language: None,
                is_bot: false,
                is_self: false,
            },
            (None, Some(user)) => self.user(user),
            (None, None) => return None,
        };
        sender.is_self |= message.sender_business_bot.is_some_and(|bot| self.is_me(bot.id));
        Some(sender)
    }

    fn user(&self, user: &User<'_>) -> Sender {
        let name = match &user.last_name {
            Some(last) => [&*user.first_name, " ", &**last].concat(),
            None => user.first_name.to_string(),
        };
        let language = user.language_code.as_deref().map(CompactString::from);
        Sender { id: user.id.to_compact_string(), name, language, is_bot: user.is_bot, is_self: self.is_me(user.id) }
    }

    /// Whether that is the bot.
    pub(super) fn is_me(&self, id: i64) -> bool {
        self.me.as_ref().is_some_and(|(me, _)| *me == id)
    }

    /// Whether an entity names the bot: `@its_name`, a mention without a name, a command for it.
    fn is_meant(&self, text: &str, entity: &Entity<'_>) -> bool {
        let Some((_, my_name)) = &self.me else { return false };
        match &*entity.kind {
            "text_mention" => entity.user.is_some_and(|user| self.is_me(user.id)),
            "mention" | "bot_command" => covered(text, entity)
                .and_then(|(_, said, _)| said.split_once('@'))
                .is_some_and(|(_, name)| name.eq_ignore_ascii_case(my_name)),
            _ => false,
        }
    }
}

/// Who came or went. One user at most leaves at a time.
fn members<'m, 'a>(message: &'m model::Message<'a>) -> impl Iterator<Item = &'m User<'a>> {
    message.new_chat_members.iter().chain(message.left_chat_member.as_deref())
}

fn chat(chat: &mut model::Chat<'_>) -> Chat {
    let kind = match &*chat.kind {
        "private" => ChatKind::Private,
        "channel" => ChatKind::Channel,
        _ => ChatKind::Group,
    };
    Chat { id: chat.id.to_compact_string(), kind, title: chat.title.take().map(Text::into_string) }
}

/// The command with which a text begins, if `entity` is that.
fn command(text: &str, entity: &Entity<'_>) -> Option<Command> {
    if &*entity.kind != "bot_command" || entity.offset != 0 {
        return None;
    }
    let (_, said, rest) = covered(text, entity)?;
    let said = said.strip_prefix('/')?;
    let (name, to) = said.split_once('@').map_or((said, None), |(name, to)| (name, Some(to.into())));
    Some(Command { name: name.to_lowercase().into(), to, args: rest.trim_start().to_owned() })
}

/// What lies before an entity, in it and behind it; `None` when it reaches beyond the text.
fn covered<'t>(text: &'t str, entity: &Entity<'_>) -> Option<(&'t str, &'t str, &'t str)> {
    let (before, rest) = split_utf16(text, entity.offset)?;
    let (within, behind) = split_utf16(rest, entity.length)?;
    Some((before, within, behind))
}

/// Splits after so many UTF-16 units, in which Telegram counts; `None` when there are fewer, or in the middle of a pair.
fn split_utf16(text: &str, mut units: usize) -> Option<(&str, &str)> {
    for (at, letter) in text.char_indices() {
        if units == 0 {
            return Some(text.split_at(at));
        }
        units = units.checked_sub(letter.len_utf16())?;
    }
    (units == 0).then_some((text, ""))
}

pub(super) fn media(message: &model::Message<'_>) -> Vec<Attachment> {
    // An animation is repeated as a document, for clients that know no animations.
    let document = message.document.as_deref().filter(|_| message.animation.is_none());
    let files = [
        (MediaKind::Photo, message.photo.iter().max_by_key(|size| size.width)),
        (MediaKind::Video, message.video.as_deref()),
        (MediaKind::Video, message.video_note.as_deref()),
        (MediaKind::Video, message.animation.as_deref()),
        (MediaKind::Audio, message.audio.as_deref()),
        (MediaKind::Audio, message.voice.as_deref()),
        (MediaKind::Sticker, message.sticker.as_deref()),
        (MediaKind::Document, document),
    ];
    files.into_iter().filter_map(|(kind, file)| Some(medium(kind, file?))).collect()
}

fn medium(kind: MediaKind, file: &File<'_>) -> Attachment {
    let mime = file.mime_type.as_deref().map(CompactString::from);
    Attachment { kind, handle: (*file.file_id).into(), size: file.file_size, mime }
}

//! The view of an event as a message: the same words on every platform, read only when somebody asks.

use compact_str::CompactString;

use crate::Event;

/// How a platform's events are read as messages.
pub trait View: Send + Sync + 'static {
    /// Reads an event as a message; `None` when it is none.
    fn message(&self, event: &Event) -> Option<Message>;

    /// Which kinds can be read as `what`: what a route for it subscribes to.
    fn kinds(&self, what: What) -> &'static [&'static str];

    /// What the platform's own types call the thing that happened: the payload without its envelope. `None` when it is
    /// not there.
    fn inner<'e>(&self, event: &'e Event) -> Option<&'e [u8]> {
        Some(event.payload())
    }
}

/// What an event says, to whom and by whom.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// What sort of thing it is.
    pub what: What,
    /// The platform's id of the message.
    pub id: Option<CompactString>,
    /// Where it was said.
    pub chat: Option<Chat>,
    /// The thread or topic within the chat.
    pub thread: Option<CompactString>,
    /// Who said it.
    pub sender: Option<Sender>,
    /// Its text, or the caption of what was sent.
    pub text: Option<String>,
    /// The command it begins with.
    pub command: Option<Command>,
    /// The press of a button.
    pub press: Option<Press>,
    /// What was sent with it.
    pub media: Vec<Attachment>,
    /// The id of the message that it answers.
    pub reply_to: Option<CompactString>,
    /// Whether it names the bot.
    pub mentions_me: bool,
    /// Who came or went.
    pub members: Vec<Sender>,
}

/// The sorts of messages.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum What {
    /// A new message, in private or in a group.
    #[default]
    Message,
    /// A message was changed.
    Edited,
    /// A post in a channel.
    ChannelPost,
    /// A button was pressed.
    Press,
    /// Somebody came into the chat, by himself or brought by another.
    Joined,
    /// Somebody left the chat, or was put out of it.
    Left,
    /// Somebody came by a link that leads into the bot, which is a command `start` with what the link brought.
    Opened,
    /// A title changed, a message was pinned, and the like.
    Service,
}

/// Where something was said.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Chat {
    /// Its id.
    pub id: CompactString,
    /// Its sort.
    pub kind: ChatKind,
    /// Its title, where it has one.
    pub title: Option<String>,
}

/// The sorts of chats.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ChatKind {
    /// Between one user and the bot.
    Private,
    /// Among several.
    Group,
    /// One speaks, many read.
    Channel,
}

/// Who said something.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sender {
    /// Its id.
    pub id: CompactString,
    /// Its name, as shown.
    pub name: String,
    /// The language it prefers, as the platform tells it.
    pub language: Option<CompactString>,
    /// It is a bot.
    pub is_bot: bool,
    /// It is this bot.
    pub is_self: bool,
}

impl Sender {
    /// A person.
    pub fn new(id: impl Into<CompactString>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), language: None, is_bot: false, is_self: false }
    }
}

/// A command, such as `/start now`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Command {
    /// Its name, in lower case and without its sign.
    pub name: CompactString,
    /// The bot that it names (`/start@that_bot`).
    pub to: Option<CompactString>,
    /// What follows it, without the space between.
    pub args: String,
}

/// The press of a button.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Press {
    /// What an answer to it must name.
    pub id: CompactString,
    /// What the bot put into the button.
    pub data: String,
}

/// What was sent with a message. [`Media`](crate::Media) made from it sends it on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attachment {
    /// Its sort.
    pub kind: MediaKind,
    /// The platform's name for it, to fetch it or to send it again.
    pub handle: CompactString,
    /// Its size in bytes, where that is told.
    pub size: Option<u64>,
    /// Its media type, where that is told.
    pub mime: Option<CompactString>,
}

/// The sorts of media.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum MediaKind {
    /// A picture.
    Photo,
    /// A film, or an animation.
    Video,
    /// Sound, or speech.
    Audio,
    /// A sticker.
    Sticker,
    /// Any other file.
    Document,
}

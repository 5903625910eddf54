//! What is read of a payload beyond its head, borrowed from it, and nothing else.

use std::fmt;
use std::marker::PhantomData;

use pollhook_core::{Event, What};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};

use super::update::Id;
use crate::text::Text;

/// Reads the content of an event: what stands in its update under its kind. `None` when that has another shape.
pub(super) fn content<'a, T: Deserialize<'a>>(event: &'a Event) -> Option<T> {
    under(event.kind(), event.payload())
}

/// Reads what an object holds under one key; `None` when the document is no object, or holds no such thing.
pub(super) fn under<'a, T: Deserialize<'a>>(key: &str, document: &'a [u8]) -> Option<T> {
    let mut document = serde_json::Deserializer::from_slice(document);
    let found = Under { key, value: PhantomData }.deserialize(&mut document).ok()?;
    document.end().is_ok().then_some(found)
}

/// The value under one key of a map.
struct Under<'k, T> {
    key: &'k str,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Under<'_, T> {
    type Value = T;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Under<'_, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with `{}`", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<Text<'de>>()? {
            if *name == *self.key {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        found.ok_or_else(|| A::Error::custom("no such key"))
    }
}

/// A message or a post.
#[derive(Deserialize)]
pub(super) struct Message<'a> {
    /// Left out in messages that only one member sees.
    pub(super) message_id: Option<i64>,
    pub(super) date: Option<u64>,
    pub(super) edit_date: Option<u64>,
    pub(super) message_thread_id: Option<i64>,
    #[serde(default)]
    pub(super) is_topic_message: bool,
    #[serde(borrow)]
    pub(super) chat: Chat<'a>,
    #[serde(borrow)]
    pub(super) from: Option<User<'a>>,
    #[serde(borrow)]
    pub(super) sender_chat: Option<Chat<'a>>,
    pub(super) sender_business_bot: Option<Id>,
    #[serde(borrow)]
    pub(super) text: Option<Text<'a>>,
    #[serde(default, borrow)]
    pub(super) entities: Vec<Entity<'a>>,
    #[serde(borrow)]
    pub(super) caption: Option<Text<'a>>,
    #[serde(default, borrow)]
    pub(super) caption_entities: Vec<Entity<'a>>,
    pub(super) reply_to_message: Option<Replied>,
    #[serde(default, borrow)]
    pub(super) new_chat_members: Vec<User<'a>>,
    #[serde(borrow)]
    pub(super) left_chat_member: Option<Box<User<'a>>>,

    // In boxes: most messages have none of them, and a message is passed on by value while it is read.
    /// One picture in several sizes.
    #[serde(default, borrow)]
    pub(super) photo: Vec<File<'a>>,
    #[serde(borrow)]
    pub(super) video: Option<Box<File<'a>>>,
    #[serde(borrow)]
    pub(super) video_note: Option<Box<File<'a>>>,
    #[serde(borrow)]
    pub(super) animation: Option<Box<File<'a>>>,
    #[serde(borrow)]
    pub(super) audio: Option<Box<File<'a>>>,
    #[serde(borrow)]
    pub(super) voice: Option<Box<File<'a>>>,
    #[serde(borrow)]
    pub(super) sticker: Option<Box<File<'a>>>,
    #[serde(borrow)]
    pub(super) document: Option<Box<File<'a>>>,

    // Content of which only the presence counts here.
    checklist: Option<IgnoredAny>,
    contact: Option<IgnoredAny>,
    dice: Option<IgnoredAny>,
    game: Option<IgnoredAny>,
    giveaway: Option<IgnoredAny>,
    giveaway_winners: Option<IgnoredAny>,
    invoice: Option<IgnoredAny>,
    live_photo: Option<IgnoredAny>,
    location: Option<IgnoredAny>,
    paid_media: Option<IgnoredAny>,
    poll: Option<IgnoredAny>,
    rich_message: Option<IgnoredAny>,
    story: Option<IgnoredAny>,
    venue: Option<IgnoredAny>,
}

impl Message<'_> {
    /// What it is, in a kind whose messages are `said`.
    pub(super) fn sort(&self, said: What) -> What {
        match () {
            () if said == What::Edited || self.has_content() => said,
            () if !self.new_chat_members.is_empty() => What::Joined,
            () if self.left_chat_member.is_some() => What::Left,
            () => What::Service,
        }
    }

    /// Whether somebody said something. What has no content is a service message: somebody joined, a title changed. There
    /// are fifty sorts of those, and each release adds some; of content there are two dozen.
    fn has_content(&self) -> bool {
        let said = self.text.is_some() || self.caption.is_some() || !self.photo.is_empty();
        let files =
            [&self.video, &self.video_note, &self.animation, &self.audio, &self.voice, &self.sticker, &self.document];
        let others = [
            self.checklist,
            self.contact,
            self.dice,
            self.game,
            self.giveaway,
            self.giveaway_winners,
            self.invoice,
            self.live_photo,
            self.location,
            self.paid_media,
            self.poll,
            self.rich_message,
            self.story,
            self.venue,
        ];
        said || files.iter().any(|file| file.is_some()) || others.iter().any(Option::is_some)
    }
}

#[derive(Deserialize)]
pub(super) struct Chat<'a> {
    pub(super) id: i64,
    #[serde(rename = "type", borrow)]
    pub(super) kind: Text<'a>,
    #[serde(borrow)]
    pub(super) title: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct User<'a> {
    pub(super) id: i64,
    #[serde(default)]
    pub(super) is_bot: bool,
    #[serde(borrow)]
    pub(super) first_name: Text<'a>,
    #[serde(borrow)]
    pub(super) last_name: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) language_code: Option<Text<'a>>,
}

/// A stretch of a text that means something, counted in UTF-16 units.
#[derive(Deserialize)]
pub(super) struct Entity<'a> {
    #[serde(rename = "type", borrow)]
    pub(super) kind: Text<'a>,
    pub(super) offset: usize,
    pub(super) length: usize,
    /// Of a mention of somebody without a name.
    pub(super) user: Option<Id>,
}

#[derive(Deserialize)]
pub(super) struct Replied {
    pub(super) message_id: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct File<'a> {
    #[serde(borrow)]
    pub(super) file_id: Text<'a>,
    pub(super) file_size: Option<u64>,
    #[serde(borrow)]
    pub(super) mime_type: Option<Text<'a>>,
    #[serde(default)]
    pub(super) width: u32,
}

/// A press of a button.
#[derive(Deserialize)]
pub(super) struct CallbackQuery<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    #[serde(borrow)]
    pub(super) from: User<'a>,
    /// Left out when the button belongs to an inline message; without much in it when it is too old.
    #[serde(borrow)]
    pub(super) message: Option<Pressed<'a>>,
    #[serde(borrow)]
    pub(super) data: Option<Text<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Pressed<'a> {
    pub(super) message_id: Option<i64>,
    pub(super) message_thread_id: Option<i64>,
    #[serde(default)]
    pub(super) is_topic_message: bool,
    #[serde(borrow)]
    pub(super) chat: Chat<'a>,
}

/// Where an event happened, as far as an answer needs it; for every kind.
#[derive(Default, Deserialize)]
pub(super) struct Place<'a> {
    /// Of a press.
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
    pub(super) chat: Option<Id>,
    pub(super) from: Option<Id>,
    pub(super) user: Option<Id>,
    pub(super) user_chat_id: Option<i64>,
    pub(super) message_thread_id: Option<i64>,
    #[serde(default)]
    pub(super) is_topic_message: bool,
    #[serde(borrow)]
    pub(super) business_connection_id: Option<Text<'a>>,
    pub(super) direct_messages_topic: Option<Topic>,
    /// What was pressed on.
    #[serde(borrow)]
    pub(super) message: Option<Box<Place<'a>>>,
}

/// A topic of a channel's direct messages.
#[derive(Deserialize)]
pub(super) struct Topic {
    pub(super) topic_id: i64,
}

/// The thread that an answer belongs in. A reply outside of topics has a thread id too, under which nothing can be sent.
pub(super) fn thread(id: Option<i64>, is_topic: bool) -> Option<i64> {
    id.filter(|_| is_topic)
}

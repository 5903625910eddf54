//! One update, as both doors read it: id, kind, key, times, and the view of a message. One pass over its bytes.
//!
//! An update is `{"update_id": …, "<kind>": {…}}` with exactly one kind. The bytes themselves are the payload, so both
//! doors agree to the byte.

use std::fmt;
use std::time::{Duration, SystemTime};

use compact_str::{CompactString, ToCompactString, format_compact};
use pollhook_core::{Bytes, Draft, Identity, Key, Kind, Now, What};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::kinds::{self, By};
use super::{model, view};
use crate::text::Text;

/// Reads updates for one bot.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    view: view::Reader,
}

/// What was read: the draft, and the number of the update if that much could be read.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) draft: Draft,
    pub(super) number: Option<u64>,
}

impl Reader {
    /// A reader that knows the bot's own doings from those of others, if it knows who the bot is.
    pub(super) fn new(identity: Option<&Identity>) -> Self {
        Self { view: view::Reader::new(identity) }
    }

    /// Reads one update. What cannot be read is a draft too, which says why.
    pub(super) fn read(&self, payload: Bytes, now: Now) -> Read {
        // Checked once as a whole, a text is not checked again string by string.
        let text = std::str::from_utf8(&payload).ok();
        let whole = text.and_then(|text| serde_json::from_str::<Update<'_>>(text).ok());
        // A message that is not shaped as one is still an event: it has a chat and a date, but no view.
        let update = whole.map_or_else(|| head(&payload), Ok).map(|update| self.draft(update, now));
        match update {
            Ok(read) => read.of(payload),
            Err(error) => unreadable(payload, &error),
        }
    }

    /// Reads the update at the beginning of a longer text, and how long it is; `None` when that takes more than one look.
    pub(super) fn read_first(&self, text: &str, now: Now) -> Option<(Read, usize)> {
        let mut updates = serde_json::Deserializer::from_str(text).into_iter::<Update<'_>>();
        let update = updates.next()?.ok()?;
        Some((self.draft(update, now), updates.byte_offset()))
    }

    fn draft(&self, update: Update<'_>, now: Now) -> Read {
        let Update { number, kind, content } = update;
        let mut draft = Draft::new(number.to_compact_string(), kind.name(), Bytes::new());
        let known = kind.known();
        let (about, message) = match content {
            Content::About(about) => (about, None),
            Content::Said(what, mut message) => {
                (About::from(&*message), Some(Box::new(self.view.said(what, &mut message))))
            }
        };
        draft.key = By::of(known).key(&about).map(Key::from);
        draft.time = about.time();
        draft.expires = known.and_then(|kind| now.wall.checked_add(kind.lifetime?));
        draft.own = about.actors().any(|who| self.view.is_me(who.id));
        draft.message = message;
        Read { draft, number: Some(number) }
    }
}

impl Read {
    /// With the bytes that it was read of.
    pub(super) fn of(mut self, payload: Bytes) -> Self {
        self.draft.payload = payload;
        self
    }
}

/// How much of an update is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Depth {
    /// What every event has.
    Head,
    /// Of a message, all that its view needs.
    View,
}

fn head(document: &[u8]) -> serde_json::Result<Update<'_>> {
    let mut document = serde_json::Deserializer::from_slice(document);
    let update = document.deserialize_map(Depth::Head)?;
    document.end()?;
    Ok(update)
}

impl<'de: 'a, 'a> Deserialize<'de> for Update<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Depth::View)
    }
}

/// Keeps what cannot be read. Its number, if there is one, confirms it as its neighbours are; its id is that of its bytes,
/// for under the number a whole copy of the update may yet come.
///
/// The reason names a place and no more, for a log may show it and must not show what users wrote.
fn unreadable(payload: Bytes, error: &serde_json::Error) -> Read {
    let why = format_compact!("no update in line {}, column {}", error.line(), error.column());
    let number = model::under::<u64>("update_id", &payload);
    Read { draft: Draft::unreadable(why, payload), number }
}

/// The head of an update. Its number is never negative: as an offset, that would throw away all older updates.
struct Update<'a> {
    number: u64,
    kind: Named<'a>,
    content: Content<'a>,
}

/// What was read of its content.
enum Content<'a> {
    About(About<'a>),
    /// In a box, as it is much larger.
    Said(What, Box<model::Message<'a>>),
}

enum Named<'a> {
    Known(&'static kinds::Kind),
    Other(Text<'a>),
}

impl Named<'_> {
    fn name(&self) -> Kind {
        match self {
            Self::Known(kind) => CompactString::const_new(kind.name).into(),
            Self::Other(name) => (**name).into(),
        }
    }

    fn known(&self) -> Option<&'static kinds::Kind> {
        match self {
            Self::Known(kind) => Some(kind),
            Self::Other(_) => None,
        }
    }
}

/// What is read of the content of any kind. A field means the same wherever it occurs; what else there is, is skipped.
#[derive(Debug, Default, Deserialize)]
pub(super) struct About<'a> {
    pub(super) chat: Option<Id>,
    pub(super) from: Option<Id>,
    pub(super) user: Option<Id>,
    #[serde(borrow)]
    pub(super) id: Option<Text<'a>>,
    #[serde(borrow)]
    pub(super) poll_id: Option<Text<'a>>,
    new_chat_member: Option<Member>,
    sender_business_bot: Option<Id>,
    date: Option<u64>,
    edit_date: Option<u64>,
    remove_date: Option<u64>,
    boost: Option<Boost>,
}

/// A chat or a user. Ids need 52 bits and a sign.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Id {
    pub(super) id: i64,
}

/// The member whom a change of membership is about. In a message the same field is a user, and says nothing here.
#[derive(Debug, Deserialize)]
struct Member {
    user: Option<Id>,
}

#[derive(Debug, Deserialize)]
struct Boost {
    add_date: Option<u64>,
}

impl About<'_> {
    pub(super) fn member(&self) -> Option<i64> {
        Some(self.new_chat_member.as_ref()?.user?.id)
    }

    /// When it happened: of an edit, when it was edited. A date of 0 stands for a message that is not to be had any more.
    fn time(&self) -> Option<SystemTime> {
        let boosted = self.boost.as_ref().and_then(|boost| boost.add_date);
        let seconds = self.edit_date.or(self.date).or(self.remove_date).or(boosted).filter(|date| *date > 0)?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
    }

    /// Who did it: said it, pressed it, changed it, or sent it on behalf of a business account.
    fn actors(&self) -> impl Iterator<Item = Id> {
        [self.from, self.user, self.sender_business_bot].into_iter().flatten()
    }
}

impl From<&model::Message<'_>> for About<'_> {
    fn from(message: &model::Message<'_>) -> Self {
        Self {
            chat: Some(Id { id: message.chat.id }),
            from: message.from.as_ref().map(|user| Id { id: user.id }),
            sender_business_bot: message.sender_business_bot,
            date: message.date,
            edit_date: message.edit_date,
            ..Self::default()
        }
    }
}

impl Depth {
    /// Reads the content of a known kind; `None` where there is `null`.
    fn content<'de, A: MapAccess<'de>>(
        self,
        kind: &kinds::Kind,
        map: &mut A,
    ) -> Result<Option<Content<'de>>, A::Error> {
        match view::what(kind.name).filter(|_| self == Self::View) {
            Some(what) => Ok(map.next_value::<Option<_>>()?.map(|message| Content::Said(what, message))),
            None => Ok(map.next_value::<Option<_>>()?.map(Content::About)),
        }
    }
}

impl<'de> Visitor<'de> for Depth {
    type Value = Update<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an update: an object with `update_id` and one kind")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut number = None;
        let mut content: Option<(Named<'de>, Content<'de>)> = None;
        while let Some(name) = map.next_key::<Text<'de>>()? {
            if &*name == "update_id" {
                number = Some(map.next_value()?);
            } else if let Some(kind) = kinds::find(&name) {
                content = self.content(kind, &mut map)?.map(|read| (Named::Known(kind), read)).or(content);
            } else {
                let raw = map.next_value::<&'de RawValue>()?;
                content = content.or_else(|| Some((Named::Other(name), Content::About(glance(raw)))));
            }
        }
        let number = number.ok_or_else(|| de::Error::missing_field("update_id"))?;
        let (kind, content) = content.ok_or_else(|| de::Error::custom("an update of no kind"))?;
        Ok(Update { number, kind, content })
    }
}

/// What can be read of a kind that nobody described to us: perhaps its chat, perhaps nothing.
fn glance(raw: &RawValue) -> About<'_> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

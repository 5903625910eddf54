//! One update, as both doors read it: id, kind, key, times. One pass over its bytes, nothing copied.
//!
//! An update is `{"update_id": …, "<kind>": {…}}` with exactly one kind. The bytes themselves are the payload, so both
//! doors agree to the byte.

use std::fmt;
use std::time::{Duration, SystemTime};

use compact_str::{CompactString, ToCompactString, format_compact};
use pollhook_core::{Bytes, Draft, Identity, Key, Kind, Now};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::kinds::{self, By};
use super::model;
use crate::text::Text;

/// Reads updates for one bot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader {
    me: Option<i64>,
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
        Self { me: identity.and_then(|identity| identity.id.parse().ok()) }
    }

    /// Reads one update. What cannot be read is a draft too, which says why.
    pub(super) fn read(self, payload: Bytes, now: Now) -> Read {
        match serde_json::from_slice::<Update<'_>>(&payload) {
            Ok(update) => {
                let mut draft = self.draft(&update, now);
                let number = Some(update.number);
                draft.payload = payload;
                Read { draft, number }
            }
            Err(error) => unreadable(payload, &error),
        }
    }

    fn draft(self, update: &Update<'_>, now: Now) -> Draft {
        let Update { number, kind, about } = update;
        let mut draft = Draft::new(number.to_compact_string(), kind.name(), Bytes::new());
        let known = kind.known();
        draft.key = By::of(known).key(about).map(Key::from);
        draft.time = about.time();
        draft.expires = known.and_then(|kind| now.wall.checked_add(kind.lifetime?));
        draft.own = self.me.is_some_and(|me| about.is_by(me));
        draft
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
    about: About<'a>,
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

    /// Whether `me` did it: said it, pressed it, changed it, or sent it on behalf of a business account.
    fn is_by(&self, me: i64) -> bool {
        [self.from, self.user, self.sender_business_bot].into_iter().flatten().any(|who| who.id == me)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Update<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Head)
    }
}

struct Head;

impl<'de> Visitor<'de> for Head {
    type Value = Update<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an update: an object with `update_id` and one kind")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut number = None;
        let mut content: Option<(Named<'de>, About<'de>)> = None;
        while let Some(name) = map.next_key::<Text<'de>>()? {
            if &*name == "update_id" {
                number = Some(map.next_value()?);
            } else if let Some(kind) = kinds::find(&name) {
                let about = map.next_value::<Option<About<'de>>>()?;
                content = about.map(|about| (Named::Known(kind), about)).or(content);
            } else {
                let raw = map.next_value::<&'de RawValue>()?;
                content = content.or_else(|| Some((Named::Other(name), glance(raw))));
            }
        }
        let number = number.ok_or_else(|| de::Error::missing_field("update_id"))?;
        let (kind, about) = content.ok_or_else(|| de::Error::custom("an update of no kind"))?;
        Ok(Update { number, kind, about })
    }
}

/// What can be read of a kind that nobody described to us: perhaps its chat, perhaps nothing.
fn glance(raw: &RawValue) -> About<'_> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

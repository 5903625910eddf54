//! One event, as both doors read it: kind, key, time, whose doing. Its id is the door's affair.

use std::time::SystemTime;

use compact_str::{CompactString, format_compact};
use pollhook_core::{Bytes, Draft, Setup};

use super::identify::Me;
use super::model::Payload;
use super::{kinds, time};

/// Reads events for one bot.
#[derive(Clone, Debug)]
pub(super) struct Reader {
    me: Me,
}

impl Reader {
    /// A reader that knows the bot's own doings from those of others, if it knows who the bot is.
    pub(super) fn new(setup: &Setup) -> Self {
        Self { me: Me::of(setup) }
    }

    /// Reads the payload of a webhook, or what looks like one. What cannot be read is a draft too, which says why.
    ///
    /// The reason names a place and no more, for a log may show it and must not show what users wrote.
    pub(super) fn read(&self, id: CompactString, kind: &str, payload: Bytes) -> Draft {
        let about = match serde_json::from_slice::<Payload<'_>>(&payload) {
            Ok(about) if payload.trim_ascii_start().starts_with(b"{") => about,
            Ok(_) => return Draft::unreadable("no object", payload),
            Err(error) => {
                let why = format_compact!("no event in line {}, column {}", error.line(), error.column());
                return Draft::unreadable(why, payload);
            }
        };
        let (key, time) = (key(&about), time(&about));
        let own = about.sender.as_ref().is_some_and(|sender| self.me.is(sender));
        let kind = kinds::find(kind).map_or_else(|| kind.into(), CompactString::const_new);
        let mut draft = Draft::new(id, kind, payload);
        draft.key = key.map(Into::into);
        draft.time = time;
        draft.own = own;
        draft
    }
}

/// What order is kept within: the issue, pull request or discussion; else the repository, else the organization. Ids, for
/// names change.
fn key(about: &Payload<'_>) -> Option<CompactString> {
    let Some(repository) = &about.repository else {
        return about.organization.as_ref().map(|organization| format_compact!("org:{}", organization.id));
    };
    Some(match about.thread() {
        Some(thread) => format_compact!("{}#{}", repository.id, thread.number),
        None => format_compact!("{}", repository.id),
    })
}

/// When it happened, as far as that is told: when that was changed which the event is about.
fn time(about: &Payload<'_>) -> Option<SystemTime> {
    let remark = about.remark().and_then(|remark| remark.submitted_at.as_ref().or(remark.updated_at.as_ref()));
    let changed = remark.or(about.thread()?.updated_at.as_ref());
    changed.and_then(|text| time::read(text))
}

//! One push, split into documents of one event each.
//!
//! `{"object":"page","entry":[{"id":…,"time":…,"messaging":[{…},{…}]},…]}` holds items in entries. The document of an item
//! is the same envelope around the same entry, with the other entries and the other items cut out: pieces of the body, put
//! together anew. What was alone is not copied at all.

use compact_str::CompactString;
use pollhook_core::{Bytes, Draft};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::update::{self, Whose};
use crate::object;
use crate::text::Text;

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    object: Text<'a>,
    #[serde(borrow)]
    entry: &'a RawValue,
}

/// An entry is of one page, and has its items in one of three lists.
#[derive(Deserialize)]
struct Lists<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    time: Option<u64>,
    #[serde(borrow)]
    messaging: Option<&'a RawValue>,
    #[serde(borrow)]
    standby: Option<&'a RawValue>,
    #[serde(borrow)]
    changes: Option<&'a RawValue>,
}

/// All that happened, in the order in which it was told. Nothing of a body is passed over: what cannot be read is an
/// event, too, which says why.
pub(super) fn split(body: &Bytes) -> Vec<Draft> {
    match read(body) {
        Ok(drafts) => drafts,
        Err(why) => vec![Draft::unreadable(why, body.clone())],
    }
}

fn read(body: &Bytes) -> Result<Vec<Draft>, CompactString> {
    let text = std::str::from_utf8(body.trim_ascii()).map_err(|_| "the body is no text")?;
    let envelope: Envelope<'_> = object::read(text.as_bytes()).map_err(|error| object::missing("no push", &error))?;
    if &*envelope.object != "page" {
        return Err("a push about something that is no page".into());
    }
    let entries: Vec<&RawValue> =
        serde_json::from_str(envelope.entry.get()).map_err(|error| object::missing("no list of entries", &error))?;
    let push = Push { body, text, around: around(text, envelope.entry.get()) };
    Ok(entries.into_iter().flat_map(|entry| push.entry(entry.get())).collect())
}

/// A body, and what of it stands around its list of entries.
struct Push<'a> {
    body: &'a Bytes,
    text: &'a str,
    around: (&'a str, &'a str),
}

impl<'a> Push<'a> {
    fn entry(&self, entry: &'a str) -> Vec<Draft> {
        self.items(entry).unwrap_or_else(|why| vec![Draft::unreadable(why, self.with(&[entry]))])
    }

    fn items(&self, entry: &'a str) -> Result<Vec<Draft>, CompactString> {
        let lists: Lists<'a> = object::read(entry.as_bytes()).map_err(|error| object::missing("no entry", &error))?;
        let whose = Whose { page: lists.id, time: lists.time };
        let named =
            [(lists.messaging, Kind::Messaging), (lists.standby, Kind::Standby), (lists.changes, Kind::Changes)];
        let mut lists: Vec<_> = named.into_iter().filter_map(|(list, kind)| Some((list?.get(), kind))).collect();
        if lists.is_empty() {
            return Err("an entry that holds none of messaging, standby and changes".into());
        }
        lists.sort_unstable_by_key(|(list, _)| list.as_ptr().addr());
        let mut drafts = Vec::new();
        for (at, (list, kind)) in lists.iter().enumerate() {
            let items: Vec<&RawValue> =
                serde_json::from_str(list).map_err(|error| object::missing("no list of items", &error))?;
            drafts.extend(items.into_iter().map(|item| {
                let payload = self.with(&alone(entry, &lists, at, item.get()));
                match kind.read(&whose, item.get()) {
                    Ok(mut draft) => {
                        draft.payload = payload;
                        draft
                    }
                    Err(error) => Draft::unreadable(object::missing("no event", &error), payload),
                }
            }));
        }
        Ok(drafts)
    }

    /// The document with just this entry, given in pieces.
    fn with(&self, entry: &[&str]) -> Bytes {
        let pieces = [&[self.around.0, "["], entry, &["]", self.around.1]].concat();
        // As long as the whole, it is the whole: only cutting made it shorter.
        if pieces.iter().map(|piece| piece.len()).sum::<usize>() == self.text.len() {
            return self.body.slice_ref(self.text.as_bytes());
        }
        pieces.concat().into()
    }
}

/// The lists that an entry may hold.
#[derive(Clone, Copy)]
enum Kind {
    Messaging,
    Standby,
    Changes,
}

impl Kind {
    fn read(self, whose: &Whose<'_>, item: &str) -> Result<Draft, serde_json::Error> {
        match self {
            Self::Messaging => update::messaging(whose, item),
            Self::Standby => update::standby(whose, item),
            Self::Changes => update::change(whose, item),
        }
    }
}

/// The pieces of an entry in which one list holds one item, and the others none. The lists are those of the entry, in the
/// order in which they stand there.
fn alone<'a>(entry: &'a str, lists: &[(&'a str, Kind)], this: usize, item: &'a str) -> Vec<&'a str> {
    let mut pieces = Vec::with_capacity(3 * lists.len() + 2);
    let mut rest = entry;
    for (at, (list, _)) in lists.iter().enumerate() {
        let (before, behind) = around(rest, list);
        pieces.extend([before, "[", if at == this { item } else { "" }, "]"]);
        rest = behind;
    }
    pieces.push(rest);
    pieces
}

/// What lies before and behind a part of a text: a slice of it, as everything is that was read without a copy.
fn around<'a>(whole: &'a str, part: &str) -> (&'a str, &'a str) {
    let at = part.as_ptr().addr() - whole.as_ptr().addr();
    (&whole[..at], &whole[at + part.len()..])
}

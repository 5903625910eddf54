//! A position in a history: the newest event that was read, and by what the server knows that nothing is newer.
//!
//! One line, whose parts a space divides: `octocat/hello-world 22249084947 2022-06-09T12:47:28Z W/"a18c…" Thu, 09 Jun 2022
//! 12:47:30 GMT`. They are what is watched, id and time of the newest event, `ETag` and `Last-Modified`; `-` stands for
//! what there is not. All of it is committed at once, so an `ETag` never says "unchanged" of events that were not handled.

use compact_str::{CompactString, format_compact};
use pollhook_core::Cursor;

use super::watch::Watch;

/// What stands for nothing.
const NOTHING: &str = "-";

/// A position.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Position {
    /// The newest event; `None` when there was none yet.
    pub(super) newest: Option<Newest>,
    pub(super) etag: Option<CompactString>,
    pub(super) modified: Option<CompactString>,
}

/// The newest event that was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Newest {
    pub(super) id: CompactString,
    /// As it was written.
    pub(super) at: CompactString,
}

impl Newest {
    /// An event of this id and time; `None` for what no cursor could hold.
    pub(super) fn new(id: &str, at: &str) -> Option<Self> {
        let fits = |text: &str| !text.is_empty() && text != NOTHING && text.bytes().all(|byte| byte.is_ascii_graphic());
        (fits(id) && fits(at)).then(|| Self { id: id.into(), at: at.into() })
    }
}

impl Position {
    /// Reads a cursor; `None` when it belongs to the history of something else.
    pub(super) fn read(cursor: &Cursor, watch: &Watch) -> Option<Self> {
        let mut parts = cursor.as_str().splitn(5, ' ');
        if parts.next()? != watch.to_string() {
            return None;
        }
        let (id, at, etag) = (parts.next()?, parts.next()?, parts.next()?);
        let some = |text: &str| (text != NOTHING).then(|| CompactString::from(text));
        Some(Self { newest: Newest::new(id, at), etag: some(etag), modified: parts.next().and_then(some) })
    }

    /// Writes it as a cursor.
    pub(super) fn cursor(&self, watch: &Watch) -> Option<Cursor> {
        let (id, at) = self.newest.as_ref().map_or((NOTHING, NOTHING), |newest| (&newest.id, &newest.at));
        // A tag holds no space (RFC 9110, section 8.8.3); one that does is of no use here.
        let etag = self.etag.as_deref().filter(|etag| !etag.contains(' ')).unwrap_or(NOTHING);
        let modified = self.modified.as_deref().unwrap_or(NOTHING);
        Cursor::new(format_compact!("{watch} {id} {at} {etag} {modified}")).ok()
    }
}

//! The Events API: newest first, page by page back to the newest event that was read before.
//!
//! Where the list is unchanged, its `ETag` makes that a question without an answer. Links say whether there is a further
//! page; where it is, is plain, so that a token never follows an address out of an answer.

use std::time::Duration;

use compact_str::{CompactString, format_compact};
use http::header::{ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use pollhook_core::{
    Answer, Ask, Bytes, Call, Cursor, Draft, Failure, Heard, Item, Now, Page, PollProtocol, Setup, SetupError,
};
use serde_json::value::RawValue;

use super::answer::{self, Refusal, header};
use super::api::Api;
use super::cursor::{Newest, Position};
use super::splice::Polled;
use super::time;
use super::update::Reader;
use super::watch::{self, Watch};
use crate::content;

/// The key in the config for where polling begins.
pub(super) const HISTORY: &str = "history";

/// Events in a page.
const PER_PAGE: usize = 100;
/// As many events are told in all.
const DEPTH: usize = 300;
/// A list that does not end is not followed further: a poller allows so many steps.
const MOST_PAGES: usize = 50;
/// When to ask again, where the server does not say.
const PACE: Duration = Duration::from_secs(60);
/// An issue's text has 64 KiB and is told with every comment below it.
const LARGEST_PAGE: usize = 32 << 20;
/// The way both ways, and the time to put a page together.
const SLACK: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub(super) struct Poll {
    api: Api,
    address: String,
    watch: Watch,
    reader: Reader,
    from_the_oldest: bool,
    /// There was an answer, so whatever is missing since then has only grown too old.
    listening: bool,
    walk: Walk,
}

/// On the way from the newest event back to what is known.
#[derive(Debug, Default)]
struct Walk {
    /// What is known.
    from: Option<Cursor>,
    known: Option<Position>,
    /// Pages that were read.
    pages: usize,
    /// Where this walk will have led to, once it is over.
    upto: Position,
    /// What was found, the newest first.
    found: Vec<Found>,
}

#[derive(Debug)]
struct Found {
    at: Option<Newest>,
    draft: Draft,
}

impl Poll {
    pub(super) fn new(setup: &Setup) -> Result<Self, SetupError> {
        let watch = Watch::of(setup)?.ok_or_else(|| {
            SetupError(format!("polling needs to know what to watch: add `{} = \"OWNER/REPO\"` to [bot]", watch::KEY))
        })?;
        let from_the_oldest = match setup.extra(HISTORY) {
            None | Some("now") => false,
            Some("all") => true,
            Some(other) => return Err(SetupError(format!("`{HISTORY} = {other:?}` is neither \"now\" nor \"all\""))),
        };
        Ok(Self {
            api: Api::new(&setup.api),
            address: setup.api.clone(),
            watch,
            reader: Reader::new(setup.identity.clone()),
            from_the_oldest,
            listening: false,
            walk: Walk::default(),
        })
    }

    /// A page of the list. Only the first is asked for with conditions: it is the one that changes.
    fn call(&self) -> Call {
        let mut path = format!("{}?per_page={PER_PAGE}", self.watch.events());
        if self.walk.pages > 0 {
            path.push_str(&format!("&page={}", self.walk.pages + 1));
            return self.api.get(&path);
        }
        let mut call = self.api.get(&path);
        let known = self.walk.known.as_ref();
        if let Some(etag) = known.and_then(|known| condition(known.etag.as_ref())) {
            call.headers.insert(IF_NONE_MATCH, etag);
        } else if let Some(modified) = known.and_then(|known| condition(known.modified.as_ref())) {
            call.headers.insert(IF_MODIFIED_SINCE, modified);
        }
        call
    }

    fn begin(&mut self, from: Option<&Cursor>) {
        let known = from.and_then(|cursor| Position::read(cursor, &self.watch));
        self.walk = Walk { from: from.cloned(), known, ..Walk::default() };
    }

    fn read(&mut self, answer: &Answer, events: &[&RawValue]) -> Heard {
        if self.walk.pages == 0 {
            self.walk.upto.etag = kept(&answer.headers, &ETAG);
            self.walk.upto.modified = kept(&answer.headers, &LAST_MODIFIED);
        }
        self.walk.pages += 1;
        let mut met = false;
        for raw in events {
            let found = self.event(answer.body.slice_ref(raw.get().as_bytes()));
            met = self.walk.knows(&found);
            if met {
                break;
            }
            self.walk.find(found);
        }
        let first_time = self.walk.known.is_none() && !self.from_the_oldest;
        let ends = met || first_time || !has_next(&answer.headers) || self.walk.pages >= MOST_PAGES;
        if ends { Heard::Page(self.finish(met, &answer.headers)) } else { Heard::Again }
    }

    /// One event as a draft, under an id that says by which door it came.
    fn event(&self, raw: Bytes) -> Found {
        let spliced = serde_json::from_slice::<Polled<'_>>(&raw).and_then(|polled| {
            let spliced = polled.spliced(&self.address)?;
            Ok((Newest::new(&polled.id, &polled.created_at), polled.id, time::read(&polled.created_at), spliced))
        });
        match spliced {
            Ok((at, id, time, spliced)) => {
                let draft = self.reader.read(format_compact!("event:{id}"), &spliced.kind, spliced.payload);
                let draft = if draft.undecodable.is_some() {
                    content::unreadable(draft.undecodable.unwrap_or_default(), raw)
                } else {
                    time.into_iter().fold(draft, Draft::time)
                };
                Found { at, draft }
            }
            Err(error) => {
                let why = format_compact!("no event in line {}, column {}", error.line(), error.column());
                Found { at: None, draft: content::unreadable(why, raw) }
            }
        }
    }

    /// The walk is over: what was found, the oldest first.
    fn finish(&mut self, met: bool, headers: &HeaderMap) -> Page {
        let (mut walk, listening) = (std::mem::take(&mut self.walk), std::mem::replace(&mut self.listening, true));
        let gap = !met && walk.ends_beyond_what_is_known(listening);
        if walk.known.is_none() && !self.from_the_oldest {
            walk.upto.newest = walk.found.iter().find_map(|found| found.at.clone());
            walk.found.clear();
        }
        let newest = walk.found.iter().find_map(|found| found.at.clone());
        walk.upto.newest = newest.or(walk.upto.newest).or_else(|| walk.known.take()?.newest);
        let items = walk.found.into_iter().rev().map(|found| Item { draft: found.draft, after: None });
        let next = walk.upto.cursor(&self.watch).filter(|next| walk.from.as_ref() != Some(next));
        let mut page = Page::new(items.collect(), next);
        page.pace = Some(pace(headers));
        page.gap = gap;
        page
    }

    fn failed(&mut self, failure: Failure) -> Heard {
        self.walk = Walk::default();
        Heard::Failed(failure)
    }

    fn missing(&self) -> String {
        format!("`{} = \"{}\"` is not there, or the token may not see it", watch::KEY, self.watch)
    }
}

impl Walk {
    /// Whether this is the event up to which everything was read before.
    fn knows(&self, found: &Found) -> bool {
        let newest = self.known.as_ref().and_then(|known| known.newest.as_ref());
        newest.is_some() && newest.map(|newest| &newest.id) == found.at.as_ref().map(|at| &at.id)
    }

    /// Takes it in, unless the list moved on between two pages and shows it once more.
    fn find(&mut self, found: Found) {
        if !self.found.iter().any(|earlier| earlier.draft.id == found.draft.id) {
            self.found.push(found);
        }
    }

    /// The event up to which everything was read is not in the list any more. Drops what is older than that one; tells
    /// whether something newer may be missing, too.
    fn ends_beyond_what_is_known(&mut self, listening: bool) -> bool {
        let deep = self.pages * PER_PAGE >= DEPTH;
        let Some(known) = &self.known else { return false };
        let Some(newest) = &known.newest else { return deep };
        let at = time::read(&newest.at);
        let is_older =
            |found: &Found| found.at.as_ref().and_then(|own| time::read(&own.at)).is_some_and(|own| Some(own) < at);
        // An event that was taken out of the list (its repository is private now) leaves older ones behind.
        let reached = self.found.iter().any(is_older);
        self.found.retain(|found| !is_older(found));
        // While we listened nothing can have grown old unseen but by being too many at a time.
        !reached && (deep || !listening)
    }
}

impl PollProtocol for Poll {
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, _now: Now) -> Call {
        // A walk that was broken off is gone on with only if it leads to the same place.
        if self.walk.pages == 0 || self.walk.from.as_ref() != from {
            self.begin(from);
        }
        let hold = match how {
            Ask::Hold(hold) => hold,
            Ask::Look => Duration::ZERO,
        };
        self.call().deadline(hold + SLACK).cap(LARGEST_PAGE)
    }

    fn hear(&mut self, answer: &Answer, now: Now) -> Heard {
        match answer.status {
            StatusCode::NOT_MODIFIED => {
                self.walk = Walk::default();
                self.listening = true;
                let mut page = Page::default();
                page.pace = Some(pace(&answer.headers));
                Heard::Page(page)
            }
            // "Pagination is limited for this resource": the list ends here.
            StatusCode::UNPROCESSABLE_ENTITY if self.walk.pages > 0 => Heard::Page(self.finish(false, &answer.headers)),
            _ => match answer::result::<Vec<&RawValue>>(answer, Some(now.wall)) {
                Ok(events) => self.read(answer, &events),
                Err(refusal) => self.refused(refusal),
            },
        }
    }
}

impl Poll {
    fn refused(&mut self, refusal: Refusal) -> Heard {
        let missing = self.missing();
        self.failed(refusal.failure(&missing))
    }
}

fn condition(kept: Option<&CompactString>) -> Option<HeaderValue> {
    HeaderValue::from_str(kept?).ok()
}

/// A header as it is, with its quotes.
fn kept(headers: &HeaderMap, name: &HeaderName) -> Option<CompactString> {
    header(headers, name.as_str()).filter(|value| !value.is_empty()).map(Into::into)
}

fn pace(headers: &HeaderMap) -> Duration {
    header(headers, "x-poll-interval").and_then(|value| value.parse().ok()).map_or(PACE, Duration::from_secs)
}

/// `<https://api.github.com/…?page=2>; rel="next", <…>; rel="last"`.
fn has_next(headers: &HeaderMap) -> bool {
    let links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    links.flat_map(|value| value.split(',')).any(|link| {
        let relations = link.split(';').skip(1).filter_map(|parameter| parameter.trim().strip_prefix("rel="));
        relations.map(|relation| relation.trim_matches('"')).any(|relation| relation.split(' ').any(|r| r == "next"))
    })
}

//! The Events API: newest first, page by page back to the newest event that was read before.
//!
//! Where the list is unchanged, its `ETag` makes that a question without an answer. Links say whether there is a further
//! page; where it is, is plain, so that a token never follows an address out of an answer.

use std::time::Duration;

use compact_str::{CompactString, format_compact};
use http::header::{ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LINK};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use pollhook_core::{Answer, Ask, Bytes, Call, Cursor, Draft, Heard, Now, Page, PollProtocol, Setup, SetupError};
use serde_json::value::RawValue;

use super::answer::{self, Refusal, header};
use super::api::Api;
use super::cursor::Newest;
use super::splice::Polled;
use super::time;
use super::update::Reader;
use super::walk::{Found, PER_PAGE, Walk};
use super::watch::{self, Watch};

/// The key in the config for where polling begins.
pub(super) const HISTORY: &str = "history";

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
            reader: Reader::new(setup),
            from_the_oldest,
            listening: false,
            walk: Walk::default(),
        })
    }

    /// A page of the list. Only the first is asked for with conditions: it is the one that changes.
    fn call(&self) -> Call {
        let path = format!("{}?per_page={PER_PAGE}", self.watch.events());
        if self.walk.pages > 0 {
            return self.api.get(&format!("{path}&page={}", self.walk.pages + 1));
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

    fn read(&mut self, answer: &Answer, events: &[&RawValue]) -> Heard {
        if self.walk.pages == 0 {
            self.walk.upto.etag = kept(&answer.headers, &ETAG);
            self.walk.upto.modified = kept(&answer.headers, &LAST_MODIFIED);
        }
        self.walk.pages += 1;
        let page = events.iter().map(|raw| self.event(answer.body.slice_ref(raw.get().as_bytes()))).collect();
        let met = self.walk.find(page);
        let begins_now = self.walk.begins() && !self.from_the_oldest;
        let ends = met || begins_now || !has_next(&answer.headers) || self.walk.pages >= MOST_PAGES;
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
                    Draft::unreadable(draft.undecodable.unwrap_or_default(), raw)
                } else {
                    time.into_iter().fold(draft, Draft::time)
                };
                Found { at, draft }
            }
            Err(error) => {
                let why = format_compact!("no event in line {}, column {}", error.line(), error.column());
                Found { at: None, draft: Draft::unreadable(why, raw) }
            }
        }
    }

    /// The walk is over: what was found, the oldest first.
    fn finish(&mut self, met: bool, headers: &HeaderMap) -> Page {
        let mut walk = std::mem::take(&mut self.walk);
        let listening = std::mem::replace(&mut self.listening, true);
        let gap = !met && walk.ends_beyond_what_is_known(listening);
        if walk.begins() && !self.from_the_oldest {
            walk.begin_now();
        }
        let next = walk.end(&self.watch);
        let mut page = Page::new(walk.items(), next);
        page.pace = Some(pace(headers));
        page.gap = gap;
        page
    }

    fn refused(&mut self, refusal: Refusal) -> Heard {
        self.walk = Walk::default();
        let missing = format!("`{} = \"{}\"` is not there, or the token may not see it", watch::KEY, self.watch);
        Heard::Failed(refusal.failure(&missing))
    }
}

impl PollProtocol for Poll {
    fn ask(&mut self, from: Option<&Cursor>, how: Ask, _now: Now) -> Call {
        // A walk that was broken off is gone on with only if it leads to the same place.
        if !self.walk.leads_from(from) {
            self.walk = Walk::new(from, &self.watch);
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

/// What the server gave, given back.
fn condition(kept: Option<&CompactString>) -> Option<HeaderValue> {
    HeaderValue::from_str(kept?).ok()
}

/// A header as it is, with its quotes.
fn kept(headers: &HeaderMap, name: &HeaderName) -> Option<CompactString> {
    header(headers, name.as_str()).filter(|value| !value.is_empty()).map(Into::into)
}

/// At least a second: "at once" would be without end, for no question is held here.
fn pace(headers: &HeaderMap) -> Duration {
    let told = header(headers, "x-poll-interval").and_then(|value| value.parse().ok());
    told.map_or(PACE, |seconds: u64| Duration::from_secs(seconds.max(1)))
}

/// `<https://api.github.com/…?page=2>; rel="next", <…>; rel="last"`.
fn has_next(headers: &HeaderMap) -> bool {
    let links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok());
    links.flat_map(|value| value.split(',')).any(|link| {
        let relations = link.split(';').skip(1).filter_map(|parameter| parameter.trim().strip_prefix("rel="));
        relations.map(|relation| relation.trim_matches('"')).any(|relation| relation.split(' ').any(|r| r == "next"))
    })
}

//! One student's reviews, and what a question is told, as one machine without clock or socket.
//!
//! Every method takes the time. The table in `tests` holds this machine against the wire facts, one row each.

use std::time::Duration;

use serde_json::{Value, json};

use crate::notes::Notes;
use crate::site::Look;
use crate::{Fate, Options};

/// A moment as Devman counts it: microseconds since 1970, written as seconds with a fraction.
pub(crate) type Moment = u64;

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) notes: Notes,
    /// The newest `timestamp` of a question.
    pub(crate) cursor: Option<Moment>,
    /// How many questions are held.
    pub(crate) held: usize,
    /// What is told in place of an answer, with status 200.
    pub(crate) error: Option<String>,
    attempts: Vec<Attempt>,
    hold: Duration,
    page: usize,
    /// The time since 1970 when the network was started.
    epoch: Duration,
}

/// A review.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) id: String,
    timestamp: Moment,
    value: Value,
}

/// A question that is held.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    from: Moment,
    pub(crate) until: Duration,
    query: Vec<(String, String)>,
}

/// What a question is told.
#[derive(Debug)]
pub(crate) struct Told {
    /// The reviews, newest first.
    pub(crate) attempts: Vec<Attempt>,
    newest: Moment,
    query: Vec<(String, String)>,
}

impl Told {
    pub(crate) fn body(&self) -> Value {
        let query = json!(self.query);
        if self.attempts.is_empty() {
            return json!({"request_query": query, "status": "timeout", "timestamp_to_request": seconds(self.newest)});
        }
        let attempts: Vec<_> = self.attempts.iter().map(|attempt| &attempt.value).collect();
        let newest = seconds(self.newest);
        json!({"request_query": query, "status": "found", "new_attempts": attempts, "last_attempt_timestamp": newest})
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.attempts.iter().map(|attempt| attempt.id.clone()).collect()
    }
}

impl Desk {
    pub(crate) fn new(options: &Options, epoch: Duration) -> Self {
        let notes = Notes::keeping(options.history);
        let (hold, page) = (options.devman.hold, options.devman.page.max(1));
        Self { notes, cursor: None, held: 0, error: None, attempts: Vec::new(), hold, page, epoch }
    }

    /// A lesson was reviewed.
    pub(crate) fn review(&mut self, title: &str, is_negative: bool, now: Duration) -> String {
        let timestamp = self.next_moment(now);
        self.review_at(title, title, is_negative, timestamp, now)
    }

    /// A lesson that goes by another title than its address was made of.
    pub(crate) fn review_of(&mut self, lesson: &str, title: &str, is_negative: bool, now: Duration) -> String {
        let timestamp = self.next_moment(now);
        self.review_at(lesson, title, is_negative, timestamp, now)
    }

    /// Another lesson was reviewed at the very moment of the one before it.
    pub(crate) fn review_too(&mut self, title: &str, is_negative: bool, now: Duration) -> String {
        let timestamp = self.attempts.last().map_or_else(|| self.moment(now), |last| last.timestamp);
        self.review_at(title, title, is_negative, timestamp, now)
    }

    fn review_at(&mut self, lesson: &str, title: &str, is_negative: bool, timestamp: Moment, now: Duration) -> String {
        let value = json!({
            "submitted_at": crate::calendar::utc(timestamp / 1_000_000),
            "is_negative": is_negative,
            "lesson_title": title,
            "lesson_url": format!("https://dvmn.org/modules/simulated/lesson/{}/", slug(lesson)),
            "timestamp": seconds(timestamp),
        });
        self.keep(value, timestamp, Some(title), now)
    }

    /// A review as it is; the fields `timestamp` and `lesson_title` are what others know it by.
    pub(crate) fn raw(&mut self, value: Value, now: Duration) -> String {
        let timestamp = self.next_moment(now);
        let title = value["lesson_title"].as_str().map(str::to_owned);
        self.keep(value, timestamp, title.as_deref(), now)
    }

    fn keep(&mut self, value: Value, timestamp: Moment, title: Option<&str>, now: Duration) -> String {
        let id = format!("{} {}", seconds(timestamp), title.unwrap_or_default());
        self.notes.open(&id, "review", title, now);
        self.attempts.push(Attempt { id: id.clone(), timestamp, value });
        id
    }

    /// A question begins; [`look`](Self::look) says what becomes of it. `None`: its `timestamp` is no number.
    pub(crate) fn ask(&mut self, query: Vec<(String, String)>, now: Duration) -> Option<Ask> {
        let given = query.iter().find(|(name, _)| name == "timestamp");
        let from = match given {
            None => self.moment(now),
            Some((_, text)) => {
                let from = moment(text)?;
                self.cursor = Some(from);
                self.confirm(from, now);
                from
            }
        };
        Some(Ask { from, until: now + self.hold, query })
    }

    /// Who asks for what is newer than `from` has the rest.
    fn confirm(&mut self, from: Moment, now: Duration) {
        for attempt in self.attempts.iter().rev().filter(|attempt| attempt.timestamp <= from) {
            self.notes.settle(&attempt.id, Fate::Confirmed(now));
        }
    }

    pub(crate) fn look(&mut self, ask: &Ask, now: Duration) -> Look<Told> {
        let attempts: Vec<_> =
            self.attempts.iter().rev().filter(|attempt| attempt.timestamp > ask.from).cloned().collect();
        if attempts.is_empty() && now < ask.until {
            return Look::Wait(ask.until);
        }
        let newest = attempts.iter().map(|attempt| attempt.timestamp).max().unwrap_or(ask.from);
        Look::Answer(Told { attempts, newest, query: ask.query.clone() })
    }

    /// A page of all reviews, newest first; pages count from 1. `None`: there is no such page.
    pub(crate) fn page(&self, number: usize, address: &str) -> Option<Value> {
        let pages = self.attempts.len().div_ceil(self.page).max(1);
        let skip = self.page * number.checked_sub(1).filter(|_| number <= pages)?;
        let results: Vec<_> =
            self.attempts.iter().rev().skip(skip).take(self.page).map(|attempt| &attempt.value).collect();
        let link = |number: usize| format!("{address}?page={number}");
        let (next, previous) = ((number < pages).then(|| link(number + 1)), (number > 1).then(|| link(number - 1)));
        Some(json!({"count": self.attempts.len(), "next": next, "previous": previous, "results": results}))
    }

    /// Each review is a moment after the one before it.
    fn next_moment(&self, now: Duration) -> Moment {
        self.moment(now).max(self.attempts.last().map_or(0, |last| last.timestamp + 1))
    }

    fn moment(&self, now: Duration) -> Moment {
        u64::try_from((self.epoch + now).as_micros()).unwrap_or(u64::MAX)
    }
}

/// As it stands in JSON. Microseconds of this century fit a double.
pub(crate) fn seconds(moment: Moment) -> f64 {
    moment as f64 / 1e6
}

fn moment(text: &str) -> Option<Moment> {
    let seconds: f64 = text.parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds >= 0.0)?;
    Some((seconds * 1e6).round() as Moment)
}

fn slug(title: &str) -> String {
    title.to_lowercase().chars().map(|char| if char.is_alphanumeric() { char } else { '-' }).collect()
}

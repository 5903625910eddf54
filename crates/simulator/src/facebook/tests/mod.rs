//! The wire facts, one row each: what an app's desk does, at which second.
//!
//! A row is a fact and a play that shows it. Time is whatever the play says it is.

mod pushes;
mod sends;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::desk::{Desk, Subscription};
use super::handshake;
use super::page_desk::PageDesk;
use crate::post::{Job, Said, Sender, Work};
use crate::{Fate, Options};

/// A fact in words, and the play that would fail without it.
type Row = (&'static str, fn(&mut Play));

/// Plays every row, then names all that failed.
fn check(rows: &[Row]) {
    let holds = |row: &Row| catch_unwind(AssertUnwindSafe(|| row.1(&mut Play::new(&Options::default())))).is_ok();
    let broken: Vec<_> = rows.iter().filter(|row| !holds(row)).map(|row| row.0).collect();
    assert!(broken.is_empty(), "these facts do not hold: {broken:#?}");
}

/// The desk of an app that is installed on the pages `1` and `2`, and the hands of a clock.
struct Play {
    desk: Desk,
    now: Duration,
    jobs: Vec<Job>,
}

impl Play {
    fn new(options: &Options) -> Self {
        let mut desk = Desk::new(options, 7, "secret", Duration::from_secs(1_000));
        for page in ["1", "2"] {
            let mut installed = PageDesk::new(page, page, options.facebook.sends_per_second, options.ageing);
            installed.fields = Some(handshake::all_fields());
            desk.pages.insert(page.to_owned(), installed);
        }
        let url = Url::parse("http://bot/hook").expect("it is an address");
        desk.subscribe(Subscription { url, fields: handshake::all_fields() });
        Self { desk, now: Duration::ZERO, jobs: Vec::new() }
    }

    fn at(&mut self, seconds: f64) -> &mut Self {
        self.now = Duration::from_secs_f64(seconds);
        self
    }

    /// `from` writes this to page 1; the text is the `mid`, too.
    fn says(&mut self, from: &str, text: &str) {
        self.says_to("1", from, text);
    }

    fn says_to(&mut self, page: &str, from: &str, text: &str) {
        self.desk.spoken(page, from, "message", &json!({"mid": text, "text": text}), self.now);
    }

    /// What the notification service does now: the events that it pushes, or when it looks again.
    fn push(&mut self) -> String {
        match self.desk.work(self.now) {
            Work::Push(job) => {
                let items = job.items.join(" ");
                self.jobs.push(*job);
                format!("push {items}")
            }
            Work::At(at) => format!("at {}", at.as_secs_f64()),
            Work::Idle => "idle".to_owned(),
        }
    }

    /// Everything that is pushed now, in order.
    fn pushes(&mut self) -> Vec<String> {
        std::iter::from_fn(|| Some(self.push()).filter(|told| told.starts_with("push"))).collect()
    }

    /// The body that is pushed next.
    fn body(&mut self) -> Value {
        assert!(self.push().starts_with("push"));
        serde_json::from_slice(&self.jobs.last().expect("it was just pushed").parcel.body).expect("it is JSON")
    }

    /// The callback answers the push of these events.
    fn answer(&mut self, items: &str, status: u16) {
        let at = self.jobs.iter().position(|job| job.items.join(" ") == items).expect("it is being pushed");
        let job = self.jobs.swap_remove(at);
        let said = said(status);
        self.desk.pushed(&job, &Ok(said), self.now);
    }

    fn fate(&self, id: &str) -> Fate {
        self.desk.notes.all().into_iter().find(|note| note.id == id).expect("it happened").fate
    }

    /// The Send API on page 1: the code of its refusal, or what was sent.
    fn send(&mut self, request: Value) -> String {
        match self.desk.send("1", request, self.now) {
            Ok(sent) => sent.message.map_or_else(|| sent.action.unwrap_or_default(), |_| "sent".to_owned()),
            Err(refusal) => format!("{} {}", refusal.status, refusal.code),
        }
    }

    fn reply(&mut self, to: &str, text: &str) -> String {
        self.send(json!({"recipient": {"id": to}, "messaging_type": "RESPONSE", "message": {"text": text}}))
    }
}

fn said(status: u16) -> Said {
    let status = StatusCode::from_u16(status).expect("it is a status");
    Said { status, headers: HeaderMap::new(), body: Bytes::new(), took: Duration::ZERO }
}

#[test]
#[should_panic(expected = "pigs fly")]
fn a_fact_that_does_not_hold_is_named() {
    check(&[("there is nothing to push", |p| assert_eq!(p.push(), "idle")), ("pigs fly", |p| p.answer("m", 200))]);
}

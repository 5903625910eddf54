//! The wire facts, one row each: what a repository's desk and an account's limits do, at which second.
//!
//! A row is a fact and a play that shows it. Time is whatever the play says it is.

mod deliveries;
mod feed;
mod limits;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::desk::Desk;
use super::shapes::Name;
use crate::Options;
use crate::post::{Job, Said, Sender, Work};

/// A fact in words, and the play that would fail without it.
type Row = (&'static str, fn(&mut Play));

/// Plays every row, then names all that failed.
fn check(rows: &[Row]) {
    let holds = |row: &Row| catch_unwind(AssertUnwindSafe(|| row.1(&mut Play::new(&Options::default())))).is_ok();
    let broken: Vec<_> = rows.iter().filter(|row| !holds(row)).map(|row| row.0).collect();
    assert!(broken.is_empty(), "these facts do not hold: {broken:#?}");
}

/// The desk of one repository, and the hands of a clock.
struct Play {
    desk: Desk,
    now: Duration,
    jobs: Vec<Job>,
}

impl Play {
    fn new(options: &Options) -> Self {
        let name = Name { owner: "anna".to_owned(), repo: "site".to_owned(), id: 1 };
        Self { desk: Desk::new(options, name, Duration::from_secs(1_000)), now: Duration::ZERO, jobs: Vec::new() }
    }

    fn at(&mut self, seconds: f64) -> &mut Self {
        self.now = Duration::from_secs_f64(seconds);
        self
    }

    /// A hook for these kinds, with the secret `hush`, which has had its ping.
    fn hook(&mut self, kinds: &[&str]) -> u64 {
        let config = json!({"url": "http://bot/hook", "content_type": "json", "secret": "hush"});
        let id = self.add(&json!({"name": "web", "events": kinds, "config": config})).expect("it is a hook");
        assert_eq!(self.push(), "ping");
        self.answer(200);
        id
    }

    /// Makes a hook of this body: its id, or the status that refuses it.
    fn add(&mut self, wish: &Value) -> Result<u64, u16> {
        let hook = self.desk.add_hook(wish, "octobot", self.now).map_err(|refusal| refusal.status)?;
        Ok(hook["id"].as_u64().expect("it has an id"))
    }

    /// Bob opens an issue: its GUID, and its id in the Events API.
    fn issue(&mut self, title: &str) -> (String, String) {
        let (_, traces) = self.desk.open_issue("bob", title, "", self.now).expect("it has a title");
        (traces.guid, traces.event.expect("issues are seen"))
    }

    /// What the notification service does now: the kind that it delivers, or nothing.
    fn push(&mut self) -> String {
        match self.desk.work(self.now) {
            Work::Push(job) => {
                let kind = job.parcel.headers["x-github-event"].to_str().expect("it is text").to_owned();
                self.jobs.push(*job);
                kind
            }
            Work::At(at) => format!("at {}", at.as_secs_f64()),
            Work::Idle => "idle".to_owned(),
        }
    }

    /// The oldest delivery on its way is answered.
    fn answer(&mut self, status: u16) {
        let status = StatusCode::from_u16(status).expect("it is a status");
        let said = Said { status, headers: HeaderMap::new(), body: Bytes::from_static(b"ok"), took: Duration::ZERO };
        self.end(&Ok(said));
    }

    fn end(&mut self, said: &Result<Said, String>) {
        let job = self.jobs.remove(0);
        self.desk.pushed(&job, said, self.now);
    }

    /// The records of a hook, newest first.
    fn records(&self, hook: u64) -> Vec<Value> {
        self.desk.deliveries.list(hook, u64::MAX, 100, |at| at.as_secs().to_string()).0
    }
}

#[test]
#[should_panic(expected = "pigs fly")]
fn a_fact_that_does_not_hold_is_named() {
    check(&[("there is nothing to deliver", |p| assert_eq!(p.push(), "idle")), ("pigs fly", |p| p.answer(200))]);
}

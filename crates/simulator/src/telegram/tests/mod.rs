//! The wire facts, one row each: what the desk does, at which second, said in short texts.
//!
//! A row is a fact and a play that shows it. Time is whatever the play says it is.

mod calls;
mod hooks;
mod kinds;
mod letters;
mod polls;
mod pushes;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use serde_json::{Value, json};

use crate::Options;
use crate::telegram::desk::{Begun, Desk, Job, Look, Work};
use crate::telegram::errors::Refusal;
use crate::telegram::hook::{Hook, Pushed};
use crate::telegram::kinds::Allowed;
use crate::telegram::params::Params;
use crate::telegram::poll::Ask;

/// A fact in words, and the play that would fail without it.
type Row = (&'static str, fn(&mut Play));

/// Plays every row, then names all that failed.
fn check(rows: &[Row]) {
    let holds = |row: &Row| catch_unwind(AssertUnwindSafe(|| row.1(&mut Play::new(&Options::default())))).is_ok();
    let broken: Vec<_> = rows.iter().filter(|row| !holds(row)).map(|row| row.0).collect();
    assert!(broken.is_empty(), "these facts do not hold: {broken:#?}");
}

/// One bot's desk and the hands of a clock.
struct Play {
    desk: Desk,
    now: Duration,
    jobs: Vec<Job>,
}

impl Play {
    fn new(options: &Options) -> Self {
        Self { desk: Desk::new(options, 1), now: Duration::ZERO, jobs: Vec::new() }
    }

    fn at(&mut self, seconds: f64) -> &mut Self {
        self.now = Duration::from_secs_f64(seconds);
        self
    }

    /// `count` messages in chat 1.
    fn messages(&mut self, count: usize) {
        self.messages_in(&vec![1; count]);
    }

    /// A message in each of these chats.
    fn messages_in(&mut self, chats: &[i64]) {
        for chat in chats {
            self.message(*chat);
        }
    }

    fn message(&mut self, chat: i64) -> Option<i32> {
        self.add("message", &json!({"chat": {"id": chat}, "text": "hi"}))
    }

    fn add(&mut self, kind: &str, payload: &Value) -> Option<i32> {
        self.desk.add(kind, payload, self.now)
    }

    fn pending(&mut self) -> usize {
        self.desk.pending(self.now)
    }

    /// `getUpdates` with these parameters, urlencoded: the ids of its answer, or what else it is told.
    fn poll(&mut self, params: &str) -> String {
        match self.begin_poll(params) {
            Ok(ticket) => self.look(ticket),
            Err(refusal) => refusal,
        }
    }

    fn begin_poll(&mut self, params: &str) -> Result<u64, String> {
        let ask = Ask::from_params(&form(params));
        self.desk.ask(ask, self.now).map_err(|(refusal, at)| refused(&refusal, at))
    }

    fn look(&mut self, ticket: u64) -> String {
        match self.desk.look(ticket, self.now) {
            Look::Answer(page) => page.iter().map(|update| update.id.to_string()).collect::<Vec<_>>().join(" "),
            Look::Refused(refusal, at) => refused(&refusal, at),
            Look::Wait(until) => format!("held until {}", until.as_secs_f64()),
        }
    }

    /// `setWebhook` with these parameters, urlencoded; a new one is installed at once.
    fn set(&mut self, params: &str) -> String {
        match self.begin_set(params) {
            Ok(ticket) => self.look_setting(ticket),
            Err(text) => text,
        }
    }

    fn begin_set(&mut self, params: &str) -> Result<u64, String> {
        let params = form(params);
        let said = |refusal: Refusal| format!("{} {}", refusal.status, refusal.text);
        let want = Hook::from_params(&params, true).map_err(said)?;
        let allowed = Allowed::parse(params.json("allowed_updates").as_ref());
        let set = self.desk.set_hook(want, allowed, params.flag("drop_pending_updates"), self.now);
        match set.map_err(said)? {
            Begun::Done(text) => Err(text.to_owned()),
            Begun::Ticket(ticket) => Ok(ticket),
        }
    }

    fn look_setting(&mut self, ticket: u64) -> String {
        match self.desk.look_setting(ticket, self.now) {
            Look::Answer(text) => text.to_owned(),
            Look::Refused(refusal, at) => refused(&refusal, at),
            Look::Wait(until) => format!("held until {}", until.as_secs_f64()),
        }
    }

    /// What the notification service does now: the update that it pushes, or when it looks again.
    fn push(&mut self) -> String {
        match self.desk.work(self.now) {
            Work::Push(job) => {
                let id = job.update.id;
                self.jobs.push(*job);
                format!("push {id}")
            }
            Work::At(at) => format!("at {}", at.as_secs_f64()),
            Work::Idle => "idle".to_owned(),
        }
    }

    /// The webhook answers the push of this update.
    fn answer(&mut self, update: i32, status: u16) {
        self.answer_with(update, status, None);
    }

    fn answer_with(&mut self, update: i32, status: u16, retry_after: Option<u64>) {
        let at = self.jobs.iter().position(|job| job.update.id == update).expect("it is being pushed");
        let job = self.jobs.swap_remove(at);
        let outcome = Pushed::Answered { status, reason: "Reason".to_owned(), retry_after };
        self.desk.pushed(&job, &outcome, self.now);
    }
}

fn refused(refusal: &Refusal, at: Duration) -> String {
    format!("{} {} at {}", refusal.status, refusal.text, at.as_secs_f64())
}

fn form(params: &str) -> Params {
    Params::from_body("application/x-www-form-urlencoded", params.as_bytes()).expect("any text is a form")
}

#[test]
#[should_panic(expected = "pigs fly")]
fn a_fact_that_does_not_hold_is_named() {
    check(&[("there is nothing to push", |p| assert_eq!(p.push(), "idle")), ("pigs fly", |p| p.answer(1, 200))]);
}

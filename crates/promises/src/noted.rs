//! Wrappers that note what passes them: so that a test can say which of all that *may* happen did happen, over a real
//! socket.

mod admit;
mod platform;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use pollhook_core::{Admit, Count, Failure, Health, HealthReporter, Kept, Late, Once, Outcome, Platform, Rules, Stats};
use tokio::task::JoinHandle;

use crate::assembled::Choice;

/// What was seen, by name, and how often. Clones note into the same book.
#[derive(Clone, Debug, Default)]
pub struct Seen(Arc<Mutex<BTreeMap<&'static str, u64>>>);

impl Seen {
    /// How often it was seen.
    #[must_use]
    pub fn times(&self, name: &str) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).copied().unwrap_or_default()
    }

    /// The parts, each behind a wrapper.
    #[must_use]
    pub fn choice(&self) -> Choice {
        let (platforms, stacks) = (self.clone(), self.clone());
        Choice {
            platform: Box::new(move |inner| Arc::new(platform::Noted { inner, seen: platforms }) as Arc<dyn Platform>),
            stack: Box::new(move |dispatcher, stats| {
                let noted = admit::Noted { next: Once::new(dispatcher, Arc::clone(stats)), seen: stacks };
                Arc::new(noted) as Arc<dyn Admit>
            }),
            ..Choice::default()
        }
    }

    /// Notes how a source says it is doing, until the task is dropped or aborted.
    #[must_use]
    pub fn health(&self, health: &HealthReporter) -> JoinHandle<()> {
        let (mut watch, seen) = (health.watch(), self.clone());
        tokio::spawn(async move {
            loop {
                seen.note(health_name(&watch.borrow_and_update()));
                if watch.changed().await.is_err() {
                    return;
                }
            }
        })
    }

    /// Notes what was done with answers that were late, if any were.
    pub fn late(&self, rules: &Rules, stats: &Stats) {
        let (count, name) = match rules.late {
            Late::AskAgain => (Count::ToldLate, "Late::AskAgain"),
            Late::Ack => (Count::AckedEarly, "Late::Ack"),
            other => panic!("{other:?} is new: add it to what must be seen"),
        };
        (0..stats.get(count)).for_each(|_| self.note(name));
    }

    fn note(&self, name: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default() += 1;
    }

    fn outcome(&self, outcome: &Outcome) {
        self.note(match outcome {
            Outcome::Accepted(_) => "Outcome::Accepted",
            Outcome::Retry(_) => "Outcome::Retry",
            Outcome::Rejected(_) => "Outcome::Rejected",
            other => panic!("{other:?} is new: add it to what must be seen"),
        });
    }

    fn kept(&self, kept: Kept) {
        self.note(match kept {
            Kept::BySource => "Kept::BySource",
            Kept::Upstream => "Kept::Upstream",
            Kept::Nobody => "Kept::Nobody",
            other => panic!("{other:?} is new: add it to what must be seen"),
        });
    }

    fn failure(&self, failure: &Failure) {
        self.note(match failure {
            Failure::Retry { .. } => "Failure::Retry",
            Failure::Taken(_) => "Failure::Taken",
            Failure::WebhookActive(_) => "Failure::WebhookActive",
            Failure::OwnOldPoll(_) => "Failure::OwnOldPoll",
            Failure::Unauthorised(_) => "Failure::Unauthorised",
            Failure::Fatal(_) => "Failure::Fatal",
            other => panic!("{other:?} is new: add it to what must be seen"),
        });
    }
}

fn health_name(health: &Health) -> &'static str {
    match health {
        Health::Starting => "Health::Starting",
        Health::Ready => "Health::Ready",
        Health::Waiting { .. } => "Health::Waiting",
        Health::Troubled { .. } => "Health::Troubled",
        other => panic!("{other:?} is new: add it to what must be seen"),
    }
}

/// Everything that must be seen.
pub const ALL: &[&str] = &[
    "Outcome::Accepted",
    "Outcome::Retry",
    "Outcome::Rejected",
    "Kept::BySource",
    "Kept::Upstream",
    "Kept::Nobody",
    "Late::AskAgain",
    "Late::Ack",
    "Failure::Retry",
    "Failure::Taken",
    "Failure::WebhookActive",
    "Failure::OwnOldPoll",
    "Failure::Unauthorised",
    "Failure::Fatal",
    "Health::Starting",
    "Health::Ready",
    "Health::Waiting",
    "Health::Troubled",
];

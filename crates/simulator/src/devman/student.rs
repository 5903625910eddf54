//! A student's handle, for whoever writes the script: what teachers do, what the client asked, what came of it.

use std::sync::Arc;

use serde_json::Value;

use super::desk::{Desk, seconds};
use crate::notes::Note;
use crate::site::Site;
use crate::tap::Tap;

/// One student: one token, one stream of reviews. Clones are the same student.
#[derive(Clone, Debug)]
pub struct Student {
    pub(super) site: Arc<Site<Desk>>,
}

/// What a teacher thinks of a lesson's work.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is done.
    Accepted,
    /// There is something to improve: `is_negative`.
    Improve,
}

impl Student {
    /// A teacher reviews the work on a lesson. Returns the id under which the ledger keeps the review.
    pub fn review(&self, lesson: &str, verdict: Verdict) -> String {
        self.site.change(|desk, now| desk.review(lesson, verdict == Verdict::Improve, now))
    }

    /// The same where the lesson's address tells it apart, and its title may be any: courses are renamed.
    pub fn review_of(&self, lesson: &str, title: &str, verdict: Verdict) -> String {
        self.site.change(|desk, now| desk.review_of(lesson, title, verdict == Verdict::Improve, now))
    }

    /// As [`review`](Self::review), at the very moment of the review before, so that only the lesson tells them apart.
    pub fn review_too(&self, lesson: &str, verdict: Verdict) -> String {
        self.site.change(|desk, now| desk.review_too(lesson, verdict == Verdict::Improve, now))
    }

    /// A review as it is, whatever it looks like.
    pub fn push_raw(&self, review: Value) -> String {
        self.site.change(|desk, now| desk.raw(review, now))
    }

    /// Every question is told `{"error": …}` with status 200, until this is `None` again.
    pub fn set_error(&self, error: Option<&str>) {
        self.site.change(|desk, _| desk.error = error.map(str::to_owned));
    }

    /// How many questions are held at the moment.
    pub fn held(&self) -> usize {
        self.site.read(|desk, _| desk.held)
    }

    /// The newest `timestamp` that was asked with.
    pub fn cursor(&self) -> Option<f64> {
        self.site.read(|desk, _| desk.cursor.map(seconds))
    }

    /// What became of each review, oldest first. One is confirmed when the client asks for what is newer.
    pub fn ledger(&self) -> Vec<Note> {
        self.site.read(|desk, _| desk.notes.all())
    }

    /// How many reviews the client has not asked beyond.
    pub fn pending(&self) -> usize {
        self.site.read(|desk, _| desk.notes.pending())
    }

    /// Waits until the client has asked beyond every review.
    ///
    /// *Cancel safety*: dropping the future has no effect.
    pub async fn drained(&self) {
        self.tap().until(|_| self.pending() == 0).await;
    }

    /// Waits until a question is held.
    ///
    /// *Cancel safety*: dropping the future has no effect.
    pub async fn asked(&self) {
        self.tap().until(|_| self.held() > 0).await;
    }

    /// The student's wire: counters, log, faults.
    pub fn tap(&self) -> &Tap {
        self.site.tap()
    }
}

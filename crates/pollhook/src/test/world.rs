//! What everybody in a test shares: the time, the numbers, the book of what happened, and what is to go wrong.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pollhook_core::{BotId, Bytes, Clock, Now};
use serde_json::Value;

use super::book::{Book, Entry};
use super::fault::Fault;
use super::letters::Letter;
use crate::clock::TokioClock;

/// Answers calls of one method.
pub(super) type Script = Arc<dyn Fn(&Value) -> Value + Send + Sync>;

/// Says what is in a file, by its handle.
pub(super) type Files = Arc<dyn Fn(&str) -> Bytes + Send + Sync>;

pub(super) struct World {
    pub(super) clock: Arc<TokioClock>,
    start: Now,
    state: Mutex<State>,
    /// Answers to presses that are on their way.
    answers: AtomicUsize,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) book: Book,
    pub(super) faults: VecDeque<Fault>,
    /// What goes wrong with everything until the network recovers.
    pub(super) broken: Option<Fault>,
    pub(super) scripts: BTreeMap<String, Script>,
    pub(super) files: Option<Files>,
    pub(super) letters: Vec<Letter>,
    /// Up to where each chat was read.
    pub(super) read: HashMap<(BotId, String), usize>,
    events: u64,
    messages: u64,
    people: u64,
    groups: u64,
}

impl World {
    pub(super) fn new(clock: TokioClock) -> Self {
        Self { start: clock.now(), clock: Arc::new(clock), state: Mutex::default(), answers: AtomicUsize::new(0) }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> Now {
        self.clock.now()
    }

    /// Writes down what happens now; says where.
    pub(super) fn note(&self, bot: &BotId, entry: Entry) -> usize {
        let at = self.now().at.saturating_duration_since(self.start.at);
        self.state().book.write(at, bot.clone(), entry)
    }

    /// Counts an answer to a press as on its way, for as long as what it gives lives.
    pub(super) fn answering(self: &Arc<Self>) -> Answering {
        self.answers.fetch_add(1, SeqCst);
        Answering(Arc::clone(self))
    }

    /// Whether answers to presses are on their way.
    pub(super) fn is_answering(&self) -> bool {
        self.answers.load(SeqCst) > 0
    }

    pub(super) fn next_event(&self) -> u64 {
        next(&mut self.state().events)
    }

    pub(super) fn next_message(&self) -> u64 {
        next(&mut self.state().messages)
    }

    /// People's numbers are apart from those of messages, so that nobody mistakes the one for the other.
    pub(super) fn next_person(&self) -> u64 {
        1_000 + next(&mut self.state().people)
    }

    pub(super) fn next_group(&self) -> u64 {
        next(&mut self.state().groups)
    }
}

fn next(number: &mut u64) -> u64 {
    *number += 1;
    *number
}

/// An answer to a press that is on its way.
pub(super) struct Answering(Arc<World>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answers.fetch_sub(1, SeqCst);
    }
}

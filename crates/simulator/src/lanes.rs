//! What waits to be pushed to one webhook: in lanes, one request in flight in each, the oldest first.
//!
//! Pure: it is told the time and what became of each push, and never sees a socket.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// See the [module](self). `I` numbers what is pushed; what is older has the smaller number.
#[derive(Debug)]
pub(crate) struct Lanes<I> {
    lanes: HashMap<Arc<str>, Lane<I>>,
    /// Lanes that are not in flight, by the time of their next push, then by the age of what they push.
    due: BTreeSet<(Duration, I, Arc<str>)>,
    in_flight: usize,
    at_most: usize,
}

#[derive(Debug)]
struct Lane<I> {
    waiting: VecDeque<I>,
    failures: u32,
    in_flight: bool,
}

/// What to do next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Next<I> {
    /// Push this one, the first of its lane.
    Push(Arc<str>, I),
    /// Nothing until then.
    At(Duration),
    /// Nothing until something happens.
    Idle,
}

impl<I: Copy + Ord> Lanes<I> {
    /// At most so many lanes are in flight together.
    pub(crate) fn new(at_most: usize) -> Self {
        Self { lanes: HashMap::new(), due: BTreeSet::new(), in_flight: 0, at_most }
    }

    /// Puts one at the end of its lane. `at`: when it may go, if the lane was empty.
    pub(crate) fn add(&mut self, key: &Arc<str>, item: I, at: Duration) {
        let empty = || Lane { waiting: VecDeque::new(), failures: 0, in_flight: false };
        let lane = self.lanes.entry(Arc::clone(key)).or_insert_with(empty);
        lane.waiting.push_back(item);
        if lane.waiting.len() == 1 && !lane.in_flight {
            self.due.insert((at, item, Arc::clone(key)));
        }
    }

    pub(crate) fn next(&mut self, now: Duration) -> Next<I> {
        if self.in_flight >= self.at_most {
            return Next::Idle;
        }
        match self.due.first() {
            None => Next::Idle,
            Some((at, ..)) if *at > now => Next::At(*at),
            Some(_) => self.start(),
        }
    }

    fn start(&mut self) -> Next<I> {
        let Some((_, item, key)) = self.due.pop_first() else { return Next::Idle };
        if let Some(lane) = self.lanes.get_mut(&key) {
            lane.in_flight = true;
            self.in_flight += 1;
        }
        Next::Push(key, item)
    }

    /// Lets the second of a lane overtake the first; returns which one is first now.
    pub(crate) fn overtake(&mut self, key: &str) -> Option<I> {
        let lane = self.lanes.get_mut(key).filter(|lane| lane.waiting.len() > 1)?;
        lane.waiting.swap(0, 1);
        lane.waiting.front().copied()
    }

    /// The one in flight is done with, well or not; the next of its lane may go.
    pub(crate) fn done(&mut self, key: &Arc<str>, now: Duration) {
        let Some(lane) = self.land(key) else { return };
        lane.waiting.pop_front();
        lane.failures = 0;
        match lane.waiting.front().copied() {
            Some(next) => drop(self.due.insert((now, next, Arc::clone(key)))),
            None => drop(self.lanes.remove(key)),
        }
    }

    /// Counts a failure of the one in flight; how many there were in a row.
    pub(crate) fn failed(&mut self, key: &str) -> u32 {
        self.lanes.get_mut(key).map_or(1, |lane| {
            lane.failures += 1;
            lane.failures
        })
    }

    /// The one in flight is to be pushed again.
    pub(crate) fn again(&mut self, key: &Arc<str>, at: Duration) {
        let Some(lane) = self.land(key) else { return };
        if let Some(first) = lane.waiting.front().copied() {
            self.due.insert((at, first, Arc::clone(key)));
        }
    }

    fn land(&mut self, key: &str) -> Option<&mut Lane<I>> {
        let lane = self.lanes.get_mut(key).filter(|lane| lane.in_flight)?;
        lane.in_flight = false;
        self.in_flight -= 1;
        Some(lane)
    }
}

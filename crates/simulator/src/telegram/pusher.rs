//! When which update is pushed: queues by key, one request in flight in each, and the schedule of retries.
//!
//! Pure: it is told the time and what became of each push, and never sees a socket.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// The longest `Retry-After` that a bot is granted, in seconds.
const LONGEST_WISH: u64 = 3600;

/// Everything that waits to be pushed to one webhook.
#[derive(Debug)]
pub(crate) struct Pusher {
    lanes: HashMap<Arc<str>, Lane>,
    /// Lanes that are not in flight, by the time of their next push, then by the age of what they push.
    due: BTreeSet<(Duration, i32, Arc<str>)>,
    in_flight: usize,
    at_most: usize,
    speed: f64,
    dice: SmallRng,
}

#[derive(Debug, Default)]
struct Lane {
    waiting: VecDeque<i32>,
    failures: u32,
    in_flight: bool,
}

/// What to do next.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Next {
    /// Push this update, the first of its queue.
    Push(Arc<str>, i32),
    /// Nothing until then.
    At(Duration),
    /// Nothing until something happens.
    Idle,
}

impl Pusher {
    pub(crate) fn new(at_most: usize, speed: f64, seed: u64) -> Self {
        let dice = SmallRng::seed_from_u64(seed);
        Self { lanes: HashMap::new(), due: BTreeSet::new(), in_flight: 0, at_most, speed, dice }
    }

    pub(crate) fn add(&mut self, key: &Arc<str>, update: i32, now: Duration) {
        let lane = self.lanes.entry(Arc::clone(key)).or_default();
        lane.waiting.push_back(update);
        if lane.waiting.len() == 1 && !lane.in_flight {
            self.due.insert((now, update, Arc::clone(key)));
        }
    }

    pub(crate) fn next(&mut self, now: Duration) -> Next {
        if self.in_flight >= self.at_most {
            return Next::Idle;
        }
        match self.due.first() {
            None => Next::Idle,
            Some((at, ..)) if *at > now => Next::At(*at),
            Some(_) => self.start(),
        }
    }

    fn start(&mut self) -> Next {
        let Some((_, update, key)) = self.due.pop_first() else { return Next::Idle };
        if let Some(lane) = self.lanes.get_mut(&key) {
            lane.in_flight = true;
            self.in_flight += 1;
        }
        Next::Push(key, update)
    }

    /// Lets the second update of a queue overtake the first; returns which one is first now.
    pub(crate) fn overtake(&mut self, key: &str) -> Option<i32> {
        let lane = self.lanes.get_mut(key).filter(|lane| lane.waiting.len() > 1)?;
        lane.waiting.swap(0, 1);
        lane.waiting.front().copied()
    }

    /// The update in flight is done with, well or not; the next of its queue may go.
    pub(crate) fn done(&mut self, key: &Arc<str>, now: Duration) {
        let Some(lane) = self.land(key) else { return };
        lane.waiting.pop_front();
        lane.failures = 0;
        match lane.waiting.front().copied() {
            Some(next) => drop(self.due.insert((now, next, Arc::clone(key)))),
            None => drop(self.lanes.remove(key)),
        }
    }

    /// When an update that has just failed is due again: at once, then after 2, 4, 8 … seconds, at most a random
    /// minute or two. What the bot wishes goes before that and does not make later pauses longer.
    pub(crate) fn pause(&mut self, key: &str, wish: Option<u64>) -> Duration {
        if let Some(seconds) = wish {
            return Duration::from_secs(seconds.min(LONGEST_WISH)).div_f64(self.speed);
        }
        let cap = self.dice.random_range(60.0..120.0);
        let failures = self.lanes.get_mut(key).map_or(1, |lane| {
            lane.failures += 1;
            lane.failures
        });
        let doubled = if failures == 1 { 0.0 } else { 2_f64.powi(failures.min(20).cast_signed() - 1) };
        Duration::from_secs_f64(doubled.min(cap)).div_f64(self.speed)
    }

    /// The update in flight is to be pushed again.
    pub(crate) fn again(&mut self, key: &Arc<str>, at: Duration) {
        let Some(lane) = self.land(key) else { return };
        if let Some(first) = lane.waiting.front().copied() {
            self.due.insert((at, first, Arc::clone(key)));
        }
    }

    fn land(&mut self, key: &str) -> Option<&mut Lane> {
        let lane = self.lanes.get_mut(key).filter(|lane| lane.in_flight)?;
        lane.in_flight = false;
        self.in_flight -= 1;
        Some(lane)
    }
}

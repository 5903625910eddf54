//! When which update is pushed: lanes by key, and Telegram's schedule of retries.

use std::sync::Arc;
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use crate::lanes::{Lanes, Next};

/// The longest `Retry-After` that a bot is granted, in seconds.
const LONGEST_WISH: u64 = 3600;

/// Everything that waits to be pushed to one webhook.
#[derive(Debug)]
pub(crate) struct Pusher {
    lanes: Lanes<i32>,
    speed: f64,
    dice: SmallRng,
}

impl Pusher {
    pub(crate) fn new(at_most: usize, speed: f64, seed: u64) -> Self {
        Self { lanes: Lanes::new(at_most), speed, dice: SmallRng::seed_from_u64(seed) }
    }

    pub(crate) fn add(&mut self, key: &Arc<str>, update: i32, now: Duration) {
        self.lanes.add(key, update, now);
    }

    pub(crate) fn next(&mut self, now: Duration) -> Next<i32> {
        self.lanes.next(now)
    }

    pub(crate) fn overtake(&mut self, key: &str) -> Option<i32> {
        self.lanes.overtake(key)
    }

    pub(crate) fn done(&mut self, key: &Arc<str>, now: Duration) {
        self.lanes.done(key, now);
    }

    /// When an update that has just failed is due again: at once, then after 2, 4, 8 … seconds, at most a random
    /// minute or two. What the bot wishes goes before that and does not make later pauses longer.
    pub(crate) fn pause(&mut self, key: &str, wish: Option<u64>) -> Duration {
        if let Some(seconds) = wish {
            return Duration::from_secs(seconds.min(LONGEST_WISH)).div_f64(self.speed);
        }
        let cap = self.dice.random_range(60.0..120.0);
        let failures = self.lanes.failed(key);
        let doubled = if failures == 1 { 0.0 } else { 2_f64.powi(failures.min(20).cast_signed() - 1) };
        Duration::from_secs_f64(doubled.min(cap)).div_f64(self.speed)
    }

    pub(crate) fn again(&mut self, key: &Arc<str>, at: Duration) {
        self.lanes.again(key, at);
    }
}

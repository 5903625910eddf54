//! A clock over tokio's, so that `tokio::time::pause` freezes all of it.

use std::time::{Duration, SystemTime};

use pollhook_core::{Clock, Now};
use tokio::time::Instant;

/// Reads tokio's clock; the wall time starts at a fixed day, so that tests are the same on every day.
#[derive(Clone, Debug)]
pub struct TestClock {
    start: Instant,
}

impl TestClock {
    /// The wall time at which every test starts: 2026-01-01 00:00 UTC.
    pub const START: Duration = Duration::from_secs(1_767_225_600);

    /// Starts now.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Now {
        let at = Instant::now();
        Now { at: at.into_std(), wall: SystemTime::UNIX_EPOCH + Self::START + (at - self.start) }
    }
}

//! One clock for a whole network: every time that is counted, logged or compared starts with the network.
//!
//! It reads tokio's time, so a test that pauses the runtime's clock pauses the network with it.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// The time since a network was started, and what a calendar says to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    started: Instant,
    epoch: Duration,
}

impl Clock {
    pub(crate) fn start() -> Self {
        let epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Self { started: Instant::now(), epoch }
    }

    /// The time since the start.
    pub(crate) fn now(&self) -> Duration {
        self.started.elapsed()
    }

    /// When `at` comes, for tokio's timers.
    pub(crate) fn instant(&self, at: Duration) -> Instant {
        self.started + at
    }

    /// Seconds since 1970 at `at`, as they stand in a message.
    pub(crate) fn unix(&self, at: Duration) -> u64 {
        self.since_1970(at).as_secs()
    }

    /// The time since 1970 at `at`.
    pub(crate) fn since_1970(&self, at: Duration) -> Duration {
        self.epoch + at
    }
}

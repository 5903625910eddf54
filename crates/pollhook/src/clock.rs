//! The only reader of a clock: every other part is told the time.
//!
//! Both halves come from tokio's clock, so that a paused test freezes all of the program at once, and a leap of the
//! machine's wall clock cannot make an event older than it is.

use std::time::SystemTime;

use pollhook_core::{Clock, Now};
use tokio::time::Instant;

/// Tokio's clock; the wall time is the wall time at its start and what tokio says has passed since.
#[derive(Clone, Debug)]
pub struct TokioClock {
    start: Instant,
    wall: SystemTime,
}

impl TokioClock {
    /// Reads the wall clock once, and never again.
    #[must_use]
    pub fn start() -> Self {
        Self { start: Instant::now(), wall: SystemTime::now() }
    }
}

impl Clock for TokioClock {
    fn now(&self) -> Now {
        let at = Instant::now();
        Now { at: at.into_std(), wall: self.wall + at.duration_since(self.start) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_paused_runtime_freezes_both_halves() {
        let clock = TokioClock::start();
        let before = clock.now();
        assert_eq!(clock.now(), before);
        tokio::time::advance(Duration::from_secs(90)).await;
        let after = clock.now();
        assert_eq!(after.at - before.at, Duration::from_secs(90));
        assert_eq!(after.wall.duration_since(before.wall).unwrap(), Duration::from_secs(90));
    }
}

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
        Self::starting_at(SystemTime::now())
    }

    /// Begins at a wall time that is given.
    #[must_use]
    pub fn starting_at(wall: SystemTime) -> Self {
        Self { start: Instant::now(), wall }
    }
}

/// Stops tokio's clock, unless it stands still already: it then goes on only when nothing else can.
#[cfg(feature = "test")]
pub(crate) fn pause() {
    let (start, real) = (Instant::now(), std::time::Instant::now());
    while real.elapsed().is_zero() {}
    if start != Instant::now() {
        tokio::time::pause();
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

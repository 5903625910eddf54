//! A log line that a flood cannot multiply: at most one a minute. What is not said is still counted.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_secs(60);

/// Says when to say it.
#[derive(Debug)]
pub(crate) struct Seldom {
    start: Instant,
    /// Milliseconds after `start` from which on it may be said again.
    next: AtomicU64,
}

impl Seldom {
    pub(crate) fn new(start: Instant) -> Self {
        Self { start, next: AtomicU64::new(0) }
    }

    /// Whether to say it now; the next minute it is not.
    pub(crate) fn due(&self, now: Instant) -> bool {
        let next = self.next.load(Relaxed);
        let now = millis(now.saturating_duration_since(self.start));
        now >= next && self.next.compare_exchange(next, now + millis(PAUSE), Relaxed, Relaxed).is_ok()
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Seldom;

    #[test]
    fn once_a_minute() {
        let start = Instant::now();
        let seldom = Seldom::new(start);
        let due = [0, 1, 59, 60, 61, 119, 120].map(|secs| seldom.due(start + Duration::from_secs(secs)));
        assert_eq!(due, [true, false, false, true, false, false, true]);
    }
}

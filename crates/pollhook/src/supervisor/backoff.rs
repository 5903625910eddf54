//! How long to wait before something is tried again, and how often a source may break.

use std::time::{Duration, Instant};

/// The pause before try number `tries` + 1: a second, doubling to a minute.
pub(super) fn pause(tries: u32) -> Duration {
    FIRST.saturating_mul(1 << tries.min(6)).min(LONGEST)
}

/// The restarts of a source that still count.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Restarts(Vec<Instant>);

impl Restarts {
    /// The pause before another restart; `None` when there were too many.
    pub(super) fn again(&mut self, now: Instant) -> Option<Duration> {
        self.0.retain(|at| now.saturating_duration_since(*at) < WITHIN);
        if self.0.len() == MOST {
            return None;
        }
        let tries = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        self.0.push(now);
        Some(pause(tries))
    }
}

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);
/// What breaks more often than this is not mended by another start.
pub(super) const MOST: usize = 5;
pub(super) const WITHIN: Duration = Duration::from_secs(600);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_a_minute() {
        let seconds: Vec<_> = (0..8).map(|tries| pause(tries).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(pause(u32::MAX), LONGEST);
    }

    #[test]
    fn five_restarts_in_ten_minutes_and_no_sixth() {
        let (start, mut restarts) = (Instant::now(), Restarts::default());
        for _ in 0..MOST {
            assert!(restarts.again(start).is_some());
        }
        assert_eq!(restarts.again(start + WITHIN - Duration::from_secs(1)), None);
        assert_eq!(restarts.again(start + WITHIN), Some(FIRST));
    }
}

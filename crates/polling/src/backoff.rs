//! How long to pause after a failure: longer each time, at random, up to a cap.
//!
//! *Full* jitter: anything between the floor and the ceiling. A thousand bots whose platform came back after an outage
//! must not all knock at the same moment.

use std::time::Duration;

use crate::dice::Dice;

/// Pauses that double from failure to failure.
#[derive(Clone, Debug)]
pub(crate) struct Backoff {
    floor: Duration,
    first: Duration,
    cap: Duration,
    failures: u32,
}

impl Backoff {
    /// For what may pass at any moment: a cut line, a server that restarts.
    pub(crate) const fn brief() -> Self {
        Self::new(Duration::from_millis(100), Duration::from_secs(1), Duration::from_secs(60))
    }

    /// For what passes only when somebody acts: another consumer.
    pub(crate) const fn slow() -> Self {
        Self::new(Duration::from_secs(5), Duration::from_secs(10), Duration::from_secs(60))
    }

    const fn new(floor: Duration, first: Duration, cap: Duration) -> Self {
        Self { floor, first, cap, failures: 0 }
    }

    /// The next pause.
    pub(crate) fn next(&mut self, dice: &mut Dice) -> Duration {
        let ceiling = doubled(self.first, self.failures, self.cap);
        self.failures = self.failures.saturating_add(1);
        self.floor + dice.part_of(ceiling.saturating_sub(self.floor))
    }

    /// It worked: the next failure is the first again.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }
}

/// `first`, doubled so many times, at most `cap`.
pub(crate) fn doubled(first: Duration, times: u32, cap: Duration) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(times)).min(cap)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest and the shortest of many first, second, … pauses.
    fn spread(backoff: &Backoff, failures: u32) -> (Duration, Duration) {
        let mut dice = Dice::new(Some(1));
        let pauses: Vec<_> = (0..500).map(|_| Backoff { failures, ..backoff.clone() }.next(&mut dice)).collect();
        (*pauses.iter().min().unwrap(), *pauses.iter().max().unwrap())
    }

    #[test]
    fn ceilings_double_up_to_the_cap_and_the_floor_stays() {
        for (failures, ceiling) in [(0, 1), (1, 2), (2, 4), (5, 32), (6, 60), (40, 60)] {
            let ceiling = Duration::from_secs(ceiling);
            let (least, most) = spread(&Backoff::brief(), failures);
            assert!(least >= Duration::from_millis(100) && least < ceiling / 5, "{failures}: {least:?}");
            assert!(most <= ceiling && most > ceiling * 4 / 5, "{failures}: {most:?}");
        }
        assert!(spread(&Backoff::slow(), 0).0 >= Duration::from_secs(5));
    }

    #[test]
    fn success_begins_anew() {
        let (mut backoff, mut dice) = (Backoff::brief(), Dice::new(Some(2)));
        for _ in 0..10 {
            backoff.next(&mut dice);
        }
        backoff.reset();
        assert!(backoff.next(&mut dice) <= Duration::from_secs(1));
    }
}

//! How often, and how long, a reply is tried again: a handler waits for it, and behind the handler its lane.

use std::time::Duration;

/// How a [`Speaker`](crate::Speaker) tries again.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SpeakerSettings {
    /// How often something is sent at most: 3.
    pub tries: u32,
    /// How long its pauses may be together: 15 s, half of what a handler has by default. A pause that does not fit is
    /// left to whoever retries the handler.
    pub pauses: Duration,
    /// How long a message may wait for room in the platform's limits once those before it are sent: a minute, which is all
    /// that a limit by the minute can ask for. One that would wait longer is not sent.
    pub turn: Duration,
}

impl Default for SpeakerSettings {
    fn default() -> Self {
        Self { tries: 3, pauses: Duration::from_secs(15), turn: Duration::from_secs(60) }
    }
}

/// The first pause where the platform asks for none; it doubles.
const FIRST: Duration = Duration::from_millis(500);

/// What is left of the settings while one thing is sent.
pub(crate) struct Patience {
    tries: u32,
    pauses: Duration,
    next: Duration,
}

impl Patience {
    pub(crate) fn new(settings: SpeakerSettings) -> Self {
        Self { tries: settings.tries, pauses: settings.pauses, next: FIRST }
    }

    /// The pause before the next try, after one that failed; `None` when there is none.
    pub(crate) fn pause(&mut self, asked: Option<Duration>) -> Option<Duration> {
        let pause = asked.unwrap_or(self.next);
        self.tries = self.tries.saturating_sub(1);
        self.pauses = self.pauses.checked_sub(pause).filter(|_| self.tries > 0)?;
        self.next *= 2;
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tries: u32, pauses: u64, asked: &[Option<u64>], expected: &[Option<u64>]) {
        let mut patience = Patience::new(SpeakerSettings {
            tries,
            pauses: Duration::from_millis(pauses),
            ..SpeakerSettings::default()
        });
        let said: Vec<_> = asked.iter().map(|asked| patience.pause(asked.map(Duration::from_millis))).collect();
        let expected: Vec<_> = expected.iter().map(|pause| pause.map(Duration::from_millis)).collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn pauses_double_and_tries_end() {
        check(4, 15_000, &[None, None, None, None], &[Some(500), Some(1_000), Some(2_000), None]);
        check(1, 15_000, &[None], &[None]);
        check(0, 15_000, &[None], &[None]);
    }

    #[test]
    fn what_the_platform_asks_for_counts_and_must_fit() {
        check(3, 15_000, &[Some(7_000), Some(9_000)], &[Some(7_000), None]);
        check(3, 15_000, &[Some(86_400_000)], &[None]);
        check(3, 15_000, &[Some(0), None], &[Some(0), Some(1_000)]);
    }
}

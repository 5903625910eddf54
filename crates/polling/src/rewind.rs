//! How long to pause before going back to what is committed.
//!
//! An event that is handed back each time it comes would otherwise be fetched as fast as the line carries it.

use std::time::Duration;

use crate::backoff::doubled;
use crate::pace::sane;

/// Rewinds in a row between which nothing was committed.
#[derive(Debug, Default)]
pub(crate) struct Rewinds {
    in_vain: u32,
    /// How often the committed cursor had moved at the last rewind.
    moves: Option<u64>,
}

impl Rewinds {
    /// The pause before this rewind: what was asked for, and after the first without progress at least 1 s, doubling to
    /// 30 s.
    pub(crate) fn pause(&mut self, asked: Option<Duration>, moves: u64) -> Duration {
        let progress = self.moves.replace(moves) != Some(moves);
        self.in_vain = if progress { 0 } else { self.in_vain.saturating_add(1) };
        let penalty = match self.in_vain.checked_sub(1) {
            None => Duration::ZERO,
            Some(more) => doubled(Duration::from_secs(1), more, Duration::from_secs(30)),
        };
        penalty.max(asked.map_or(Duration::ZERO, sane))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewinds_in_vain_wait_longer_and_longer() {
        let mut rewinds = Rewinds::default();
        // The pause that was asked for, how often the cursor has moved, and the pause that is made.
        let table = [
            (0, 5, 0),
            (0, 5, 1),
            (0, 5, 2),
            (7, 5, 7),
            (7, 5, 8),
            (0, 5, 16),
            (0, 5, 30),
            (0, 5, 30),
            (0, 6, 0),
            (3, 6, 3),
            (9_999, 7, 3_600),
        ];
        for (asked, moves, expected) in table {
            let pause = rewinds.pause(Some(Duration::from_secs(asked)), moves);
            assert_eq!(pause.as_secs(), expected, "asked {asked}, moved {moves} times");
        }
        assert_eq!(Rewinds::default().pause(None, 0), Duration::ZERO);
    }
}

//! Where chance comes from: seeded once, so that a test can load the dice.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// A stream of numbers that nobody outside can guess and that a seed repeats. Good enough to spread requests in time,
/// and for nothing else.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The same numbers for the same seed; other ones in each process without a seed.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(seed.unwrap_or_else(|| RandomState::new().hash_one("dice")))
    }

    /// Some part of `most`.
    pub(crate) fn part_of(&mut self, most: Duration) -> Duration {
        // 53 bits are what a float holds exactly.
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        most.mul_f64(unit)
    }

    /// A Weyl sequence with its bits mixed (the finaliser of MurmurHash3).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        mixed ^ (mixed >> 33)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_and_parts_are_spread() {
        let (mut one, mut other) = (Dice::new(Some(7)), Dice::new(Some(7)));
        let second = Duration::from_secs(1);
        let parts: Vec<_> = (0..1_000).map(|_| one.part_of(second)).collect();
        assert!(parts.iter().all(|part| *part == other.part_of(second) && *part < second));
        let mean = parts.iter().sum::<Duration>() / 1_000;
        assert!((450..550).contains(&mean.as_millis()), "{mean:?}");
        assert_ne!(Dice::new(None).next(), Dice::new(None).next());
    }
}

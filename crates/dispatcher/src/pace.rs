//! Which routes run in place.
//!
//! A handler that needs no more than a moment until it first waits, or ends, costs less where the event arrives than in
//! a task of its own. A heavy one would hold up its source, and must not. Which is which is measured, at each call: calls
//! are spawned at first, and after a streak of light ones the route runs in place, until one of them is heavy.
//!
//! One heavy call is no proof: a busy machine takes the processor away from anybody. So the route is only moved for it,
//! and named when another one follows before it has found back.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use crate::sync::{AtomicBool, AtomicU32};

/// What a light call stays under.
pub(crate) const LIGHT: Duration = Duration::from_micros(100);
/// So many light calls in a row let a route run in place.
pub(crate) const STREAK: u32 = 16;

/// How heavy the calls of a route have been.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    light: AtomicU32,
    /// It has held up its source, once, and perhaps it was not its fault.
    suspect: AtomicBool,
}

/// What a call says about its route.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Lesson {
    /// Nothing that anybody has to know.
    AsBefore,
    /// It held up its source, and would do so again.
    Blocks,
}

impl Pace {
    /// Whether the next call may run in place.
    pub(crate) fn is_light(&self) -> bool {
        self.light.load(Relaxed) >= STREAK
    }

    /// Learns how long a call took until it first waited or ended; a heavy one ends the streak.
    pub(crate) fn learn(&self, took: Duration) -> Lesson {
        if took < LIGHT {
            if !self.is_light() && self.light.fetch_add(1, Relaxed) + 1 >= STREAK {
                self.suspect.store(false, Relaxed);
            }
            return Lesson::AsBefore;
        }
        let was_in_place = self.light.swap(0, Relaxed) >= STREAK;
        let was_suspect = self.suspect.swap(was_in_place, Relaxed);
        if was_suspect { Lesson::Blocks } else { Lesson::AsBefore }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    const HEAVY: Duration = LIGHT;

    fn in_place() -> Pace {
        let pace = Pace::default();
        light(&pace, STREAK);
        assert!(pace.is_light());
        pace
    }

    fn light(pace: &Pace, times: u32) {
        (0..times).for_each(|_| assert_eq!(pace.learn(Duration::ZERO), Lesson::AsBefore));
    }

    #[test]
    fn one_heavy_call_moves_a_route_and_names_nobody() {
        let pace = in_place();
        for _ in 0..3 {
            assert_eq!(pace.learn(HEAVY), Lesson::AsBefore);
            assert!(!pace.is_light());
            light(&pace, STREAK);
            assert!(pace.is_light(), "it found back");
        }
    }

    #[test]
    fn a_second_one_before_it_found_back_names_it_once() {
        let pace = in_place();
        assert_eq!(pace.learn(HEAVY), Lesson::AsBefore);
        light(&pace, STREAK - 1);
        assert_eq!(pace.learn(HEAVY), Lesson::Blocks);
        assert_eq!(pace.learn(HEAVY), Lesson::AsBefore, "nobody waits for it any more");
    }

    #[test]
    fn who_was_heavy_from_the_start_holds_up_nobody() {
        let pace = Pace::default();
        assert!((0..100).all(|_| pace.learn(HEAVY) == Lesson::AsBefore));
    }
}

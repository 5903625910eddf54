//! Which routes run in place.
//!
//! A handler that needs no more than a moment until it first waits, or ends, costs less where the event arrives than in
//! a task of its own. A heavy one would hold up its source, and must not. Which is which is measured: calls are spawned
//! and timed, and after a streak of light ones the route runs in place. There a few calls are still timed, so that a
//! handler that begins to block later is found out.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use crate::sync::AtomicU32;

/// What a light call stays under.
pub(crate) const LIGHT: Duration = Duration::from_micros(100);
/// So many light calls in a row let a route run in place.
pub(crate) const STREAK: u32 = 16;
/// In place one call of so many is timed.
pub(crate) const SAMPLED: u32 = 16;

/// How heavy the calls of a route have been.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    light: AtomicU32,
    in_place: AtomicU32,
}

impl Pace {
    /// Whether the next call may run in place.
    pub(crate) fn is_light(&self) -> bool {
        self.light.load(Relaxed) >= STREAK
    }

    /// Whether this call in place is one that is timed.
    pub(crate) fn is_sampled(&self) -> bool {
        self.in_place.fetch_add(1, Relaxed).is_multiple_of(SAMPLED)
    }

    /// Learns how long a call took until it first waited or ended; a heavy one ends the streak. Says whether it was
    /// light.
    pub(crate) fn learn(&self, took: Duration) -> bool {
        let light = took < LIGHT;
        if !light {
            self.light.store(0, Relaxed);
        } else if !self.is_light() {
            self.light.fetch_add(1, Relaxed);
        }
        light
    }
}

//! Time comes in as an argument.
//!
//! Nothing but the facade's clock reads one, so a paused test freezes everything at once and a pure part stays pure.

use std::time::{Instant, SystemTime};

/// One reading of the clock: a monotonic instant to measure with and a wall time to compare with the platform's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Now {
    /// Monotonic; what deadlines and pauses are computed from.
    pub at: Instant,
    /// The calendar's time; what an event's `received` and `expires` are compared with.
    pub wall: SystemTime,
}

/// Where a transport or a dispatcher asks for the time.
pub trait Clock: std::fmt::Debug + Send + Sync + 'static {
    /// Reads the time. Cheap, but not free: once a page, a request or a failure, not once a line.
    fn now(&self) -> Now;
}

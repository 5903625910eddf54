//! How much a bot may say: a platform's figures, as data.

use std::time::Duration;

/// So many messages in any stretch of time of this length, at most.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limit {
    /// How many; none at all counts as one.
    pub messages: usize,
    /// In how long.
    pub within: Duration,
}

impl Limit {
    /// So many in so many seconds.
    #[must_use]
    pub const fn new(messages: usize, seconds: u64) -> Self {
        Self { messages, within: Duration::from_secs(seconds) }
    }
}

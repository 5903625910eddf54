//! How GitHub is set up.

use std::time::Duration;

/// Part of the [options](crate::Options) of a network.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// A delivery that is not answered with 2xx by then has failed.
    pub deadline: Duration,
    /// How many deliveries of a repository are on their way together.
    pub at_most: usize,
    /// What `X-Poll-Interval` says, in seconds.
    pub poll_interval: u64,
    /// How long after it happened something appears in the Events API. In life that is 30 seconds to six hours.
    pub lag: Duration,
    /// How many requests an hour a token may make.
    pub requests: u64,
    /// How many requests an hour are granted without a token.
    pub anonymous_requests: u64,
    /// How many points of the secondary limit a token has in a minute: a read costs one, a write five.
    pub points: u64,
    /// How many things a token may write for people to see, in a minute.
    pub writes_a_minute: u64,
    /// … and in an hour.
    pub writes_an_hour: u64,
    /// The HTTP status of a request over a limit: 403 or 429.
    pub over_limit: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(10),
            at_most: 64,
            poll_interval: 60,
            lag: Duration::ZERO,
            requests: 5000,
            anonymous_requests: 60,
            points: 900,
            writes_a_minute: 80,
            writes_an_hour: 500,
            over_limit: 403,
        }
    }
}

//! What an operator may choose about how events are run.

use std::time::Duration;

/// How events are run. Each default is right for most.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DispatchSettings {
    /// How many events the bot may hold unsettled: queued, running or backing off. The sink keeps the bound; here it
    /// says when too many are backing off.
    pub in_flight: usize,
    /// How long a call of a handler may take, where its route says nothing else. Counted from its first wait.
    pub timeout: Duration,
    /// How often an event is tried, the first time included.
    pub attempts: u32,
    /// Within which time after the first failure all further tries and the pauses before them must lie.
    pub retry_for: Duration,
    /// How long the pauses between tries are.
    pub backoff: Backoff,
    /// How many pushed events may wait in one lane; more are told to come again. Pulled ones are never refused.
    pub lane_bound: usize,
    /// What to do with events that the bot itself caused.
    pub own_events: OwnEvents,
    /// The app is that of several bots: a route that can match nothing on this one's platform is for another.
    pub one_for_all: bool,
}

impl Default for DispatchSettings {
    fn default() -> Self {
        Self {
            in_flight: 1024,
            timeout: Duration::from_secs(30),
            attempts: 5,
            retry_for: Duration::from_secs(60),
            backoff: Backoff::default(),
            lane_bound: 32,
            own_events: OwnEvents::Skip,
            one_for_all: false,
        }
    }
}

/// What to do with events that the bot itself caused.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum OwnEvents {
    /// Accept them unseen: an echo bot must not talk to itself.
    #[default]
    Skip,
    /// Route them like others.
    Deliver,
}

/// Pauses between tries: each twice the one before, with jitter, up to a bound.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Backoff {
    /// The longest that the first pause can be.
    pub first: Duration,
    /// The longest that any can be.
    pub most: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), most: Duration::from_secs(30) }
    }
}

impl Backoff {
    /// The pause after the `attempt`th try, between half of its bound and all of it: `random` says where.
    #[must_use]
    pub fn pause(&self, attempt: u32, random: u64) -> Duration {
        let doublings = attempt.saturating_sub(1).min(31);
        let bound = self.first.saturating_mul(1 << doublings).min(self.most);
        let part = (random >> 11) as f64 / (1_u64 << 53) as f64;
        bound.mul_f64(0.5 + part / 2.0)
    }
}

//! What is counted about a bot: plain counters that are always on, so that a promise can be checked after the fact.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

macro_rules! counts {
    ($($(#[$doc:meta])+ $name:ident = $text:literal,)+) => {
        /// One thing that is counted.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Count { $($(#[$doc])+ $name,)+ }

        impl Count {
            /// All of them, in the order of their definition.
            pub const ALL: &'static [Count] = &[$(Count::$name,)+];

            /// Its name in logs and metrics.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Count::$name => $text,)+ }
            }
        }

        const LEN: usize = [$($text,)+].len();
    };
}

counts! {
    /// Events that passed a sink.
    Admitted = "admitted",
    /// Events that ended well.
    Accepted = "accepted",
    /// Events that were handed back.
    HandedBack = "handed_back",
    /// Events that became dead letters.
    Rejected = "rejected",
    /// Deliveries that were dropped unsettled: each was handed back.
    Dropped = "dropped",
    /// Events that nobody will send again and that were neither handled nor kept.
    Lost = "lost",
    /// Redeliveries that joined an event still running.
    Joined = "joined",
    /// Redeliveries of an event that was settled already.
    Repeated = "repeated",
    /// Ids that came again with another event behind them.
    IdReused = "id_reused",
    /// Answers that went out at the platform's deadline while the handler ran on.
    AckedEarly = "acked_early",
    /// Requests that were told to come again because their handler was not done at the deadline.
    ToldLate = "told_late",
    /// Requests that were turned away because there was no room.
    TurnedAway = "turned_away",
    /// Requests that failed authentication.
    Unauthenticated = "unauthenticated",
    /// Requests that were malformed: method, length, head or body.
    Malformed = "malformed",
    /// Events that the bot itself caused, and that were skipped.
    OwnEvents = "own_events",
    /// Events that no route took.
    Unrouted = "unrouted",
    /// Events whose platform had stopped listening before they could run.
    Expired = "expired",
    /// Attempts of handlers that ended in an error.
    HandlerErrors = "handler_errors",
    /// Attempts of handlers that panicked.
    HandlerPanics = "handler_panics",
    /// Attempts of handlers that ran out of time.
    HandlerTimeouts = "handler_timeouts",
    /// Attempts in place after a failure.
    Retries = "retries",
    /// Exchanges of a poller.
    Polls = "polls",
    /// Exchanges of a poller that brought nothing.
    EmptyPolls = "empty_polls",
    /// Exchanges of a poller that failed.
    FailedPolls = "failed_polls",
    /// Times a poller went back to its committed cursor because an event was handed back.
    Rewinds = "rewinds",
    /// Polls that looked past unsettled events.
    Peeks = "peeks",
    /// Pages that began below what was asked for.
    CursorReset = "cursor_reset",
    /// Places in a platform's history that could not be read any more.
    Gaps = "gaps",
    /// Times another consumer was seen.
    Conflicts = "conflicts",
}

/// The counters of one bot.
#[derive(Debug)]
pub struct Stats([AtomicU64; LEN]);

impl Default for Stats {
    fn default() -> Self {
        Self([const { AtomicU64::new(0) }; LEN])
    }
}

impl Stats {
    /// Counts one.
    pub fn add(&self, count: Count) {
        self.0[count as usize].fetch_add(1, Relaxed);
    }

    /// How often it was counted.
    #[must_use]
    pub fn get(&self, count: Count) -> u64 {
        self.0[count as usize].load(Relaxed)
    }

    /// All that was counted at least once.
    pub fn seen(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        Count::ALL.iter().map(|&count| (count.name(), self.get(count))).filter(|&(_, n)| n > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_seen_by_its_name() {
        let stats = Stats::default();
        assert_eq!(stats.seen().next(), None);
        for count in [Count::Lost, Count::Polls, Count::Polls] {
            stats.add(count);
        }
        assert_eq!(stats.seen().collect::<Vec<_>>(), [("lost", 1), ("polls", 2)]);
    }
}

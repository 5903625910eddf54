//! What counts against a platform's limits, and when there is room for one more. Pure: it is told the time.
//!
//! A message counts from before it is sent until so long *after its answer*: somewhere in between the platform counts it
//! itself. So whatever the network does to what is under way, no stretch of time as the platform sees it holds more than
//! the limit, and no figure has to be lowered to be on the safe side.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use pollhook_core::Limit;

/// The messages that count. It remembers as many as its largest limit has, and no more than there were.
#[derive(Debug)]
pub(super) struct Tally {
    limits: Vec<Limit>,
    under_way: usize,
    /// When others were answered, the oldest first.
    answered: VecDeque<Instant>,
    held: Option<Instant>,
}

/// Whether one more may be sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Room {
    Now,
    /// Not before then.
    At(Instant),
    /// Not before one that is under way is answered.
    OnceAnswered,
}

impl Tally {
    pub(super) fn new(limits: Vec<Limit>) -> Self {
        Self { limits, under_way: 0, answered: VecDeque::new(), held: None }
    }

    /// Counts one more, if there is room for it.
    pub(super) fn enter(&mut self, now: Instant) -> Room {
        let room = self.room(now);
        self.under_way += usize::from(room == Room::Now);
        room
    }

    /// One of those that entered was answered, or will never be.
    pub(super) fn leave(&mut self, now: Instant) {
        self.under_way -= 1;
        self.answered.push_back(now);
        let most = self.limits.iter().map(|limit| limit.messages.max(1)).max().unwrap_or(0);
        while self.answered.len() > most {
            self.answered.pop_front();
        }
    }

    /// The platform wants nothing before then.
    pub(super) fn hold(&mut self, until: Instant) {
        self.held = self.held.max(Some(until));
    }

    /// Whether all that is known of it does not matter any more.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        let longest = self.limits.iter().map(|limit| limit.within).max().unwrap_or(Duration::ZERO);
        let held = self.held.is_some_and(|until| until > now);
        self.under_way == 0 && !held && self.answered.back().is_none_or(|last| *last + longest <= now)
    }

    fn room(&self, now: Instant) -> Room {
        let mut at = self.held.unwrap_or(now);
        for limit in &self.limits {
            let beside = limit.messages.max(1).saturating_sub(self.under_way);
            if beside == 0 {
                return Room::OnceAnswered;
            }
            if let Some(oldest) = self.answered.len().checked_sub(beside) {
                at = at.max(self.answered[oldest] + limit.within);
            }
        }
        if at > now { Room::At(at) } else { Room::Now }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tally(limits: &[(usize, u64)]) -> Tally {
        Tally::new(limits.iter().map(|(messages, seconds)| Limit::new(*messages, *seconds)).collect())
    }

    fn after(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    #[test]
    fn a_message_counts_from_before_it_is_sent_until_so_long_after_its_answer() {
        let (start, mut tally) = (Instant::now(), tally(&[(2, 10)]));
        assert_eq!(tally.enter(start), Room::Now);
        assert_eq!(tally.enter(start), Room::Now);
        assert_eq!(tally.enter(start), Room::OnceAnswered);
        tally.leave(after(start, 3_000));
        assert_eq!(tally.enter(after(start, 4_000)), Room::At(after(start, 13_000)));
        assert_eq!(tally.enter(after(start, 13_000)), Room::Now);
    }

    #[test]
    fn the_strictest_limit_says_when() {
        let (start, mut tally) = (Instant::now(), tally(&[(1, 1), (3, 60)]));
        let mut now = start;
        for _ in 0..3 {
            assert_eq!(tally.enter(now), Room::Now);
            tally.leave(now);
            assert!(tally.enter(now) != Room::Now);
            now += Duration::from_secs(1);
        }
        assert_eq!(tally.enter(now), Room::At(after(start, 60_000)));
    }

    #[test]
    fn what_the_platform_asks_for_holds_and_a_shorter_hold_does_not_shorten_it() {
        let (start, mut tally) = (Instant::now(), tally(&[(30, 1)]));
        tally.hold(after(start, 7_000));
        tally.hold(after(start, 2_000));
        assert_eq!(tally.enter(start), Room::At(after(start, 7_000)));
        assert!(!tally.is_over(start) && tally.is_over(after(start, 7_000)));
    }

    #[test]
    fn it_is_over_when_nothing_of_it_counts() {
        let (start, mut tally) = (Instant::now(), tally(&[(5, 10)]));
        assert!(tally.is_over(start));
        tally.enter(start);
        assert!(!tally.is_over(after(start, 60_000)), "it is not answered");
        tally.leave(start);
        assert!(!tally.is_over(after(start, 9_999)) && tally.is_over(after(start, 10_000)));
    }

    proptest! {
        /// However long answers take, and wherever in between the platform counts: no stretch of time holds too many.
        #[test]
        fn no_stretch_of_time_holds_more_than_the_limit(
            messages in 1_usize..5,
            steps in prop::collection::vec((0_u64..1_500, 0_u64..4_000, 0_u64..100), 1..80),
        ) {
            let within = 2_000;
            let (start, mut tally) = (Instant::now(), tally(&[(messages, within / 1_000)]));
            let (mut now, mut under_way, mut counted) = (0_u64, Vec::<u64>::new(), Vec::new());
            for (pause, takes, share) in steps {
                now += pause;
                loop {
                    under_way.sort_unstable_by(|a, b| b.cmp(a));
                    while under_way.last().is_some_and(|end| *end <= now) {
                        tally.leave(after(start, under_way.pop().unwrap()));
                    }
                    match tally.enter(after(start, now)) {
                        Room::Now => break,
                        Room::At(at) => now = u64::try_from((at - start).as_millis()).unwrap(),
                        Room::OnceAnswered => now = *under_way.last().unwrap(),
                    }
                }
                under_way.push(now + takes);
                counted.push(now + takes * share / 100);
            }
            counted.sort_unstable();
            for stretch in counted.windows(messages + 1) {
                prop_assert!(stretch[messages] - stretch[0] >= within, "{counted:?}");
            }
        }
    }
}

//! How many messages a bot may send: the pace that Telegram's FAQ for bots publishes, and 429 for whoever is faster.
//!
//! Telegram does not say how it counts. Here the figures by the second and by the minute hold for any stretch of time of
//! that length, and a chat has a purse that fills by one a second, for the "short bursts" of the FAQ: whoever keeps these
//! keeps any reading of it that we know of.
//!
//! Pure: every method takes the time.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::telegram::errors::Refusal;

/// Part of the [options](crate::Options) of a network: how many messages each bot may send.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a second is; a minute has sixty. What is not one in life lets a test be shorter.
    pub second: Duration,
    /// How many messages in a second altogether.
    pub altogether: usize,
    /// How many messages in a chat at once, when there was none for a while: one a second is the pace.
    pub burst: usize,
    /// How many messages in a minute in a group or a channel.
    pub group: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { second: Duration::from_secs(1), altogether: 30, burst: 3, group: 20 }
    }
}

/// What a bot has sent.
#[derive(Debug, Default)]
pub(crate) struct Spent {
    altogether: VecDeque<Duration>,
    chats: HashMap<i64, InChat>,
}

#[derive(Debug, Default)]
struct InChat {
    messages: VecDeque<Duration>,
    /// When the purse is full again.
    full: Duration,
}

impl Spent {
    /// Counts a message to a chat, or says why it may not be sent. What is refused does not count.
    pub(crate) fn charge(&mut self, limits: &Limits, chat: i64, now: Duration) -> Result<(), Refusal> {
        let Limits { second, altogether, burst, group } = *limits;
        let minute = second * 60;
        let spent = self.chats.entry(chat).or_default();
        let mut at = full(&mut self.altogether, altogether, second, now);
        if chat < 0 {
            at = at.max(full(&mut spent.messages, group, minute, now));
        }
        let filled = spent.full.max(now) + second;
        let credit = second * u32::try_from(burst).unwrap_or(u32::MAX);
        at = at.max(filled.saturating_sub(credit));
        if at > now {
            return Err(Refusal::too_many(Some(wait(at - now))));
        }
        self.altogether.push_back(now);
        if chat < 0 {
            spent.messages.push_back(now);
        }
        spent.full = filled;
        Ok(())
    }
}

/// When there is room for one more in a stretch of time; what is older is forgotten.
fn full(messages: &mut VecDeque<Duration>, most: usize, within: Duration, now: Duration) -> Duration {
    while messages.front().is_some_and(|at| *at + within <= now) {
        messages.pop_front();
    }
    let oldest = messages.len().checked_sub(most).and_then(|at| messages.get(at));
    oldest.map_or(now, |at| *at + within)
}

/// In whole seconds, and never none.
fn wait(left: Duration) -> u64 {
    (left.as_secs() + u64::from(left.subsec_nanos() > 0)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The second at which each of these came, by chat; `None` where it was counted, else what it was told to wait.
    fn check(sent: &[(u64, i64, Option<u64>)]) {
        let mut spent = Spent::default();
        for (at, chat, expected) in sent {
            let refused = spent.charge(&Limits::default(), *chat, Duration::from_millis(*at)).err();
            assert_eq!(refused.map(|refusal| refusal.retry_after.unwrap()), *expected, "{at} {chat}");
        }
    }

    #[test]
    fn a_chat_takes_a_short_burst_and_then_one_a_second() {
        check(&[(0, 1, None), (0, 1, None), (0, 1, None), (0, 1, Some(1)), (999, 1, Some(1)), (1000, 1, None)]);
        check(&[(0, 1, None), (0, 1, None), (0, 1, None), (3000, 1, None), (3000, 1, None), (3000, 1, None)]);
        check(&[(0, 1, None), (0, 1, None), (0, 1, None), (2000, 1, None), (2000, 1, None), (2000, 1, Some(1))]);
    }

    #[test]
    fn a_group_takes_twenty_a_minute() {
        let mut sent: Vec<_> = (0..20).map(|second| (second * 1000, -1, None)).collect();
        sent.extend([(20_000, -1, Some(40)), (59_999, -1, Some(1)), (60_000, -1, None), (60_000, -1, Some(1))]);
        check(&sent);
        check(&(0..40).map(|second| (second * 1000, 1, None)).collect::<Vec<_>>());
    }

    #[test]
    fn a_bot_sends_thirty_a_second_altogether() {
        let mut sent: Vec<_> = (0..30).map(|chat| (0, chat, None)).collect();
        sent.extend([(500, 30, Some(1)), (1000, 30, None)]);
        check(&sent);
    }
}

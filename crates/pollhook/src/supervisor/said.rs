//! What the operator hears of a bot: who it is when it begins, what changes, and a sign of life when nothing does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pollhook_core::{Count, Identity, Stats};

use super::machine::Note;
use super::phase::Phase;
use crate::config::show_duration;

/// How a bot presents itself.
#[derive(Clone, Debug)]
pub(crate) struct Introduction {
    /// `polling, held up to 50s` or `webhook at /hook, listening on 127.0.0.1:8080`.
    pub(crate) transport: String,
    pub(crate) ack: &'static str,
    /// The kinds of events that its routes need.
    pub(crate) hears: String,
    /// Where its cursor stands.
    pub(crate) cursor: String,
    /// What is not promised.
    pub(crate) caveats: Vec<String>,
}

/// Says it.
pub(crate) struct Said {
    bot: String,
    introduction: Option<Introduction>,
    stats: Arc<Stats>,
    /// When something was said last.
    last: Instant,
}

impl Said {
    pub(crate) fn new(bot: String, introduction: Introduction, stats: Arc<Stats>, now: Instant) -> Self {
        Self { bot, introduction: Some(introduction), stats, last: now }
    }

    /// When a sign of life is due.
    pub(super) fn due(&self) -> Instant {
        self.last + HOUR
    }

    /// A sign of life.
    pub(super) fn hourly(&mut self, now: Instant) {
        self.last = now;
        tracing::info!(bot = self.bot, counts = self.counts(), "the bot is alive");
    }

    pub(super) fn phase(&mut self, phase: &Phase, identity: Option<&Identity>, now: Instant) {
        self.last = now;
        let bot = &self.bot;
        match phase {
            Phase::Starting => tracing::info!(bot, "the bot is starting"),
            Phase::Running => self.running(identity),
            Phase::Draining => tracing::info!(bot, "the bot takes nothing new, and ends what it has"),
            Phase::Stopped => tracing::info!(bot, counts = self.counts(), "the bot has stopped"),
            Phase::Failed(why) => tracing::error!(bot, counts = self.counts(), "the bot has failed: {why}"),
        }
    }

    /// The whole introduction the first time; later it is known.
    fn running(&mut self, identity: Option<&Identity>) {
        let bot = &self.bot;
        let Some(Introduction { transport, ack, hears, cursor, caveats }) = self.introduction.take() else {
            tracing::info!(bot, "the bot is running again");
            return;
        };
        let identity = identity.map_or_else(|| "unknown".to_owned(), ToString::to_string);
        tracing::info!(bot, identity, transport, ack, hears, cursor, "the bot is running");
        for caveat in caveats {
            tracing::warn!(bot, "{caveat}");
        }
    }

    pub(super) fn note(&mut self, note: &Note, now: Instant) {
        self.last = now;
        let bot = &self.bot;
        let until = |next: &Instant| show_duration(whole_ms(next.saturating_duration_since(now)));
        match note {
            Note::Trouble { why, next } => tracing::warn!(bot, next = until(next), "the platform's API: {why}"),
            Note::Replacing(was) => tracing::warn!(bot, was, "another webhook was registered; this one replaces it"),
            Note::TakingOver(was) => {
                tracing::warn!(bot, was, "the webhook of somebody else is removed, as was allowed");
            }
            Note::Removing => tracing::info!(bot, "the bot's own webhook is removed; what is pending is polled"),
            Note::Strange(seen) => tracing::warn!(bot, seen, "the registered webhook is not this one any more"),
            Note::Mending => tracing::info!(bot, "the registration differs from the config; it is set again"),
            Note::Restarting { why, next } => {
                tracing::warn!(bot, next = until(next), "the source is started again: {why}");
            }
        }
    }

    /// The worst first: what was lost, then what came and how it ended.
    fn counts(&self) -> String {
        let always = [Count::Admitted, Count::Accepted];
        let text = |count: Count, n: u64| format!("{n} {}", count.name().replace('_', " "));
        let counted = TOLD.into_iter().map(|count| (count, self.stats.get(count)));
        let worth = counted.filter(|(count, n)| *n > 0 || always.contains(count));
        worth.map(|(count, n)| text(count, n)).collect::<Vec<_>>().join(", ")
    }
}

/// Nobody reads nanoseconds.
fn whole_ms(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

const HOUR: Duration = Duration::from_secs(3600);

/// What an operator wants to know of. Accepted are also the bot's own events and those that no route took, none of which
/// a handler saw.
const TOLD: [Count; 9] = [
    Count::Lost,
    Count::Admitted,
    Count::Accepted,
    Count::OwnEvents,
    Count::Unrouted,
    Count::AckedEarly,
    Count::Rejected,
    Count::HandedBack,
    Count::Retries,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn said(stats: &Arc<Stats>, now: Instant) -> Said {
        let introduction = Introduction {
            transport: "scripted".into(),
            ack: "handled",
            hears: "message".into(),
            cursor: "none".into(),
            caveats: vec![],
        };
        Said::new("test".into(), introduction, Arc::clone(stats), now)
    }

    #[test]
    fn a_sign_of_life_is_due_an_hour_after_the_last_word() {
        let start = Instant::now();
        let mut said = said(&Arc::default(), start);
        assert_eq!(said.due(), start + HOUR);
        said.note(&Note::Mending, start + HOUR / 2);
        assert_eq!(said.due(), start + HOUR / 2 + HOUR);
        said.hourly(start + 2 * HOUR);
        assert_eq!(said.due(), start + 3 * HOUR);
    }

    #[test]
    fn what_was_lost_is_said_first_and_what_never_happened_is_not_said() {
        let stats = Arc::new(Stats::default());
        let said = said(&stats, Instant::now());
        assert_eq!(said.counts(), "0 admitted, 0 accepted");
        [Count::Admitted, Count::Admitted, Count::Accepted, Count::HandedBack].into_iter().for_each(|n| stats.add(n));
        stats.add(Count::Lost);
        assert_eq!(said.counts(), "1 lost, 2 admitted, 1 accepted, 1 handed back");
    }
}

//! What a poller says of its health, and when a wait for handlers is worth saying.
//!
//! Events are unsettled all the time, for moments. Only what has stood still for a second is said, and the health
//! changes back when it moves.

use std::time::{Duration, Instant};

use pollhook_core::{EventId, Health, HealthReporter};

/// How long one event must be waited for before that is said.
const WORTH_SAYING: Duration = Duration::from_secs(1);

/// What was said last, and what is being waited for.
#[derive(Debug)]
pub(crate) struct Mood {
    health: HealthReporter,
    waits: Option<Wait>,
}

#[derive(Debug)]
struct Wait {
    id: EventId,
    since: Instant,
    said: bool,
    /// The log has a line that it holds the bot.
    logged: bool,
}

impl Mood {
    pub(crate) fn new(health: HealthReporter) -> Self {
        Self { health, waits: None }
    }

    /// An exchange worked.
    pub(crate) fn reached(&self) {
        if !matches!(self.health.get(), Health::Waiting { .. }) {
            self.health.set(Health::Ready);
        }
    }

    /// Nothing works.
    pub(crate) fn troubled(&self, since: Instant, why: String, next: Instant) {
        self.health.set(Health::Troubled { since, why, next });
    }

    /// Room was waited for.
    pub(crate) fn no_room(&self) {
        self.health.set(Health::Waiting { on: "room: as many events run as the budget allows".to_owned() });
    }

    /// There is room again.
    pub(crate) fn room(&self) {
        self.health.set(Health::Ready);
    }

    /// Takes note of the oldest unsettled event, and whether it keeps the poller from asking at all. Gives the time at
    /// which to call again, if that is worth saying by then.
    pub(crate) fn waits_for(&mut self, oldest: Option<EventId>, held: bool, now: Instant) -> Option<Instant> {
        let Some(id) = oldest else {
            self.moved_on();
            return None;
        };
        let news = self.waits.as_ref().is_none_or(|wait| wait.id != id);
        if news {
            self.moved_on();
        }
        let wait = self.waits.get_or_insert(Wait { id, since: now, said: false, logged: false });
        let due = wait.since + WORTH_SAYING;
        if now < due {
            return Some(due);
        }
        if !wait.said && !matches!(self.health.get(), Health::Troubled { .. }) {
            wait.said = true;
            self.health.set(Health::Waiting { on: format!("the handler of event {}", wait.id) });
        }
        if held && !wait.logged {
            wait.logged = true;
            tracing::warn!(
                event.id = %wait.id,
                "one event holds the bot: nothing newer can be fetched before its handler ends. With an [inbox] nobody waits for it"
            );
        }
        None
    }

    fn moved_on(&mut self) {
        if self.waits.take().is_some_and(|wait| wait.said) && matches!(self.health.get(), Health::Waiting { .. }) {
            self.health.set(Health::Ready);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use tracing::field::{Field, Visit};
    use tracing::span::{Attributes, Id, Record};
    use tracing::{Metadata, Subscriber};

    use super::*;

    #[test]
    fn a_wait_is_said_after_a_second_and_taken_back_when_it_ends() {
        let health = HealthReporter::default();
        let mut mood = Mood::new(health.clone());
        let start = Instant::now();
        let ms = |ms| start + Duration::from_millis(ms);
        mood.reached();
        let waiting = |id: &str| Health::Waiting { on: format!("the handler of event {id}") };
        // The oldest unsettled event, the time, when to look again, and what is said then.
        let table = [
            (Some("1"), 0, Some(1_000), Health::Ready),
            (Some("2"), 900, Some(1_900), Health::Ready),
            (Some("2"), 1_900, None, waiting("2")),
            (Some("2"), 9_000, None, waiting("2")),
            (Some("3"), 9_100, Some(10_100), Health::Ready),
            (Some("3"), 10_100, None, waiting("3")),
            (None, 10_200, None, Health::Ready),
        ];
        for (oldest, now, again, said) in table {
            let got = mood.waits_for(oldest.map(EventId::from), false, ms(now));
            assert_eq!((got, health.get()), (again.map(ms), said), "at {now} ms");
        }
    }

    #[test]
    fn trouble_is_not_talked_over() {
        let health = HealthReporter::default();
        let mut mood = Mood::new(health.clone());
        let start = Instant::now();
        mood.troubled(start, "no route".to_owned(), start);
        mood.waits_for(Some("1".into()), false, start);
        mood.waits_for(Some("1".into()), false, start + WORTH_SAYING);
        assert!(matches!(health.get(), Health::Troubled { .. }));
        mood.reached();
        mood.waits_for(Some("1".into()), false, start + WORTH_SAYING);
        assert!(matches!(health.get(), Health::Waiting { .. }));
    }

    /// Counts the log lines that speak of the inbox.
    struct Lines(AtomicUsize);

    impl Subscriber for Lines {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn event(&self, event: &tracing::Event<'_>) {
            let mut said = Said(false);
            event.record(&mut said);
            self.0.fetch_add(usize::from(said.0), Relaxed);
        }
        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn enter(&self, _: &Id) {}
        fn exit(&self, _: &Id) {}
    }

    struct Said(bool);

    impl Visit for Said {
        fn record_debug(&mut self, _: &Field, value: &dyn std::fmt::Debug) {
            self.0 |= format!("{value:?}").contains("[inbox]");
        }
    }

    #[test]
    fn a_bot_that_is_held_says_once_what_would_end_that() {
        let heard = Arc::new(Lines(AtomicUsize::new(0)));
        tracing::subscriber::with_default(Arc::clone(&heard), || {
            let mut mood = Mood::new(HealthReporter::default());
            let start = Instant::now();
            let seconds = |n| start + Duration::from_secs(n);
            // The oldest event, whether it holds the bot, and the lines by then.
            let table =
                [("1", false, 0), ("1", false, 0), ("1", true, 1), ("1", true, 1), ("2", true, 1), ("2", true, 2)];
            for (at, (id, held, lines)) in (0..).zip(table) {
                mood.waits_for(Some(id.into()), held, seconds(at));
                assert_eq!(heard.0.load(Relaxed), lines, "after {at} s");
            }
        });
    }
}

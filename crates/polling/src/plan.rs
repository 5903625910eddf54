//! What a poller does next: a pure decision over what lies in the window, what was asked last, and the time.
//!
//! Where *the client holds the cursor*, asking goes on behind pages that are still unsettled, until the window is full.
//! Where *the next fetch consumes*, the fetch cursor is the committed one, so asking again shows what is unsettled once
//! more; that is done only when it can show something new:
//!
//! - at once when all has settled: the ordinary poll;
//! - at once when the prefix moved by half of what was there: room for new events behind it;
//! - each second as a *peek*, unless it would repeat the question that a full page answered: behind 100 unconfirmed
//!   updates no client of Telegram can look;
//! - never oftener than each half second with the same cursor, because Telegram then answers one update at a time.

use std::time::{Duration, Instant};

use pollhook_core::{Ask, Consumes, Cursor};

use crate::dice::Dice;
use crate::pace::{Fruit, Fruitless, Pace, sane};

/// What to do next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Next {
    /// Ask.
    Ask(Ask),
    /// Wait until then, or until something settles.
    Wait(Option<Instant>),
    /// Wait until something settles: the window is full, and nothing else would help.
    Held,
    /// Go back to what is committed.
    Rewind,
}

/// What the decision looks at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sight {
    /// Where the next question would begin.
    pub(crate) from: Option<Cursor>,
    /// Items without an outcome.
    pub(crate) unsettled: usize,
    /// Items that are not committed.
    pub(crate) uncommitted: usize,
    /// Open pages.
    pub(crate) pages: usize,
    /// The bytes that they pin.
    pub(crate) bytes: usize,
    /// An event was handed back.
    pub(crate) handed_back: bool,
    /// A commit could not be saved: what is fetched now would be fetched again after a crash.
    pub(crate) unsaved: bool,
}

/// With the same cursor never oftener than this.
const SAME_CURSOR: Duration = Duration::from_millis(500);
/// How often to look past unsettled events.
const PEEK: Duration = Duration::from_secs(1);
/// A prefix that moved by less is not worth a question of its own: a peek is due within a second anyway.
const WORTH_ASKING: usize = 10;
/// As many pages may be open,
const PAGES: usize = 8;
/// but small ones (many feeds tell one event at a time) up to as many events: the budget of a bot, by default.
const EVENTS: usize = 1_024;
/// No more may be pinned by open pages.
const BYTES: usize = 16 << 20;

/// The decision, and what it remembers.
#[derive(Debug)]
pub(crate) struct Plan {
    consumes: Consumes,
    pace: Pace,
    dice: Dice,
    asked: Option<Asked>,
    not_before: Option<Instant>,
    fruitless: Fruitless,
}

/// The last question, and what is known of its answer.
#[derive(Debug)]
struct Asked {
    at: Instant,
    /// When its answer came; the question's own time until then.
    heard: Instant,
    from: Option<Cursor>,
    how: Ask,
    peek: bool,
    /// The pause after it, where the settings want one.
    interval: Duration,
    /// How many items were uncommitted, those included that it brought.
    uncommitted: usize,
    /// It brought as many items as one page can hold.
    full: bool,
}

/// What the answer to the last question was like.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Answered {
    /// It held no items at all.
    pub(crate) empty: bool,
    /// How many items were not in the window already.
    pub(crate) opened: usize,
    /// How many of those were emitted. Where the page leads no further, these were new to the bot.
    pub(crate) emitted: usize,
    /// It held as many items as one page can.
    pub(crate) full: bool,
    /// What it says of the next question.
    pub(crate) pace: Option<Duration>,
    /// It leads no further than the question.
    pub(crate) same: bool,
}

impl Plan {
    pub(crate) fn new(consumes: Consumes, pace: Pace, dice: Dice) -> Self {
        Self { consumes, pace, dice, asked: None, not_before: None, fruitless: Fruitless::default() }
    }

    /// Decides.
    pub(crate) fn next(&self, now: Instant, sight: &Sight) -> Next {
        if sight.handed_back {
            return if sight.unsettled == 0 { Next::Rewind } else { Next::Wait(None) };
        }
        if sight.unsaved {
            return Next::Wait(None);
        }
        let due = match &self.asked {
            None => Some(now),
            Some(asked) if self.server_holds_the_cursor() => self.due_when_fetching_consumes(asked, now, sight),
            Some(asked) => self.due_when_fetching_is_free(asked, now, sight),
        };
        let Some(due) = due else { return Next::Held };
        let due = self.patience().max(self.not_before).map_or(due, |earliest| due.max(earliest));
        match due <= now {
            true if self.is_peek(sight) => Next::Ask(Ask::Look),
            true if self.asked.is_none() => Next::Ask(self.pace.ask_first()),
            true => Next::Ask(self.pace.ask()),
            false => Next::Wait(Some(due)),
        }
    }

    /// Whether a question asked now looks past unsettled events.
    pub(crate) fn is_peek(&self, sight: &Sight) -> bool {
        self.server_holds_the_cursor() && sight.unsettled > 0
    }

    /// Whether it is for handlers that nothing new can be told at once: with each answer, or not at all.
    pub(crate) fn waits_for_handlers(&self, next: Next, sight: &Sight) -> bool {
        next == Next::Held || sight.handed_back || self.is_peek(sight)
    }

    /// Takes note of a question.
    pub(crate) fn asking(&mut self, how: Ask, now: Instant, sight: &Sight) {
        self.asked = Some(Asked {
            at: now,
            heard: now,
            from: sight.from.clone(),
            how,
            peek: self.is_peek(sight),
            interval: self.pace.interval(&mut self.dice),
            uncommitted: sight.uncommitted,
            full: false,
        });
    }

    /// Takes note of the answer.
    pub(crate) fn answered(&mut self, now: Instant, answered: Answered) {
        if let Some(pace) = answered.pace {
            self.pause_until(now + sane(pace));
        }
        let Some(asked) = &mut self.asked else { return };
        asked.heard = now;
        asked.uncommitted += answered.opened;
        asked.full = answered.full;
        if !asked.peek {
            let Answered { empty, emitted, same, .. } = answered;
            let took = now.saturating_duration_since(asked.at);
            self.fruitless.heard(Fruit { how: asked.how, took, empty, emitted, same });
        }
    }

    /// Asks nothing before then.
    pub(crate) fn pause_until(&mut self, then: Instant) {
        self.not_before = self.not_before.max(Some(then));
    }

    /// The window is empty again: the next question may repeat the last.
    pub(crate) fn rewound(&mut self, resume: Instant) {
        self.pause_until(resume);
        if let Some(asked) = &mut self.asked {
            asked.full = false;
        }
    }

    fn server_holds_the_cursor(&self) -> bool {
        self.consumes == Consumes::OnNextFetch
    }

    fn due_when_fetching_consumes(&self, asked: &Asked, now: Instant, sight: &Sight) -> Option<Instant> {
        let same = asked.from == sight.from;
        let again = if same { asked.at + SAME_CURSOR } else { now };
        if sight.unsettled == 0 {
            return Some(match self.pace {
                Pace::Long(_) => again,
                Pace::Short(_) if asked.full => again,
                Pace::Short(_) => asked.at + asked.interval,
            });
        }
        let moved = asked.uncommitted.saturating_sub(sight.uncommitted);
        if !same && moved * 2 >= asked.uncommitted && (asked.full || moved >= WORTH_ASKING) {
            return Some(now);
        }
        // From the answer on: behind a question that was held, a lone message would be shown twice.
        (!same || !asked.full).then(|| (asked.heard + PEEK).max(asked.at + asked.interval))
    }

    fn due_when_fetching_is_free(&self, asked: &Asked, now: Instant, sight: &Sight) -> Option<Instant> {
        let many = sight.pages >= PAGES && sight.uncommitted >= EVENTS;
        if many || sight.bytes >= BYTES {
            return None;
        }
        Some(if asked.full { now } else { asked.at + asked.interval })
    }

    fn patience(&self) -> Option<Instant> {
        let pause = self.fruitless.pause();
        self.asked.as_ref().filter(|_| pause > Duration::ZERO).map(|asked| asked.at + pause)
    }
}

#[cfg(test)]
mod tests;

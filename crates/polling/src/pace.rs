//! How often to ask: by the settings, by what the platform says, and more slowly where asking brings nothing.

use std::time::Duration;

use pollhook_core::Ask;

use crate::backoff::doubled;
use crate::dice::Dice;

/// How long the first question of a run is held at most.
const FIRST_HOLD: Duration = Duration::from_secs(1);

/// How the settings want it asked, with every default filled in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Pace {
    /// The server holds each question for so long.
    Long(Duration),
    /// The server answers at once, and is asked again after so long.
    Short(Duration),
}

impl Pace {
    /// How to ask when nothing is unsettled.
    pub(crate) fn ask(self) -> Ask {
        match self {
            Self::Long(hold) => Ask::Hold(hold),
            Self::Short(_) => Ask::Look,
        }
    }

    /// How to ask for the first time in a run: held for a moment only, so that a quiet platform, too, soon shows that it
    /// is reached. (At once would not do: some servers punish who then repeats the question.)
    pub(crate) fn ask_first(self) -> Ask {
        match self.ask() {
            Ask::Hold(hold) => Ask::Hold(hold.min(FIRST_HOLD)),
            look => look,
        }
    }

    /// The pause between two questions, a tenth more or less so that bots do not march in step.
    pub(crate) fn interval(self, dice: &mut Dice) -> Duration {
        match self {
            Self::Long(_) => Duration::ZERO,
            Self::Short(interval) => interval * 9 / 10 + dice.part_of(interval / 5),
        }
    }
}

/// The longest pause that anybody may ask us for. A broken proxy once said "in 31 years".
const LONGEST: Duration = Duration::from_secs(3_600);

/// A pause that somebody asked for, cut to what can be meant.
pub(crate) fn sane(asked: Duration) -> Duration {
    if asked > LONGEST {
        tracing::warn!(?asked, longest = ?LONGEST, "the platform asked for an absurd pause: it is cut");
    }
    asked.min(LONGEST)
}

/// How many fruitless answers in a row are put up with before asking slows down.
const PATIENCE: u32 = 3;

/// Answers in a row that came at once and brought nothing new.
///
/// A server that answers an empty long poll at once gets one request a second; one that gives the same known events for
/// the same cursor again and again (an offset that it does not honour) gets ever fewer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fruitless {
    count: u32,
    empty: bool,
}

/// What one answer was like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fruit {
    /// How it was asked.
    pub(crate) how: Ask,
    /// How long the answer took.
    pub(crate) took: Duration,
    /// It held no items at all.
    pub(crate) empty: bool,
    /// How many of them were emitted. Where the next question would be the same, these were new.
    pub(crate) emitted: usize,
    /// The next question would be the same.
    pub(crate) same: bool,
}

impl Fruitless {
    /// Takes note of an answer.
    pub(crate) fn heard(&mut self, fruit: Fruit) {
        let nothing = fruit.emitted == 0 && (fruit.empty || fruit.same);
        // Of short polls nothing is expected: their interval is pause enough, unless they repeat themselves.
        let at_once = match fruit.how {
            Ask::Hold(hold) => fruit.took < hold / 2,
            Ask::Look => !fruit.empty,
        };
        let count = if nothing && at_once { self.count.saturating_add(1) } else { 0 };
        *self = Self { count, empty: fruit.empty };
    }

    /// The least time from the last question to the next.
    pub(crate) fn pause(self) -> Duration {
        let second = Duration::from_secs(1);
        match self.count.checked_sub(PATIENCE) {
            None => Duration::ZERO,
            Some(_) if self.empty => second,
            Some(more) => doubled(second, more, Duration::from_secs(30)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOLD: Ask = Ask::Hold(Duration::from_secs(30));
    const EMPTY: Fruit = Fruit { how: HOLD, took: Duration::ZERO, empty: true, emitted: 0, same: true };
    const REPEATED: Fruit = Fruit { empty: false, ..EMPTY };

    #[test]
    fn asking_slows_down_when_it_brings_nothing() {
        let held = Fruit { took: Duration::from_secs(16), ..EMPTY };
        let fruitful = Fruit { emitted: 1, ..REPEATED };
        let known_but_further = Fruit { same: false, ..REPEATED };
        let short = Fruit { how: Ask::Look, ..EMPTY };
        let short_repeated = Fruit { how: Ask::Look, ..REPEATED };
        let empty_but_further = Fruit { same: false, ..EMPTY };
        // Answers in a row, and the pauses in seconds after each.
        let table: &[(&[Fruit], &[u64])] = &[
            (&[EMPTY; 6], &[0, 0, 1, 1, 1, 1]),
            (&[empty_but_further; 4], &[0, 0, 1, 1]),
            (&[REPEATED; 9], &[0, 0, 1, 2, 4, 8, 16, 30, 30]),
            (&[short_repeated; 4], &[0, 0, 1, 2]),
            (&[short; 5], &[0; 5]),
            (&[EMPTY, EMPTY, EMPTY, held, EMPTY], &[0, 0, 1, 0, 0]),
            (&[EMPTY, EMPTY, EMPTY, fruitful, EMPTY], &[0, 0, 1, 0, 0]),
            (&[known_but_further; 5], &[0; 5]),
        ];
        for (answers, pauses) in table {
            let mut fruitless = Fruitless::default();
            let got: Vec<_> = answers
                .iter()
                .map(|fruit| {
                    fruitless.heard(*fruit);
                    fruitless.pause().as_secs()
                })
                .collect();
            assert_eq!(got, *pauses, "{answers:?}");
        }
    }

    #[test]
    fn an_interval_varies_by_a_tenth() {
        let (mut dice, second) = (Dice::new(Some(3)), Duration::from_secs(1));
        for _ in 0..100 {
            let interval = Pace::Short(second).interval(&mut dice).as_millis();
            assert!((900..1_100).contains(&interval), "{interval}");
        }
        assert_eq!(Pace::Long(second).interval(&mut dice), Duration::ZERO);
    }

    #[test]
    fn an_absurd_pause_is_cut() {
        assert_eq!(sane(Duration::from_secs(1_000_000_000)), LONGEST);
        assert_eq!(sane(Duration::from_secs(90)), Duration::from_secs(90));
    }
}

//! Who says what, and when: lone words, bursts in which all talk at once, and silences.

use std::ops::Range;
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// Everybody who talks to the bots, each in a chat of their own.
pub(crate) const PEOPLE: [&str; 10] =
    ["Anna", "Ben", "Clara", "Dora", "Emil", "Fanny", "Greta", "Hugo", "Ida", "Jakob"];

/// How people begin. The number that follows makes a message findable in what is sent back.
const WORDS: [&str; 6] = ["hi", "are you there?", "what's new?", "thanks", "one more", "and this?"];

/// A whole conversation.
#[derive(Debug, PartialEq)]
pub(crate) struct Scenario {
    /// What is said, in order.
    pub(crate) lines: Vec<Line>,
}

/// Something that somebody says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// When, counted from the beginning.
    pub(crate) at: Duration,
    /// Which of the [`PEOPLE`].
    pub(crate) who: usize,
    /// What.
    pub(crate) text: String,
    /// At which of the moments: a burst is one moment.
    moment: usize,
}

impl Scenario {
    /// The same seed gives the same conversation.
    pub(crate) fn new(messages: usize, length: Duration, seed: u64) -> Self {
        let mut dice = SmallRng::seed_from_u64(seed);
        let moments = moments(messages, length, &mut dice);
        Self::within(&moments, messages, &mut dice)
    }

    /// People who write evenly: no bursts, and no silences but those of chance.
    pub(crate) fn steady(messages: usize, length: Duration, seed: u64) -> Self {
        Self::within(&vec![Duration::ZERO..length; messages], messages, &mut SmallRng::seed_from_u64(seed))
    }

    fn within(moments: &[Range<Duration>], messages: usize, dice: &mut SmallRng) -> Self {
        let mut lines: Vec<_> = (0..messages).map(|number| line(number, moments, dice)).collect();
        lines.sort_by_key(|line| line.at);
        for (number, line) in (1..).zip(&mut lines) {
            line.text = format!("{} ({number})", line.text);
        }
        Self { lines }
    }

    /// The lines of the largest burst, by their place.
    pub(crate) fn largest_burst(&self) -> Vec<usize> {
        let places = |moment| {
            let lines = self.lines.iter().enumerate().filter(|(_, line)| line.moment == moment);
            lines.map(|(place, _)| place).collect::<Vec<_>>()
        };
        let moments = self.lines.iter().map(|line| line.moment).max().map_or(0, |last| last + 1);
        (0..moments).map(places).max_by_key(Vec::len).unwrap_or_default()
    }
}

/// The moments at which something is said. They lie in stretches of talk, with as much silence in between.
fn moments(messages: usize, length: Duration, dice: &mut SmallRng) -> Vec<Range<Duration>> {
    let (burst, talks) = (BURST.min(length / 20), talks(length, dice));
    let moment = |_| {
        let talk = talks.choose(dice).cloned().unwrap_or(Duration::ZERO..length);
        let at = dice.random_range(talk);
        at..(at + burst).min(length)
    };
    (0..messages.div_ceil(MESSAGES_A_MOMENT)).map(moment).collect()
}

/// Stretches of a random length, in proportion to the whole.
fn talks(length: Duration, dice: &mut SmallRng) -> Vec<Range<Duration>> {
    let (mut talks, mut now) = (Vec::new(), Duration::ZERO);
    while now < length {
        let talk = length.mul_f64(dice.random_range(0.04..0.12));
        let silence = length.mul_f64(dice.random_range(0.04..0.12));
        talks.push(now..(now + talk).min(length));
        now += talk + silence;
    }
    talks
}

/// Each moment has at least one line. Every other moment is left at that; what is left over falls into the rest.
fn line(number: usize, moments: &[Range<Duration>], dice: &mut SmallRng) -> Line {
    let moment = if number < moments.len() { number } else { dice.random_range(0..moments.len().div_ceil(2)) * 2 };
    Line {
        at: dice.random_range(moments[moment].clone()),
        who: dice.random_range(0..PEOPLE.len()),
        text: WORDS.choose(dice).copied().unwrap_or_default().to_owned(),
        moment,
    }
}

/// On average.
const MESSAGES_A_MOMENT: usize = 6;
/// How long all talk at once.
const BURST: Duration = Duration::from_millis(250);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_is_a_conversation() {
        let length = Duration::from_secs(20);
        let once = Scenario::new(200, length, 7);
        assert_eq!(once, Scenario::new(200, length, 7));
        assert_ne!(once, Scenario::new(200, length, 8));
    }

    #[test]
    fn it_has_all_its_messages_in_order_and_in_time() {
        for (messages, secs) in [(200, 20), (30, 3), (7, 1), (1, 1)] {
            let length = Duration::from_secs(secs);
            let lines = Scenario::new(messages, length, 1).lines;
            assert_eq!(lines.len(), messages);
            assert!(lines.is_sorted_by_key(|line| line.at) && lines.iter().all(|line| line.at < length));
        }
    }

    #[test]
    fn it_has_bursts_lone_words_and_silences() {
        let scenario = Scenario::new(200, Duration::from_secs(20), 1);
        let pauses: Vec<_> = scenario.lines.windows(2).map(|two| two[1].at - two[0].at).collect();
        assert!(pauses.iter().filter(|pause| **pause > Duration::from_millis(500)).count() >= 5);
        assert!(scenario.largest_burst().len() >= 10);
        let said_at = |moment| scenario.lines.iter().filter(|line| line.moment == moment).count();
        assert_eq!((said_at(1), said_at(3)), (1, 1));
    }

    #[test]
    fn who_writes_evenly_makes_no_burst() {
        let scenario = Scenario::steady(200, Duration::from_secs(20), 1);
        assert_eq!((scenario.lines.len(), scenario.largest_burst().len()), (200, 1));
        let (first, last) = (&scenario.lines[0], &scenario.lines[199]);
        assert!(first.at < Duration::from_secs(1) && last.at > Duration::from_secs(19));
        assert!(scenario.lines.is_sorted_by_key(|line| line.at));
    }

    #[test]
    fn no_two_messages_read_the_same() {
        let lines = Scenario::new(200, Duration::from_secs(20), 1).lines;
        let texts: std::collections::BTreeSet<_> = lines.iter().map(|line| &line.text).collect();
        assert_eq!(texts.len(), 200);
    }
}

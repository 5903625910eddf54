//! What an operator may choose about polling, and what is refused at start with the figure that would do.

use std::time::Duration;

use pollhook_core::{Rules, SetupError};

use crate::pace::Pace;

/// How to poll. The default is right for most: long polls of the platform's own length.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct PollingSettings {
    /// Long or short.
    pub style: Style,
    /// Give up when another consumer has been seen for so long; `None` goes on for ever.
    pub give_up_taken_after: Option<Duration>,
}

/// Two ways to ask whether there is something new.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Style {
    /// The server holds the question until there is something to tell.
    Long {
        /// For how long at most; `None` is the platform's own maximum.
        hold: Option<Duration>,
    },
    /// The server answers at once.
    Short {
        /// The pause between two questions.
        interval: Duration,
    },
}

impl Default for Style {
    fn default() -> Self {
        Self::Long { hold: None }
    }
}

/// More than any platform bears; less is a mistake in the unit.
const SHORTEST: Duration = Duration::from_millis(10);

impl PollingSettings {
    /// Long polls, held as long as the platform allows.
    #[must_use]
    pub fn long() -> Self {
        Self::default()
    }

    /// Long polls, held so long at most.
    #[must_use]
    pub fn long_for(hold: Duration) -> Self {
        Self { style: Style::Long { hold: Some(hold) }, ..Self::default() }
    }

    /// Short polls, so far apart.
    #[must_use]
    pub fn short(interval: Duration) -> Self {
        Self { style: Style::Short { interval }, ..Self::default() }
    }

    /// Gives up when another consumer has been seen for so long.
    #[must_use]
    pub fn give_up_taken_after(mut self, limit: Duration) -> Self {
        self.give_up_taken_after = Some(limit);
        self
    }

    /// Checks the style against what the platform allows.
    pub(crate) fn pace(&self, rules: &Rules) -> Result<Pace, SetupError> {
        let most = rules.poll_hold;
        match self.style {
            Style::Long { hold: None } => Ok(Pace::Long(most)),
            Style::Long { hold: Some(hold) } if hold > most => Err(SetupError(format!(
                "[polling] timeout = {hold:?} is more than this platform holds a question: at most {most:?}"
            ))),
            // A platform that holds nothing is asked at the pace that it names.
            Style::Long { hold: Some(hold) } if hold < most.min(Duration::from_secs(1)) => Err(SetupError(format!(
                "[polling] timeout = {hold:?} is too short for a long poll: at least 1s, or style = \"short\""
            ))),
            Style::Long { hold: Some(hold) } => Ok(Pace::Long(hold)),
            Style::Short { interval } if interval < SHORTEST => {
                Err(SetupError(format!("[polling] interval = {interval:?} is too short: at least {SHORTEST:?}")))
            }
            Style::Short { interval } => Ok(Pace::Short(interval)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_that_holds_nothing_is_asked_for_just_that() {
        let mut rules = Rules::new();
        rules.poll_hold = Duration::ZERO;
        assert_eq!(PollingSettings::long_for(Duration::ZERO).pace(&rules), Ok(Pace::Long(Duration::ZERO)));
    }

    #[test]
    fn settings_that_cannot_work_are_refused_with_the_figure() {
        let mut rules = Rules::new();
        rules.poll_hold = Duration::from_secs(50);
        let ms = Duration::from_millis;
        let table = [
            (PollingSettings::long(), Ok(Pace::Long(ms(50_000)))),
            (PollingSettings::long_for(ms(5_000)), Ok(Pace::Long(ms(5_000)))),
            (PollingSettings::long_for(ms(51_000)), Err("at most 50s")),
            (PollingSettings::long_for(ms(0)), Err("at least 1s")),
            (PollingSettings::long_for(ms(999)), Err("at least 1s")),
            (PollingSettings::short(ms(250)), Ok(Pace::Short(ms(250)))),
            (PollingSettings::short(ms(0)), Err("at least 10ms")),
        ];
        for (settings, expected) in table {
            match (settings.pace(&rules), expected) {
                (Ok(pace), Ok(expected)) => assert_eq!(pace, expected),
                (Err(error), Err(part)) => assert!(error.0.contains(part), "{error}"),
                (got, expected) => panic!("{settings:?}: {got:?} instead of {expected:?}"),
            }
        }
    }
}

//! What a user says is what the bot's handler does: `17 reply pause=300` is the seventeenth thing that was said, and
//! asks for a reply and then 300 ms of work.
//!
//! So a test decides from outside, message by message, what goes well and what does not, and one contestant serves all
//! promises.

use std::time::Duration;

/// The number of what was said, unique in a test, and what its handler does, in order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Script {
    /// Names it in all three books. Rises within a chat: what was said later has the higher number.
    pub number: u64,
    /// What the handler does.
    pub steps: Vec<Step>,
}

/// One thing that a handler does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Step {
    /// Waits.
    Pause(Duration),
    /// Waits without giving its thread away, as a handler should not.
    Block(Duration),
    /// Waits until so many handlers have met it at one time.
    Meet(usize),
    /// Says `re: 17` to the chat.
    Reply,
    /// Panics, unless this attempt comes after so many.
    Panic(u32),
    /// Returns an error that is worth another try, unless this attempt comes after so many.
    Fail(u32),
    /// Returns an error that no attempt can mend.
    Refuse,
    /// Leaves a task behind that goes on for so long, and forgets it.
    Spawn(Duration),
    /// From here on holds something that panics when it is dropped, unless this attempt comes after so many.
    Spoil(u32),
}

impl Script {
    /// What was said as number `number`; its handler does `steps`.
    pub fn new(number: u64, steps: impl Into<Vec<Step>>) -> Self {
        Self { number, steps: steps.into() }
    }

    /// Reads a text. `None`: nobody wrote it for this.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let number = words.next()?.parse().ok()?;
        Some(Self { number, steps: words.map(Step::parse).collect::<Option<_>>()? })
    }
}

impl Step {
    /// Fails, or panics, at every attempt.
    pub const ALWAYS: u32 = u32::MAX;

    /// Waits for so many milliseconds.
    #[must_use]
    pub const fn pause(ms: u64) -> Self {
        Self::Pause(Duration::from_millis(ms))
    }

    fn parse(word: &str) -> Option<Self> {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let ms = || value.parse().ok().map(Duration::from_millis);
        match name {
            "pause" => ms().map(Self::Pause),
            "block" => ms().map(Self::Block),
            "meet" => value.parse().ok().map(Self::Meet),
            "reply" => Some(Self::Reply),
            "panic" => value.parse().ok().map(Self::Panic),
            "fail" => value.parse().ok().map(Self::Fail),
            "refuse" => Some(Self::Refuse),
            "spawn" => ms().map(Self::Spawn),
            "spoil" => value.parse().ok().map(Self::Spoil),
            _ => None,
        }
    }
}

impl std::fmt::Display for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.number)?;
        self.steps.iter().try_for_each(|step| write!(f, " {step}"))
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pause(time) => write!(f, "pause={}", time.as_millis()),
            Self::Block(time) => write!(f, "block={}", time.as_millis()),
            Self::Meet(many) => write!(f, "meet={many}"),
            Self::Reply => f.write_str("reply"),
            Self::Panic(attempts) => write!(f, "panic={attempts}"),
            Self::Fail(attempts) => write!(f, "fail={attempts}"),
            Self::Refuse => f.write_str("refuse"),
            Self::Spawn(time) => write!(f, "spawn={}", time.as_millis()),
            Self::Spoil(attempts) => write!(f, "spoil={attempts}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_what_is_read() {
        let steps = [
            Step::Reply,
            Step::Meet(3),
            Step::pause(300),
            Step::Fail(2),
            Step::Panic(Step::ALWAYS),
            Step::Refuse,
            Step::Spawn(Duration::from_secs(1)),
            Step::Spoil(1),
        ];
        let script = Script::new(17, steps);
        assert_eq!(Script::parse(&script.to_string()), Some(script));
        assert_eq!(Script::parse("17"), Some(Script::new(17, [])));
        assert_eq!(Script::parse("hello there"), None);
        assert_eq!(Script::parse("17 dance"), None);
    }
}

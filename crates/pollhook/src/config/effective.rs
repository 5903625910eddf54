//! The config as it is in effect: each value with where it came from, and no secret.

use std::fmt;

use super::BotConfig;
use super::keys::{self, Key};
use super::settings::Mode;

/// One value in effect.
#[derive(Clone, Debug)]
pub(super) struct Effective {
    pub(super) key: Key,
    /// As it would be written in the file; secrets are masked.
    pub(super) shown: String,
    pub(super) origin: Origin,
}

/// Where a value came from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Origin {
    /// A line of the file, and the variables or files that it leaves it to.
    Line(usize, Vec<String>),
    Default,
    /// It follows from something else.
    From(&'static str),
    /// A flag of the command line, or a call.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line, by) if by.is_empty() => write!(f, "line {line}"),
            Self::Line(line, by) => write!(f, "line {line}, by {}", by.join(", ")),
            Self::Default => f.write_str("default"),
            Self::From(what) | Self::Flag(what) => f.write_str(what),
        }
    }
}

/// Writes the values that matter, section by section. It is TOML, with the origins as comments.
pub(super) fn write(process: &[Effective], bots: &[BotConfig], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mode = if bots.iter().any(|bot| bot.mode() == Mode::Webhook) { Mode::Webhook } else { Mode::Polling };
    let process = Block::new(process, mode);
    process.section("", None, f)?;
    for bot in bots {
        let block = Block::new(&bot.effective, bot.mode());
        let several = bots.len() > 1;
        block.section("bot", Some(if several { "[[bot]]" } else { "[bot]" }), f)?;
        for section in keys::sections_of_a_bot() {
            let heading = if several { format!("[bot.{section}]") } else { format!("[{section}]") };
            block.section(section, Some(&heading), f)?;
        }
    }
    process.section("server", Some("[server]"), f)
}

/// What is written in columns.
struct Block<'a> {
    matters: Vec<&'a Effective>,
    name_width: usize,
    width: usize,
}

impl<'a> Block<'a> {
    fn new(effective: &'a [Effective], mode: Mode) -> Self {
        let matters = |value: &&Effective| value.key.matters(mode) || matches!(value.origin, Origin::Line(..));
        let matters: Vec<_> = effective.iter().filter(matters).collect();
        Self {
            name_width: matters.iter().map(|value| value.key.name.len()).max().unwrap_or_default(),
            width: matters.iter().map(|value| value.shown.len()).max().unwrap_or_default().min(44),
            matters,
        }
    }

    fn section(&self, section: &str, heading: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut here: Vec<_> = self.matters.iter().filter(|value| value.key.section == section).collect();
        here.sort_by_key(|value| place(&value.key));
        if let (Some(heading), false) = (heading, here.is_empty()) {
            writeln!(f, "\n{heading}")?;
        }
        let (name_width, width) = (self.name_width, self.width);
        here.into_iter().try_for_each(|Effective { key, shown, origin }| {
            writeln!(f, "{:<name_width$} = {shown:<width$}  # {origin}", key.name)
        })
    }
}

/// As in the table; what a platform adds comes after.
fn place(key: &Key) -> usize {
    let same = |other: &Key| (other.section, other.name) == (key.section, key.name);
    keys::keys().iter().position(same).unwrap_or(usize::MAX)
}

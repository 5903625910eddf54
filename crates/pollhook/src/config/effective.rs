//! The config as it is in effect: each value with where it came from, and no secret.

use std::fmt;

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
    Line(usize),
    Default,
    /// It follows from something else.
    From(&'static str),
    /// A flag of the command line, or a call.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Default => f.write_str("default"),
            Self::From(what) | Self::Flag(what) => f.write_str(what),
        }
    }
}

/// Writes the values that matter, section by section. It is TOML, with the origins as comments.
pub(super) fn write(effective: &[Effective], mode: Mode, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let matters = |value: &&Effective| value.key.matters(mode) || matches!(value.origin, Origin::Line(_));
    let effective: Vec<_> = effective.iter().filter(matters).collect();
    let name_width = effective.iter().map(|value| value.key.name.len()).max().unwrap_or_default();
    let width = effective.iter().map(|value| value.shown.len()).max().unwrap_or_default().min(44);
    for section in std::iter::once("").chain(keys::sections()) {
        let mut here: Vec<_> = effective.iter().filter(|value| value.key.section == section).collect();
        here.sort_by_key(|value| place(&value.key));
        if !section.is_empty() && !here.is_empty() {
            writeln!(f, "\n[{section}]")?;
        }
        for Effective { key, shown, origin } in here {
            writeln!(f, "{:<name_width$} = {shown:<width$}  # {origin}", key.name)?;
        }
    }
    Ok(())
}

/// As in the table; what a platform adds comes after.
fn place(key: &Key) -> usize {
    let same = |other: &Key| (other.section, other.name) == (key.section, key.name);
    keys::keys().iter().position(same).unwrap_or(usize::MAX)
}

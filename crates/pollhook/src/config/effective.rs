//! The config as it is in effect: each value with where it came from, and no secret.

use std::fmt;

use super::keys::{self, Key};
use super::settings::Mode;

/// One value in effect.
#[derive(Clone, Debug)]
pub(super) struct Effective {
    pub(super) key: &'static Key,
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
    let name_width = effective.iter().map(|value| value.key.name().len()).max().unwrap_or_default();
    let width = effective.iter().map(|value| value.shown.len()).max().unwrap_or_default().min(44);
    let mut section = "";
    for key in keys::keys() {
        let Some(value) = effective.iter().find(|value| value.key.path == key.path) else { continue };
        if key.section() != section {
            section = key.section();
            writeln!(f, "\n[{section}]")?;
        }
        writeln!(f, "{:<name_width$} = {:<width$}  # {}", key.name(), value.shown, value.origin)?;
    }
    Ok(())
}

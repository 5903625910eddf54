//! Rules that no compiler knows, each in a file that says why it stands.
//!
//! A rule is a function from the workspace to its violations. It is tested twice: on the workspace, and on a few lines
//! that break it, because a rule that catches nothing looks like one that is kept.

mod arrows;
mod bounded;
mod clock;
mod ignored;
mod length;
mod licences;
mod lints;
mod local_text;
mod names;
mod openings;
mod panics;
mod platforms;
mod purity;
mod trees;

use crate::workspace::Workspace;

/// What a rule says of one place: where, and what is wrong.
pub(crate) type Violation = String;

/// A rule: its name, and how it is checked.
type Rule = (&'static str, fn(&Workspace) -> Vec<Violation>);

const RULES: &[Rule] = &[
    ("arrows", arrows::check),
    ("bounded", bounded::check),
    ("clock", clock::check),
    ("ignored", ignored::check),
    ("length", length::check),
    ("licences", licences::check),
    ("lints", lints::check),
    ("local text", local_text::check),
    ("names", names::check),
    ("openings", openings::check),
    ("panics", panics::check),
    ("platforms", platforms::check),
    ("purity", purity::check),
    ("trees", trees::check),
];

/// Checks every rule and reports all violations at once.
pub(crate) fn all() -> Result<(), String> {
    let workspace = Workspace::read()?;
    let found: Vec<String> = RULES
        .iter()
        .flat_map(|(name, check)| check(&workspace).into_iter().map(move |violation| format!("{name}: {violation}")))
        .collect();
    if found.is_empty() {
        println!("tidy: {} rules, no violation", RULES.len());
        return Ok(());
    }
    Err(format!("{}\ntidy: {} violations", found.join("\n"), found.len()))
}

#[cfg(test)]
mod tests;

//! A file is named after its idea.
//!
//! `utils` is where ideas go that nobody named; the next reader finds neither them nor the reason they are there.

use super::Violation;
use crate::workspace::Workspace;

const NAMELESS: &[&str] = &["common", "helper", "helpers", "misc", "util", "utils"];

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let paths = workspace.sources.iter().map(|source| &source.path);
    let nameless = paths.filter(|path| path.trim_end_matches(".rs").split('/').any(|part| NAMELESS.contains(&part)));
    nameless.map(|path| format!("{path}: name the idea that it holds")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::check;

    #[test]
    fn files_are_named_after_ideas() {
        holds(check);
    }

    #[test]
    fn a_nameless_file_is_caught() {
        let paths = [("crates/a/src/utils.rs", ""), ("crates/a/tests/common/mod.rs", ""), ("crates/a/src/pace.rs", "")];
        assert_eq!(check(&files(&paths)).len(), 2);
    }
}

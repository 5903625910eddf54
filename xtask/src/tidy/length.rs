//! A file is about one idea.
//!
//! Nobody can say which length is right, but above this one there always was a second idea.

use super::Violation;
use crate::workspace::Workspace;

const LINES: usize = 350;

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let lengths = workspace.library().map(|source| (&source.path, source.length()));
    let long = lengths.filter(|(_, length)| *length > LINES);
    long.map(|(path, length)| format!("{path}: {length} lines without tests, {LINES} at most")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::{LINES, check};

    #[test]
    fn files_are_short() {
        holds(check);
    }

    #[test]
    fn a_long_file_is_caught_and_a_long_test_is_not() {
        let long = "fn a() {}\n".repeat(LINES + 1);
        assert_eq!(check(&files(&[("crates/a/src/b.rs", &long)])).len(), 1);
        let tested = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert_eq!(check(&files(&[("crates/a/src/b.rs", &tested), ("crates/a/src/tests.rs", &long)])), [""; 0]);
    }
}

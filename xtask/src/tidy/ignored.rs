//! No test is ignored.
//!
//! A test that nobody runs tells nobody when it breaks. What takes too long is made shorter or is a command.

use super::Violation;
use crate::lexer::{Piece, blank};
use crate::source::Source;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    workspace.sources.iter().flat_map(ignored).collect()
}

/// Tests are just what is looked at here, so they are not blanked.
fn ignored(source: &Source) -> Vec<Violation> {
    let code = blank(&source.raw, &[Piece::Comment, Piece::Literal]);
    let found = code.match_indices("#[ignore").map(|(at, _)| at);
    found.map(|at| format!("{}: an ignored test", source.place(at))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::check;

    #[test]
    fn no_test_is_ignored() {
        holds(check);
    }

    #[test]
    fn an_ignored_test_is_caught() {
        let workspace = files(&[("crates/a/tests/b.rs", "#[test]\n#[ignore = \"slow\"]\nfn c() {}")]);
        assert_eq!(check(&workspace), ["crates/a/tests/b.rs:2: an ignored test"]);
    }
}

//! What the tests of all rules share: the workspace as it is, and workspaces of a few lines.

use super::Violation;
use crate::workspace::Workspace;

/// The rule holds here.
pub(super) fn holds(check: fn(&Workspace) -> Vec<Violation>) {
    let found = check(&Workspace::read().unwrap());
    assert!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n"));
}

/// A workspace of these files.
pub(super) fn files(files: &[(&str, &str)]) -> Workspace {
    Workspace::of(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
}

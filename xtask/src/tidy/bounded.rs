//! Every queue is bounded.
//!
//! A queue without a bound only moves the loss: memory ends later, and then everything is lost at once.

use super::Violation;
use crate::workspace::Workspace;

const UNBOUNDED: &[&str] = &["unbounded_channel", "UnboundedSender", "mpsc::unbounded", "std::sync::mpsc::channel"];

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let library: Vec<_> = workspace.library().collect();
    let found = library.iter().flat_map(|source| UNBOUNDED.iter().flat_map(|word| source.places(word)));
    found.map(|place| format!("{place}: a queue without a bound")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::check;

    #[test]
    fn every_queue_is_bounded() {
        holds(check);
    }

    #[test]
    fn a_queue_without_a_bound_is_caught() {
        let workspace = files(&[("crates/a/src/lib.rs", "fn a() {\n mpsc::unbounded_channel() }")]);
        assert_eq!(check(&workspace), ["crates/a/src/lib.rs:2: a queue without a bound"]);
    }
}

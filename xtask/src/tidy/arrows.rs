//! Who may know whom.
//!
//! Arrows between our packages point from what chooses to what is chosen, never sideways and never back: a transport
//! that knows the dispatcher can no longer feed an inbox. Tests may borrow the test kit and the simulated network.

use super::Violation;
use crate::workspace::{Package, Workspace};

/// Each package, and those of ours that it may depend on.
const ARROWS: &[(&str, &[&str])] = &[
    ("pollhook-core", &[]),
    ("pollhook-dispatcher", &["pollhook-core"]),
    ("pollhook-http", &["pollhook-core"]),
    ("pollhook-platforms", &["pollhook-core"]),
    ("pollhook-polling", &["pollhook-core"]),
    ("pollhook-testkit", &["pollhook-core"]),
    ("pollhook-webhook", &["pollhook-core"]),
    // The network is written without us, so that an error of ours cannot hide in it.
    ("pollhook-simulator", &[]),
    (
        "pollhook",
        &[
            "pollhook-core",
            "pollhook-dispatcher",
            "pollhook-http",
            "pollhook-platforms",
            "pollhook-polling",
            "pollhook-testkit",
            "pollhook-webhook",
        ],
    ),
    ("pollhook-cli", &["pollhook", "pollhook-simulator"]),
    // Promises are tested on the whole, and on what lacks a part: nobody but `bench` depends on these tests.
    (
        "pollhook-promises",
        &[
            "pollhook",
            "pollhook-core",
            "pollhook-dispatcher",
            "pollhook-http",
            "pollhook-platforms",
            "pollhook-polling",
            "pollhook-simulator",
            "pollhook-testkit",
            "pollhook-webhook",
        ],
    ),
    // It measures what an author uses, and knows no other part; a soak borrows networks, and the books of the promises.
    ("bench", &["drawing", "pollhook", "pollhook-promises", "pollhook-simulator"]),
    // It draws what it is given.
    ("drawing", &[]),
    ("xtask", &[]),
];

/// What an example may show: what a bot author would depend on. `compare` also draws.
const EXAMPLES: &[&str] = &["drawing", "pollhook", "pollhook-core", "pollhook-simulator"];

/// What tests may borrow, other than those of whom nobody's code may depend on ours.
const TESTS: &[&str] = &["pollhook-simulator", "pollhook-testkit"];

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let ours: Vec<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    workspace.packages.iter().flat_map(|package| turned(package, &ours)).collect()
}

fn turned(package: &Package, ours: &[&str]) -> Vec<Violation> {
    let Some(allowed) = allowed(package) else {
        return vec![format!("{} is new: say in xtask/src/tidy/arrows.rs whom it may know", package.name)];
    };
    let borrows = !matches!(package.name.as_str(), "pollhook-simulator" | "xtask");
    let known = package.dependencies.iter().filter(|dependency| ours.contains(&dependency.name.as_str()));
    let may = |name: &str, test: bool| allowed.contains(&name) || (test && borrows && TESTS.contains(&name));
    let wrong = known.filter(|dependency| !may(&dependency.name, dependency.only_for_tests));
    wrong.map(|dependency| format!("{} may not depend on {}", package.name, dependency.name)).collect()
}

fn allowed(package: &Package) -> Option<&'static [&'static str]> {
    if package.folder.starts_with("examples/") {
        return Some(EXAMPLES);
    }
    ARROWS.iter().find(|(name, _)| *name == package.name).map(|(_, allowed)| *allowed)
}

#[cfg(test)]
mod tests {
    use super::super::tests::holds;
    use super::check;
    use crate::workspace::{Dependency, Package, Workspace};

    fn found(name: &str, on: &str, only_for_tests: bool) -> Vec<String> {
        let dependencies = vec![Dependency { name: on.to_owned(), only_for_tests }];
        let package = Package { name: name.to_owned(), dependencies, ..Package::default() };
        let other = Package { name: on.to_owned(), folder: "examples/other".to_owned(), ..Package::default() };
        check(&Workspace { packages: vec![package, other], ..Workspace::default() })
    }

    #[test]
    fn no_arrow_turns() {
        holds(check);
    }

    #[test]
    fn a_turned_arrow_is_caught() {
        assert_eq!(found("pollhook-core", "pollhook-http", false), ["pollhook-core may not depend on pollhook-http"]);
        assert_eq!(found("pollhook-polling", "pollhook-webhook", true).len(), 1);
        assert_eq!(found("pollhook", "pollhook-simulator", false).len(), 1);
        assert_eq!(found("pollhook-simulator", "pollhook-testkit", true).len(), 1);
        assert_eq!(found("pollhook-new", "pollhook-core", false).len(), 1);
    }

    #[test]
    fn tests_may_borrow() {
        assert_eq!(found("pollhook", "pollhook-simulator", true), [""; 0]);
        assert_eq!(found("pollhook-polling", "pollhook-testkit", true), [""; 0]);
        assert_eq!(found("pollhook-polling", "pollhook-core", false), [""; 0]);
    }
}

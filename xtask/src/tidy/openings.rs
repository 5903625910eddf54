//! Every file opens by saying what it is for, and every example by saying how to run it.

use super::Violation;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let openings = workspace.packages.iter().flat_map(|package| &package.openings);
    let library = workspace.library().map(|source| &source.path);
    let mut silent: Vec<&String> = openings.chain(library).filter(|path| !opens(workspace, path)).collect();
    silent.sort();
    silent.dedup();
    let silent = silent.into_iter().map(|path| format!("{path}: does not open with `//!`"));
    silent.chain(unrunnable(workspace)).collect()
}

fn opens(workspace: &Workspace, path: &str) -> bool {
    workspace.text(path).is_some_and(|text| text.starts_with("//! "))
}

fn unrunnable(workspace: &Workspace) -> impl Iterator<Item = Violation> {
    let examples = workspace.packages.iter().filter(|package| package.folder.starts_with("examples/"));
    let openings = examples.flat_map(|package| &package.openings);
    let silent = openings.filter(|path| !opening(workspace.text(path).unwrap_or_default()).contains("cargo run"));
    silent.map(|path| format!("{path}: does not open with how to run it, `cargo run …`"))
}

/// The lines of documentation with which a file begins.
fn opening(text: &str) -> String {
    text.lines().take_while(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::check;
    use crate::workspace::{Package, Workspace};

    #[test]
    fn files_say_what_they_are_for() {
        holds(check);
    }

    #[test]
    fn a_silent_file_is_caught() {
        let workspace = files(&[("crates/a/src/b.rs", "use c;\n"), ("crates/a/src/d.rs", "//! Why.\n")]);
        assert_eq!(check(&workspace), ["crates/a/src/b.rs: does not open with `//!`"]);
    }

    #[test]
    fn an_example_that_does_not_say_how_to_run_it_is_caught() {
        let found = |text: &str| {
            let openings = vec!["examples/a/src/main.rs".to_owned()];
            let packages = vec![Package { folder: "examples/a".to_owned(), openings, ..Package::default() }];
            check(&Workspace { packages, ..files(&[("examples/a/src/main.rs", text)]) }).len()
        };
        assert_eq!(found("//! An example.\nfn main() { \"cargo run\" }\n"), 1);
        assert_eq!(found("//! `cargo run -p a`\nfn main() {}\n"), 0);
    }
}

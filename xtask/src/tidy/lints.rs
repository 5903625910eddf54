//! Every package takes the lints of the workspace.
//!
//! Cargo does not inherit them by itself: a package without the line is linted by nobody, and nobody notices.

use super::Violation;
use crate::workspace::Workspace;

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let manifests = workspace.packages.iter().map(|package| format!("{}/Cargo.toml", package.folder));
    let bare = manifests.filter(|path| !workspace.text(path).is_some_and(takes_lints));
    bare.map(|path| format!("{path}: `[lints] workspace = true` is missing")).collect()
}

fn takes_lints(manifest: &str) -> bool {
    let lines: Vec<&str> = manifest.lines().map(str::trim).collect();
    let section = lines.iter().skip_while(|line| **line != "[lints]").skip(1).take_while(|line| !line.starts_with('['));
    section.into_iter().any(|line| line.replace(' ', "").starts_with("workspace=true"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::check;
    use crate::workspace::{Package, Workspace};

    #[test]
    fn every_package_is_linted() {
        holds(check);
    }

    #[test]
    fn a_package_without_lints_is_caught() {
        let found = |manifest: &str| {
            let packages = vec![Package { folder: "crates/a".to_owned(), ..Package::default() }];
            check(&Workspace { packages, ..files(&[("crates/a/Cargo.toml", manifest)]) }).len()
        };
        assert_eq!(found("[package]\nname = \"a\"\n"), 1);
        assert_eq!(found("[lints]\n[dependencies]\nworkspace = true\n"), 1);
        assert_eq!(found("[lints]\nworkspace = true\n"), 0);
    }
}

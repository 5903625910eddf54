//! Both licences are there, and every package names them.
//!
//! A package without the field cannot be used by those who must know what they ship.

use super::Violation;
use crate::workspace::Workspace;

const LICENCE: &str = "MIT OR Apache-2.0";

/// Each text, and a line that only this text has.
const TEXTS: &[(&str, &str)] = &[
    ("LICENSE-MIT", "Permission is hereby granted, free of charge, to any"),
    ("LICENSE-APACHE", "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION"),
];

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let absent = TEXTS.iter().filter(|(path, line)| workspace.text(path).is_none_or(|text| !text.contains(line)));
    let unnamed = workspace.packages.iter().filter(|package| package.license.as_deref() != Some(LICENCE));
    let absent = absent.map(|(path, _)| format!("{path}: not the text of this licence"));
    absent.chain(unnamed.map(|package| format!("{}: its licence is not {LICENCE}", package.name))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::holds;
    use super::check;
    use crate::workspace::{Package, Workspace};

    #[test]
    fn licences_are_there_and_named() {
        holds(check);
    }

    #[test]
    fn a_missing_licence_is_caught() {
        let packages = vec![Package { name: "a".to_owned(), license: Some("MIT".to_owned()), ..Package::default() }];
        let found = check(&Workspace { packages, ..Workspace::default() });
        assert_eq!(found.len(), 3, "{found:?}");
    }
}

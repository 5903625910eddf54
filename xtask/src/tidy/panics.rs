//! Library code does not panic at what may happen.
//!
//! `expect` may state an invariant that is visible nearby. These words state nothing, and take the bot down.

use super::Violation;
use crate::source::Source;
use crate::workspace::Workspace;

const WORDS: &[&str] = &[".unwrap()", "panic!", "todo!", "unimplemented!", "dbg!"];

/// They run inside tests, where to panic is to report.
const REPORTS: &[&str] = &["promises", "testkit"];
/// … as what the facade gives to the tests of bots does.
const FOR_TESTS: &str = "crates/pollhook/src/test";

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let reports = |source: &&Source| source.is_of(REPORTS) || source.path.starts_with(FOR_TESTS);
    let careful = workspace.library().filter(|source| !reports(source));
    careful.flat_map(|source| WORDS.iter().flat_map(|word| said(source, word))).collect()
}

fn said(source: &Source, word: &str) -> Vec<Violation> {
    source.places(word).iter().map(|place| format!("{place}: `{word}` in library code")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::check;

    #[test]
    fn library_code_does_not_panic() {
        holds(check);
    }

    #[test]
    fn a_panic_is_caught_outside_of_tests_and_comments() {
        let library =
            "/// x.unwrap()\nfn a() {\n x.unwrap(); panic!(\"y\") }\n#[cfg(test)]\nmod tests { fn b() { x.unwrap() } }";
        let found = check(&files(&[("crates/simulator/src/a.rs", library), ("crates/testkit/src/a.rs", library)]));
        let expected = ["`.unwrap()`", "`panic!`"].map(|w| format!("crates/simulator/src/a.rs:3: {w} in library code"));
        assert_eq!(found, expected);
    }
}

//! Who is linked with what.
//!
//! A dependency comes in by the back door: through a feature, through another dependency. So the tree that cargo would
//! build is asked, not the manifest.

use super::Violation;
use crate::workspace::{Workspace, output};

/// A tree, and what may not be in it, as `package` or `package/feature`.
struct Tree {
    why: &'static str,
    of: &'static str,
    without: &'static [&'static str],
}

/// What can open a socket, start a task or read a clock.
const OUTSIDE: &[&str] = &[
    "axum",
    "hyper",
    "hyper-util",
    "mio",
    "reqwest",
    "socket2",
    "tokio/fs",
    "tokio/net",
    "tokio/process",
    "tokio/rt",
    "tokio/time",
];
/// What takes minutes to build, or a tool that a newcomer does not have.
const HEAVY: &[&str] =
    &["async-nats", "aws-lc-rs", "aws-lc-sys", "cmake", "libsqlite3-sys", "native-tls", "openssl-sys", "rusqlite"];

const TREES: &[Tree] = &[
    Tree { why: "core is pure", of: "--package pollhook-core --all-features", without: OUTSIDE },
    Tree { why: "protocols are pure", of: "--package pollhook-platforms --all-features", without: OUTSIDE },
    Tree {
        why: "a bot that only polls compiles no server",
        of: "--package pollhook --no-default-features --features polling,telegram",
        without: &["axum", "axum-core", "hyper/server", "pollhook-webhook"],
    },
    Tree {
        why: "a bot that only listens compiles no poller",
        of: "--package pollhook --no-default-features --features webhook,telegram",
        without: &["pollhook-polling"],
    },
    Tree { why: "echo builds quickly", of: "--package echo", without: HEAVY },
    Tree { why: "compare builds quickly", of: "--package compare", without: HEAVY },
];

pub(super) fn check(_: &Workspace) -> Vec<Violation> {
    TREES.iter().flat_map(|tree| judge(tree, asked(tree.of))).collect()
}

/// The tree as lines of `package version` and `package feature "name"`.
fn asked(of: &str) -> Result<String, String> {
    let arguments = ["tree", "--edges", "normal,build,features", "--prefix", "none"];
    let arguments: Vec<&str> = arguments.into_iter().chain(of.split(' ')).collect();
    output("cargo", &arguments)
}

fn judge(tree: &Tree, lines: Result<String, String>) -> Vec<Violation> {
    let lines = match lines {
        Ok(lines) => lines,
        Err(why) => return vec![why],
    };
    let named: Vec<String> = lines.lines().filter_map(name).collect();
    let found = tree.without.iter().filter(|unwanted| named.iter().any(|name| name == *unwanted));
    found.map(|unwanted| format!("{}, but {unwanted} is in `cargo tree {}`", tree.why, tree.of)).collect()
}

/// `package` or `package/feature` of a line.
fn name(line: &str) -> Option<String> {
    let (package, rest) = line.trim().split_once(' ')?;
    let feature = rest.strip_prefix("feature \"").and_then(|rest| rest.split('"').next());
    Some(feature.map_or_else(|| package.to_owned(), |feature| format!("{package}/{feature}")))
}

#[cfg(test)]
mod tests {
    use super::super::tests::holds;
    use super::{OUTSIDE, Tree, asked, check, judge};

    #[test]
    fn trees_hold_what_they_should() {
        holds(check);
    }

    #[test]
    fn what_does_not_belong_in_a_tree_is_caught() {
        let tree = Tree { why: "core is pure", of: "x", without: OUTSIDE };
        let found = |lines: &str| judge(&tree, Ok(lines.to_owned())).len();
        assert_eq!(found("pollhook-core v0.1.0 (path)\ntokio feature \"sync\"\ntokio v1.54.0 (*)\n"), 0);
        assert_eq!(found("tokio feature \"net\"\ntokio v1.54.0\nreqwest v0.13.5 (*)\n"), 2);
        assert_eq!(judge(&tree, Err("no cargo".to_owned())), ["no cargo"]);
    }

    #[test]
    fn cargo_prints_what_is_read_here() {
        let lines = asked("--package xtask").unwrap();
        let tree = Tree { why: "", of: "", without: &["serde_json", "serde_json/raw_value"] };
        assert_eq!(judge(&tree, Ok(lines)).len(), 2);
    }
}

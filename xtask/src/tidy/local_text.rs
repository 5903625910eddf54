//! Nothing committed speaks of the machine it was written on.
//!
//! A path of one laptop or the host of a registry in a text is wrong for everybody else. Which registry is used is the
//! matter of whoever builds; `Cargo.lock`, which cargo writes, is the one exception.

use super::Violation;
use crate::lexer::is_word;
use crate::workspace::Workspace;

/// Written in halves, or this file would not pass.
const HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("npmjs", ".com"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("proxy.golang", ".org"),
    concat!("rubygems", ".org"),
];
const FOLDERS: &[&str] = &[concat!("/wor", "k/"), concat!("/roo", "t/"), concat!("/hom", "e/"), concat!("/User", "s/")];
const NEIGHBOUR: &str = concat!("..", "/shared");

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    let texts = workspace.texts.iter().filter(|(path, _)| path.rsplit('/').next() != Some("Cargo.lock"));
    texts
        .flat_map(|(path, text)| text.lines().enumerate().flat_map(move |(at, line)| said(path, at + 1, line)))
        .collect()
}

fn said(path: &str, number: usize, line: &str) -> Vec<Violation> {
    let hosts = HOSTS.iter().filter(|host| line.contains(**host));
    let folders = FOLDERS.iter().filter(|folder| begins_a_path(line, folder));
    let neighbour = line.contains(NEIGHBOUR).then_some(&NEIGHBOUR);
    let found = hosts.chain(folders).chain(neighbour);
    found.map(|what| format!("{path}:{number}: speaks of one machine: {what}")).collect()
}

/// Whether the folder stands at the root, and not inside a longer path or a URL.
fn begins_a_path(line: &str, folder: &str) -> bool {
    let before = line.match_indices(folder).map(|(at, _)| line[..at].chars().next_back());
    before.into_iter().any(|before| before.is_none_or(|found| !is_word(found) && !".-~}*".contains(found)))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::check;

    #[test]
    fn nothing_speaks_of_one_machine() {
        holds(check);
    }

    #[test]
    fn a_local_path_or_a_registry_is_caught() {
        let line = |text: String| check(&files(&[("docs/a.md", &text)])).len();
        assert_eq!(line(format!("see {}x", concat!("/hom", "e/"))), 1);
        assert_eq!(line(format!("see `{}`", concat!("..", "/shared/a.md"))), 1);
        assert_eq!(check(&files(&[("a/Cargo.lock", concat!("crates", ".io"))])), [""; 0]);
        assert_eq!(line(format!("from https://static.{}/", concat!("crates", ".io"))), 1);
        assert_eq!(line(format!("https://example.org{}x", concat!("/hom", "e/"))), 0);
        assert_eq!(line(format!("src{}x", concat!("/wor", "k/"))), 0);
    }
}

//! Core and platforms are pure: bytes and times come in, events and calls go out.
//!
//! Whatever reads a socket cannot be tested as a table. What they are linked with is the matter of the rule `trees`.

use super::Violation;
use crate::source::Source;
use crate::workspace::Workspace;

const PURE: &[&str] = &["core", "platforms"];

/// Crates, and the modules of each that reach outside.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("std", &["fs", "net", "process", "thread"]),
    ("tokio", &["fs", "net", "process", "runtime", "spawn", "task", "time"]),
];

pub(super) fn check(workspace: &Workspace) -> Vec<Violation> {
    workspace.library().filter(|source| source.is_of(PURE)).flat_map(reaches).collect()
}

fn reaches(source: &Source) -> Vec<Violation> {
    let pairs = OUTSIDE.iter().flat_map(|(krate, modules)| modules.iter().map(move |module| (*krate, *module)));
    let of = |(krate, module): (&str, &str)| {
        let named = source.places(&format!("{krate}::{module}"));
        let places = named.into_iter().chain(grouped(source, krate, module));
        places.map(|place| format!("{place}: pure code names {krate}::{module}")).collect::<Vec<_>>()
    };
    pairs.flat_map(of).collect()
}

/// Imports such as `use std::{fs, io}`.
fn grouped(source: &Source, krate: &str, module: &str) -> Vec<String> {
    let opened = format!("{krate}::{{");
    let groups = source.code.match_indices(&opened).map(|(at, _)| at);
    let holds = |at: &usize| {
        let group = source.code[*at..].split(';').next().unwrap_or_default();
        group.split(['{', ',', '}']).any(|part| part.split("::").next().is_some_and(|first| first.trim() == module))
    };
    groups.filter(holds).map(|at| source.place(at)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{files, holds};
    use super::check;

    #[test]
    fn pure_code_reaches_nothing_outside() {
        holds(check);
    }

    #[test]
    fn what_reaches_outside_is_caught() {
        let found = |code: &str| check(&files(&[("crates/core/src/a.rs", code), ("crates/http/src/a.rs", code)])).len();
        assert_eq!(found("use std::net::TcpStream;"), 1);
        assert_eq!(found("use std::{\n    fs::File,\n    io,\n};"), 1);
        assert_eq!(found("fn a() { tokio::spawn(b) }"), 1);
        assert_eq!(found("fn a() { std::thread::spawn(b) }"), 1);
        assert_eq!(found("/// std::fs\nuse std::sync::Arc; use tokio::sync::Semaphore;"), 0);
    }
}

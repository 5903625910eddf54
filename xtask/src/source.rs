//! A Rust file as the rules see it: what is code, what is a test, on which line.

use std::ops::Range;

use crate::lexer::{Piece, blank, blank_ranges, is_word};

/// One `.rs` file.
#[derive(Debug)]
pub(crate) struct Source {
    /// From the root of the workspace, with `/`.
    pub(crate) path: String,
    pub(crate) raw: String,
    /// Without comments, literals and tests.
    pub(crate) code: String,
    /// Without comments and tests.
    pub(crate) spoken: String,
    tests: Vec<Range<usize>>,
}

impl Source {
    pub(crate) fn new(path: &str, raw: &str) -> Self {
        let code = blank(raw, &[Piece::Comment, Piece::Literal]);
        let tests = tests_in(&code);
        let without_tests = |text: &str| blank_ranges(text, tests.iter().cloned());
        let spoken = without_tests(&blank(raw, &[Piece::Comment]));
        Self { path: path.to_owned(), raw: raw.to_owned(), code: without_tests(&code), spoken, tests }
    }

    /// Places in the code where `word` stands by itself, as `path:line`.
    pub(crate) fn places(&self, word: &str) -> Vec<String> {
        let found = self.code.match_indices(word).map(|(at, _)| at);
        let whole = found.filter(|at| stands_alone(&self.code, *at, word));
        whole.map(|at| self.place(at)).collect()
    }

    pub(crate) fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path, 1 + self.raw[..at].matches('\n').count())
    }

    /// Lines that belong to no test.
    pub(crate) fn length(&self) -> usize {
        let in_tests: usize = self.tests.iter().map(|range| self.raw[range.clone()].matches('\n').count()).sum();
        self.raw.trim_end().lines().count().saturating_sub(in_tests)
    }

    /// Names of the modules that this file declares for tests only, such as `mod tests;`.
    pub(crate) fn test_modules(&self) -> Vec<&str> {
        let items = self.tests.iter().map(|range| &self.raw[range.clone()]);
        items.filter_map(|item| item.strip_suffix(';')?.rsplit_once("mod ")).map(|(_, name)| name.trim()).collect()
    }
}

/// Whether nothing lengthens the word at `at`: `x_now` is not `now`, but `a::now` is.
fn stands_alone(text: &str, at: usize, word: &str) -> bool {
    let longer = |edge: Option<char>, next: Option<char>| edge.is_some_and(is_word) && next.is_some_and(is_word);
    let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
    !longer(word.chars().next(), before) && !longer(word.chars().next_back(), after)
}

/// The items under `#[cfg(test)]`, attribute included, in code without comments and literals.
fn tests_in(code: &str) -> Vec<Range<usize>> {
    let mut tests: Vec<Range<usize>> = Vec::new();
    for mark in ["#[cfg(test)]", "#[cfg(all(test,", "#[test]"] {
        let starts = code.match_indices(mark).map(|(at, _)| at);
        tests.extend(starts.map(|at| at..at + item_length(&code[at..])));
    }
    if code.contains("#![cfg(test)]") {
        tests.push(0..code.len());
    }
    outermost(tests)
}

/// To the first `;` outside brackets, or to the brace that closes the first one opened outside of them.
fn item_length(code: &str) -> usize {
    let mut depth = 0_i32;
    for (at, found) in code.char_indices() {
        match found {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(found, ';' | '}') {
            return at + 1;
        }
    }
    code.len()
}

fn outermost(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, usize::MAX - range.end));
    let mut kept: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        if kept.last().is_none_or(|last| range.start >= last.end) {
            kept.push(range);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::Source;

    const FILE: &str = "\
//! Now and then.
fn a() { now(); known(); b::now() } // now()
#[cfg(test)]
use {x, y};
fn b() { \"now()\" }
#[cfg(test)]
#[allow(dead_code)]
mod model;
#[cfg(test)]
mod tests {
    #[test]
    fn c() { now() }
}
";

    #[test]
    fn words_are_found_in_code_alone() {
        let source = Source::new("a.rs", FILE);
        assert_eq!(source.places("now("), ["a.rs:2", "a.rs:2"]);
        assert_eq!(source.places("b::now"), ["a.rs:2"]);
        assert!(source.places("known").len() == 1 && source.places("know").is_empty());
        assert!(source.spoken.contains("\"now()\"") && !source.spoken.contains("then"));
    }

    #[test]
    fn tests_are_told_from_the_rest() {
        let source = Source::new("a.rs", FILE);
        assert_eq!(source.test_modules(), ["model"]);
        assert!(!source.code.contains("fn c") && source.code.contains("fn b"));
        assert_eq!(source.length(), 6);
        assert_eq!(Source::new("a.rs", "#![cfg(test)]\nfn a() { now() }").places("now"), [""; 0]);
    }
}

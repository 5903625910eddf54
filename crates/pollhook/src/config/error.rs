//! Everything that is wrong with a config, at once: whoever mends one line does not want to be told of the next.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

/// A config that cannot work: every problem, in the order of its lines. No secret is in the texts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfigError {
    file: Option<PathBuf>,
    problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    line: Option<usize>,
    text: String,
}

impl ConfigError {
    pub(crate) fn new(file: Option<&Path>, mut problems: Vec<Problem>) -> Self {
        // What is missing has no line, and comes last.
        problems.sort_by_key(|problem| problem.line.unwrap_or(usize::MAX));
        // What stands at the top is read once for each bot.
        let mut told = HashSet::new();
        problems.retain(|problem| told.insert((problem.line, problem.text.clone())));
        Self { file: file.map(Path::to_owned), problems }
    }

    /// All of them.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl Problem {
    pub(crate) fn new(line: Option<usize>, text: impl Into<String>) -> Self {
        Self { line, text: text.into() }
    }

    /// The line it stands on; `None` for what is missing.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// What is wrong, and what to write instead.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.as_deref().unwrap_or_else(|| Path::new("the config")).display();
        match self.problems.as_slice() {
            [one] => write!(f, "{file} cannot be used: {one}"),
            many => {
                write!(f, "{file} cannot be used, for {} reasons:", many.len())?;
                many.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

impl std::error::Error for ConfigError {}

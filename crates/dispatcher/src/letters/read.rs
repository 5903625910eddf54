//! Reading dead letters back: for tools, and for trying them again.

use std::fs::File;
use std::io::{BufRead, BufReader, Error};
use std::path::Path;
use std::time::{Duration, SystemTime};

use pollhook_core::{Event, Reason, ReasonKind};
use serde::{Deserialize, Serialize};

/// One event that was given up on.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Letter {
    at: u64,
    attempts: u32,
    kind: ReasonKind,
    reason: String,
    event: Event,
}

impl Letter {
    pub(super) fn new(at: SystemTime, attempts: u32, reason: &Reason, event: Event) -> Self {
        let at = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let at = u64::try_from(at.as_millis()).unwrap_or(u64::MAX);
        Self { at, attempts, kind: reason.kind(), reason: reason.text().to_owned(), event }
    }

    /// When it was given up on.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis(self.at)
    }

    /// How often it was tried.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Why it was given up on.
    #[must_use]
    pub fn reason(&self) -> Reason {
        Reason::new(self.kind, self.reason.as_str())
    }

    /// The event.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.event
    }
}

/// Reads the letters in a file, the oldest first. A last line without an end is passed over: its event was not confirmed.
///
/// # Errors
/// When the file cannot be opened.
pub fn read(path: impl AsRef<Path>) -> Result<Letters, Error> {
    Ok(Letters { lines: BufReader::new(File::open(path)?), line: 0 })
}

/// Letters as they are read from a file; made by [`read`].
#[derive(Debug)]
pub struct Letters {
    lines: BufReader<File>,
    line: usize,
}

impl Iterator for Letters {
    type Item = Result<Letter, UnreadableLetter>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = Vec::new();
        self.line += 1;
        let letter = match self.lines.read_until(b'\n', &mut text) {
            Ok(_) if !text.ends_with(b"\n") => return None,
            Ok(_) => serde_json::from_slice(&text).map_err(Error::from),
            Err(error) => Err(error),
        };
        Some(letter.map_err(|error| UnreadableLetter { line: self.line, error }))
    }
}

/// A line that is no letter. Those after it can be read all the same.
#[derive(Debug)]
pub struct UnreadableLetter {
    line: usize,
    error: Error,
}

impl std::fmt::Display for UnreadableLetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {} is no letter: {}", self.line, self.error)
    }
}

impl std::error::Error for UnreadableLetter {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

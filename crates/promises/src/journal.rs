//! The bot's own book: an append-only file, one `write` a line, so that it survives a kill and a line is never torn.
//!
//! | line | when |
//! |---|---|
//! | `life` | a process begins |
//! | `start 17 anna 1` | a handler begins: number, chat, attempt |
//! | `end 17 anna` | it ended well |
//! | `fail 17 anna` | it ended in an error |
//! | `cut 17 anna` | it was dropped, or panicked, before its end |
//!
//! [`Pen`] writes it in the contestant, [`Journal`] reads it in the test while it grows, and [`Summary`] is what it says.

mod pen;
mod summary;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use pen::{Pen, Running};
pub use summary::{Call, Disorder, Summary};

/// How often a file is looked at that another process writes: there is nothing to be woken by.
const LOOK: Duration = Duration::from_millis(2);

/// Reads a journal while it is written.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    torn: String,
    summary: Summary,
}

impl Journal {
    /// Opens the journal at `path`, which need not be there yet.
    #[must_use]
    pub fn open(path: &Path) -> Self {
        let file = File::options().read(true).append(true).create(true).open(path).expect("a journal can be made");
        Self { path: path.to_owned(), file, torn: String::new(), summary: Summary::default() }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it said when it was last read.
    #[must_use]
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// What it says by now.
    pub fn read(&mut self) -> &Summary {
        self.file.read_to_string(&mut self.torn).expect("a journal is text");
        // What was written by one `write` may still be read in two.
        let whole = self.torn.rfind('\n').map_or(0, |at| at + 1);
        for line in self.torn[..whole].lines() {
            self.summary.add(line);
        }
        self.torn.drain(..whole);
        &self.summary
    }

    /// Waits until it says something.
    ///
    /// # Panics
    /// When it does not within `within`, with `what` was waited for.
    pub async fn until(&mut self, what: &str, within: Duration, mut says: impl FnMut(&Summary) -> bool) -> &Summary {
        let begun = Instant::now();
        while !says(self.read()) {
            assert!(begun.elapsed() < within, "{what}: not within {within:?}; the journal says {}", self.summary);
            tokio::time::sleep(LOOK).await;
        }
        &self.summary
    }
}

#[cfg(test)]
mod tests;

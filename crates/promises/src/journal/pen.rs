//! Writes a journal.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use crate::arena::JOURNAL;

/// Writes lines into a journal, from any thread. Clones write into the same file.
#[derive(Clone, Debug)]
pub struct Pen(Arc<File>);

impl Pen {
    /// Opens the journal at `path` at its end, and writes that a life begins.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn open(path: &Path) -> io::Result<Self> {
        let pen = Self(Arc::new(File::options().append(true).create(true).open(path)?));
        pen.write("life");
        Ok(pen)
    }

    /// Opens the journal that the environment names.
    ///
    /// # Errors
    /// When there is none, or it cannot be made.
    pub fn from_environment() -> io::Result<Self> {
        let path = std::env::var_os(JOURNAL).ok_or_else(|| io::Error::other("the variable JOURNAL names no file"))?;
        Self::open(Path::new(&path))
    }

    /// Writes that a handler begins. How it ends is said to what this gives.
    #[must_use]
    pub fn start(&self, number: u64, chat: &str, attempt: u32) -> Running {
        self.write(&format!("start {number} {chat} {attempt}"));
        Running { pen: self.clone(), what: Some(format!("{number} {chat}")) }
    }

    /// One `write`: the file is opened to append, so lines of several threads do not mix either.
    fn write(&self, line: &str) {
        let line = format!("{line}\n");
        let written = (&*self.0).write(line.as_bytes()).expect("the journal can be written");
        assert_eq!(written, line.len(), "a line is written whole");
    }
}

/// A handler that has begun. If nothing is said of its end, it was cut.
#[derive(Debug)]
pub struct Running {
    pen: Pen,
    what: Option<String>,
}

impl Running {
    /// It ended well.
    pub fn end(mut self) {
        self.say("end");
    }

    /// It ended in an error.
    pub fn fail(mut self) {
        self.say("fail");
    }

    fn say(&mut self, how: &str) {
        if let Some(what) = self.what.take() {
            self.pen.write(&format!("{how} {what}"));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.say("cut");
    }
}

//! The files that were sent, by their handles: bots name them, send them again, and fetch them.

use std::collections::BTreeMap;

use bytes::Bytes;

/// So many files are kept.
const KEPT: usize = 1000;

/// All files.
#[derive(Debug, Default)]
pub(crate) struct Files {
    files: BTreeMap<u64, File>,
    next: u64,
}

/// A file that somebody sent.
#[derive(Clone, Debug)]
pub(crate) struct File {
    number: u64,
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

impl Files {
    /// Keeps a file, and forgets the oldest when there are too many.
    pub(crate) fn add(&mut self, name: &str, bytes: Bytes) -> File {
        let file = File { number: self.next, name: name.to_owned(), bytes };
        self.next += 1;
        self.files.insert(file.number, file.clone());
        if self.files.len() > KEPT {
            self.files.pop_first();
        }
        file
    }

    /// The file with a handle.
    pub(crate) fn by_handle(&self, handle: &str) -> Option<&File> {
        self.files.get(&handle.strip_prefix(HANDLE)?.parse().ok()?)
    }

    /// The file at a path, as getFile tells it.
    pub(crate) fn by_path(&self, path: &str) -> Option<&File> {
        let number = path.strip_prefix(FOLDER)?.split('.').next()?;
        self.files.get(&number.parse().ok()?)
    }
}

const HANDLE: &str = "AgACfile-";
const FOLDER: &str = "files/file_";

impl File {
    /// What a bot calls it. The same file sent again keeps it.
    pub(crate) fn handle(&self) -> String {
        format!("{HANDLE}{}", self.number)
    }

    /// What is the same for every bot, and good for comparing only.
    pub(crate) fn unique(&self) -> String {
        format!("AQAD{}", self.number)
    }

    /// Where it is below `/file/bot{TOKEN}/`.
    pub(crate) fn path(&self) -> String {
        let ending = self.name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        format!("{FOLDER}{}.{ending}", self.number)
    }
}

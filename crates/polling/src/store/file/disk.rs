//! The file itself: read once, replaced as a whole, and locked against a second writer.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use pollhook_core::{BoxError, Cursor, CursorKey};
use serde::{Deserialize, Deserializer, Serialize};

const VERSION: u32 = 1;

/// The file and what it holds.
#[derive(Debug)]
pub(super) struct Disk {
    path: PathBuf,
    /// Held as long as this lives, from the first use on.
    lock: Option<File>,
    /// What the file holds, once it was read.
    entries: Option<Vec<Entry>>,
    /// The number of the newest save that is in the file.
    pub(super) written: u64,
}

/// One cursor.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    bot: String,
    platform: String,
    api: String,
    kind: String,
    #[serde(deserialize_with = "cursor")]
    pub(super) cursor: Cursor,
    pub(super) saved: u64,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Document {
    pollhook_cursors: u32,
    cursors: Vec<Entry>,
}

impl Entry {
    pub(super) fn new(key: &CursorKey, cursor: &Cursor, saved: u64) -> Self {
        let CursorKey { bot, platform, api, kind } = key;
        Self {
            bot: bot.to_string(),
            platform: platform.to_string(),
            api: api.to_string(),
            kind: kind.to_string(),
            cursor: cursor.clone(),
            saved,
        }
    }

    pub(super) fn key(&self) -> CursorKey {
        CursorKey {
            bot: self.bot.as_str().into(),
            platform: self.platform.as_str().into(),
            api: self.api.as_str().into(),
            kind: self.kind.as_str().into(),
        }
    }

    pub(super) fn is_for(&self, key: &CursorKey) -> bool {
        self.key() == *key
    }
}

impl Disk {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, lock: None, entries: None, written: 0 }
    }

    /// What the file holds.
    pub(super) fn entries(&mut self) -> Result<&[Entry], BoxError> {
        self.own()?;
        let entries = match self.entries.take() {
            Some(entries) => entries,
            None => self.read()?,
        };
        Ok(self.entries.insert(entries))
    }

    /// Replaces the file: what it holds, with these in place of those for the same keys.
    pub(super) fn write(&mut self, newer: Vec<Entry>) -> Result<(), BoxError> {
        let mut entries = self.entries()?.to_vec();
        entries.retain(|entry| newer.iter().all(|newer| newer.key() != entry.key()));
        entries.extend(newer);
        let replaced = replace(&self.path, &render(&entries)?);
        replaced.map_err(|error| format!("the cursors cannot be written to {}: {error}", self.path.display()))?;
        self.entries = Some(entries);
        Ok(())
    }

    /// Becomes the one writer.
    fn own(&mut self) -> Result<(), BoxError> {
        if self.lock.is_some() {
            return Ok(());
        }
        let path = beside(&self.path, "lock");
        let name = path.display();
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| format!("the lock file {name} cannot be opened: {error}"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(format!(
                    "the cursors in {} are in use, by another process or another part of this one: give each its own file",
                    self.path.display()
                )
                .into());
            }
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                tracing::warn!(file = %name, "this file system has no locks: a second process would go unnoticed");
            }
            Err(TryLockError::Error(error)) => {
                return Err(format!("the lock file {name} cannot be locked: {error}").into());
            }
        }
        self.lock = Some(file);
        Ok(())
    }

    fn read(&self) -> Result<Vec<Entry>, BoxError> {
        let path = self.path.display();
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(format!("the cursors in {path} cannot be read: {error}").into()),
        };
        parse(&text).map_err(|why| {
            format!(
                "the cursors in {path} are damaged ({why}): put a backup in place, or delete the file to begin where \
                 each platform begins for a newcomer (events may then be missed or come again)"
            )
            .into()
        })
    }
}

fn parse(text: &[u8]) -> Result<Vec<Entry>, String> {
    let document: Document = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let Document { pollhook_cursors: version, cursors } = document;
    if version != VERSION {
        return Err(format!("its format is {version}, this program knows {VERSION}"));
    }
    let twice = cursors.iter().enumerate().find(|(at, entry)| cursors[..*at].iter().any(|e| e.key() == entry.key()));
    match twice {
        Some((_, entry)) => Err(format!("it holds two cursors for {}", entry.key())),
        None => Ok(cursors),
    }
}

/// One cursor a line.
fn render(entries: &[Entry]) -> Result<Vec<u8>, serde_json::Error> {
    let lines = entries.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>()?;
    let lines = lines.join(",\n    ");
    Ok(format!("{{\n  \"pollhook_cursors\": {VERSION},\n  \"cursors\": [\n    {lines}\n  ]\n}}\n").into_bytes())
}

/// Puts these bytes at `path`, all or nothing.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(path, "tmp");
    let mut file = File::create(&new)?;
    file.write_all(bytes)?;
    // Synced before the rename: or the new name could outlive a loss of power, and its content not.
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_folder(path)
}

/// A rename lasts only once its folder is on the disk. Other systems than Unix have no such call, and do it by
/// themselves.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The path with a word at its end.
fn beside(path: &Path, word: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(word);
    name.into()
}

fn cursor<'de, D: Deserializer<'de>>(from: D) -> Result<Cursor, D::Error> {
    Cursor::new(String::deserialize(from)?).map_err(serde::de::Error::custom)
}

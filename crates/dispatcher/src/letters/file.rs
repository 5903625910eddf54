//! Dead letters in a file: `dead-letters.jsonl`.
//!
//! One JSON object a line, the newest last:
//!
//! | field | |
//! |---|---|
//! | `at` | when the event was given up on, in milliseconds since 1970 |
//! | `attempts` | how often it was tried |
//! | `kind` | `failed`, `timed_out`, `panicked`, `undecodable`, `stopped` or `crowded` |
//! | `reason` | what went wrong, in words |
//! | `event` | the event as it is kept everywhere: `bot`, `id`, `kind`, …, `payload` |
//!
//! A letter is on the disk before its event is confirmed. A kill in the middle of a write leaves a line without an end;
//! its event was not confirmed and comes again, so such a line is passed over when reading and cut off by the next
//! letter. The file is locked while a letter is written: bots, and processes, may share one.

use std::fs::{File, OpenOptions};
use std::io::{Error, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use pollhook_core::{BoxError, Clock, DeadLetters, Event, Reason};
use tokio::sync::Semaphore;

use super::read::Letter;

/// Keeps dead letters in a file, which is made when the first comes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct FileDeadLetters {
    path: Arc<Path>,
    cap: u64,
    clock: Arc<dyn Clock>,
    /// One writer at a time, so that not every one that waits takes a thread.
    turn: Arc<Semaphore>,
}

impl FileDeadLetters {
    /// The most bytes that a file holds if nothing else is said.
    pub const CAP: u64 = 64 << 20;

    /// Keeps letters in the file at `path`, up to `cap` bytes; what comes then is not kept, and so not confirmed.
    pub fn new(path: impl Into<PathBuf>, cap: u64, clock: Arc<dyn Clock>) -> Self {
        Self { path: path.into().into(), cap, clock, turn: Arc::new(Semaphore::new(1)) }
    }

    /// Where they are.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

#[async_trait]
impl DeadLetters for FileDeadLetters {
    async fn keep(&self, event: &Event, attempts: u32, reason: &Reason) -> Result<(), BoxError> {
        let letter = Letter::new(self.clock.now().wall, attempts, reason, event.clone());
        let mut line = serde_json::to_vec(&letter)?;
        line.push(b'\n');
        let (path, cap) = (Arc::clone(&self.path), self.cap);
        let turn = Arc::clone(&self.turn).acquire_owned().await?;
        // If nobody waits for it any more, the letter is written all the same: one too many does no harm.
        let written = tokio::task::spawn_blocking(move || {
            let written = append(&path, cap, &line);
            drop(turn);
            written.map_err(|error| Error::new(error.kind(), format!("{}: {error}", path.display())))
        });
        Ok(written.await??)
    }
}

/// Appends a line, and returns when it would survive a kill.
fn append(path: &Path, cap: u64, line: &[u8]) -> Result<(), Error> {
    let existed = path.exists();
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    file.lock()?;
    let end = cut_torn_line(&mut file)?;
    if end + line.len() as u64 > cap {
        let text = format!("it holds as many letters as it may ({cap} bytes): read them and remove the file");
        return Err(Error::new(ErrorKind::StorageFull, text));
    }
    if let Err(error) = file.write_all(line).and_then(|()| file.sync_data()) {
        // Half a letter is none. If this fails, too, the next letter cuts it off.
        let _ = file.set_len(end);
        return Err(error);
    }
    if !existed {
        sync_folder(path)?;
    }
    Ok(())
}

/// Cuts off what follows the last whole line; returns where the file ends then.
fn cut_torn_line(file: &mut File) -> Result<u64, Error> {
    const STEP: u64 = 4096;
    let len = file.seek(SeekFrom::End(0))?;
    let mut end = len;
    while end > 0 {
        let from = end.saturating_sub(STEP);
        file.seek(SeekFrom::Start(from))?;
        let mut tail = Vec::new();
        (&*file).take(end - from).read_to_end(&mut tail)?;
        if let Some(at) = tail.iter().rposition(|&byte| byte == b'\n') {
            end = from + at as u64 + 1;
            break;
        }
        end = from;
    }
    if end < len {
        file.set_len(end)?;
    }
    Ok(end)
}

/// A new file is there after a kill only if its folder is synced, too.
fn sync_folder(path: &Path) -> Result<(), Error> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

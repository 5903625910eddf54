//! Cursors in one file, which a kill or a loss of power leaves whole.
//!
//! # The file
//!
//! JSON, one object, made to be read by people too:
//!
//! ```json
//! {
//!   "pollhook_cursors": 1,
//!   "cursors": [
//!     {"bot": "shop", "platform": "vk", "api": "https://api.vk.com", "kind": "", "cursor": "1834:77", "saved": 1767225600}
//!   ]
//! }
//! ```
//!
//! `pollhook_cursors` is the version of the format; `saved` is in seconds since 1970. All cursors of a process share one
//! file. It is only ever replaced as a whole: written beside itself (`….tmp`), synced, renamed over, and the folder
//! synced. So at any moment the file holds the old cursors or the new ones. To forget a cursor, stop the process and
//! delete its line; to forget all, delete the file.
//!
//! # One writer
//!
//! A lock file (`….lock`, empty) belongs to whoever uses the cursors; the system frees it when the process ends, however
//! that ends. A second process, or a second [`FileCursors`] of the same path in one process, is refused. On file systems
//! without locks (some network drives) that is not noticed: do not share the file there.

mod disk;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use pollhook_core::{BoxError, Clock, Cursor, CursorKey, CursorStore};

use self::disk::{Disk, Entry};

/// Keeps cursors in a file. Cheap to clone; clones share the file.
///
/// Writing blocks, so it is done where blocking is allowed. Saves that come while one is being written share the next
/// write.
#[derive(Clone, Debug)]
pub struct FileCursors(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    clock: Arc<dyn Clock>,
    wanted: Mutex<Wanted>,
    disk: Mutex<Disk>,
}

/// What is to be in the file: all that was saved by this process.
#[derive(Debug, Default)]
struct Wanted {
    entries: Vec<Entry>,
    version: u64,
}

impl FileCursors {
    /// Keeps cursors at `path`, whose folder must be there. Nothing is opened before the first use.
    pub fn new(path: impl Into<PathBuf>, clock: Arc<dyn Clock>) -> Self {
        let disk = Mutex::new(Disk::new(path.into()));
        Self(Arc::new(Shared { clock, wanted: Mutex::default(), disk }))
    }

    /// Does it where blocking is allowed.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, BoxError> + Send + 'static,
    ) -> Result<T, BoxError> {
        let shared = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&shared)).await?
    }
}

impl Shared {
    fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes what is to be saved; gives its number.
    fn want(&self, entry: Entry) -> u64 {
        let mut wanted = Self::lock(&self.wanted);
        wanted.version += 1;
        match wanted.entries.iter_mut().find(|known| known.is_for(&entry.key())) {
            Some(known) => *known = entry,
            None => wanted.entries.push(entry),
        }
        wanted.version
    }

    /// Writes all that is wanted, unless a write that began later has carried it along.
    fn write(&self, version: u64) -> Result<(), BoxError> {
        let mut disk = Self::lock(&self.disk);
        if disk.written >= version {
            return Ok(());
        }
        let (entries, version) = {
            let wanted = Self::lock(&self.wanted);
            (wanted.entries.clone(), wanted.version)
        };
        disk.write(entries)?;
        disk.written = version;
        Ok(())
    }
}

#[async_trait]
impl CursorStore for FileCursors {
    async fn load(&self, key: &CursorKey) -> Result<Option<Cursor>, BoxError> {
        let key = key.clone();
        self.blocking(move |shared| {
            let mut disk = Shared::lock(&shared.disk);
            let entry = disk.entries()?.iter().find(|entry| entry.is_for(&key));
            Ok(entry.map(|entry| entry.cursor.clone()))
        })
        .await
    }

    async fn save(&self, key: &CursorKey, cursor: &Cursor) -> Result<(), BoxError> {
        let saved = self.0.clock.now().wall.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        // Numbered here, before anything can overtake: an abandoned save never undoes a later one.
        let version = self.0.want(Entry::new(key, cursor, saved));
        self.blocking(move |shared| shared.write(version)).await
    }

    async fn age(&self, key: &CursorKey) -> Option<Duration> {
        let now = self.0.clock.now().wall;
        let key = key.clone();
        let find = move |shared: &Shared| {
            let mut disk = Shared::lock(&shared.disk);
            Ok(disk.entries()?.iter().find(|entry| entry.is_for(&key)).map(|entry| entry.saved))
        };
        let saved = self.blocking(find).await.ok()??;
        Some(now.duration_since(SystemTime::UNIX_EPOCH + Duration::from_secs(saved)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests;

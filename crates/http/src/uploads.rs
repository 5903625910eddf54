//! What was uploaded has a handle from then on: the same file, shown in the same way, is not uploaded again.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use compact_str::CompactString;
use pollhook_core::{Act, Done, Enclosure, Media, Out};

/// So many handles are kept; then all are forgotten, which costs an upload each.
const KEPT: usize = 1024;

/// The handles of files that were uploaded.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<HashMap<Upload, CompactString>>);

/// A file as it was when it was uploaded; one that was changed since is another.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Upload {
    path: PathBuf,
    as_photo: bool,
    length: u64,
    modified: SystemTime,
}

impl Upload {
    /// The file that is uploaded by this, if there is one.
    pub(crate) async fn by(act: &Act) -> Option<Self> {
        let (Act::Send(Out { media: Some(shown), .. }) | Act::Edit(_, Out { media: Some(shown), .. })) = act else {
            return None;
        };
        let Media::Path(path) = shown.media() else { return None };
        let about = tokio::fs::metadata(path).await.ok()?;
        let as_photo = matches!(shown, Enclosure::Photo(_));
        Some(Self { path: path.clone(), as_photo, length: about.len(), modified: about.modified().ok()? })
    }
}

impl Uploads {
    /// The same act with the handle of the file, if that is known.
    pub(crate) fn named(&self, upload: &Upload, act: &Act) -> Option<Act> {
        let handle = self.known().get(upload).cloned()?;
        let mut act = act.clone();
        let (Act::Send(out) | Act::Edit(_, out)) = &mut act else { return None };
        out.media = out.media.as_ref().map(|shown| shown.with(Media::Handle(handle)));
        Some(act)
    }

    /// It was uploaded.
    pub(crate) fn keep(&self, upload: Upload, done: &Done) {
        let Some(handle) = done.posted.iter().find_map(|posted| posted.media.clone()) else { return };
        let mut known = self.known();
        if known.len() >= KEPT {
            known.clear();
        }
        known.insert(upload, handle);
    }

    /// Its handle is not good any more.
    pub(crate) fn forget(&self, upload: &Upload) {
        self.known().remove(upload);
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Upload, CompactString>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

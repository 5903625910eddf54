//! What is committed, and how that becomes known: saved in a store, or told to the server by the next fetch.
//!
//! The window says how far everything has settled; that is *committed*, and where a rewind goes back to. Saving follows
//! behind, one at a time and always the newest, while the next page is being fetched. Because the next save begins only
//! after the last has ended, no older cursor can overwrite a newer one.

use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pollhook_core::{BoxError, Clock, Cursor, CursorKey, CursorStore, Ledger};

use crate::backoff::doubled;

/// Where a committed cursor is kept.
pub(crate) enum Keep {
    /// In a store of ours: the client holds the cursor.
    Store(Arc<dyn CursorStore>, CursorKey),
    /// At the server, which is told by the next fetch. Kept here as well it would only grow stale: after a week's
    /// silence or on another server its numbers start elsewhere.
    Server,
}

/// The committed cursor, and whatever is under way to keep it.
pub(crate) struct Commits {
    pub(crate) ledger: Arc<Ledger>,
    keep: Keep,
    clock: Arc<dyn Clock>,
    committed: Option<Cursor>,
    /// What the store has, or the server was told.
    kept: Option<Cursor>,
    /// Where the newest question asked from, answered or not.
    asked: Option<Cursor>,
    moves: u64,
    saving: Option<Saving>,
    unsaved: Option<Unsaved>,
}

type Saving = Pin<Box<dyn Future<Output = (Cursor, Result<(), BoxError>)> + Send>>;

/// The store fails.
#[derive(Clone, Debug)]
pub(crate) struct Unsaved {
    pub(crate) since: Instant,
    pub(crate) why: String,
    pub(crate) next: Instant,
    failures: u32,
}

impl Commits {
    /// Begins at what was committed before.
    pub(crate) fn new(keep: Keep, from: Option<Cursor>, clock: Arc<dyn Clock>) -> Self {
        Self {
            ledger: Arc::default(),
            keep,
            clock,
            committed: from.clone(),
            kept: from,
            asked: None,
            moves: 0,
            saving: None,
            unsaved: None,
        }
    }

    /// What is committed.
    pub(crate) fn committed(&self) -> Option<&Cursor> {
        self.committed.as_ref()
    }

    /// How often it moved.
    pub(crate) fn moves(&self) -> u64 {
        self.moves
    }

    /// Why commits cannot be saved, if that is so.
    pub(crate) fn unsaved(&self) -> Option<&Unsaved> {
        self.unsaved.as_ref()
    }

    /// What is committed and not known upstream yet.
    pub(crate) fn untold(&self) -> Option<&Cursor> {
        self.committed.as_ref().filter(|committed| self.kept.as_ref() != Some(committed))
    }

    /// The server is being asked from here.
    pub(crate) fn asking(&mut self, from: Option<&Cursor>) {
        self.asked = from.cloned();
    }

    /// Whether the newest question, answered or not, asked from here.
    pub(crate) fn asked_from(&self, cursor: &Cursor) -> bool {
        self.asked.as_ref() == Some(cursor)
    }

    /// The server was asked from `upto`, and answered.
    pub(crate) fn told(&mut self, upto: Option<Cursor>) {
        if matches!(self.keep, Keep::Server) && upto.is_some() {
            self.kept = upto;
        }
    }

    /// Takes over what has settled, and begins to save it if nothing is being saved.
    pub(crate) fn follow(&mut self) {
        let moved = self.ledger.window().take_commit();
        if let Some(cursor) = moved {
            self.moves += 1;
            self.committed = Some(cursor);
        }
        self.save();
    }

    /// Waits until something settled, or a save ended.
    ///
    /// *Cancel safety*: safe. A wake-up of the ledger stays, and a save goes on where it was.
    pub(crate) async fn step(&mut self) {
        let retry = self.unsaved.as_ref().filter(|_| self.saving.is_none());
        let pause = retry.map(|unsaved| unsaved.next.saturating_duration_since(self.clock.now().at));
        let Self { ledger, saving, .. } = self;
        tokio::select! {
            () = ledger.changed() => {}
            (cursor, ended) = or_never(saving.as_mut()) => self.saved(cursor, ended),
            () = or_never(pause.map(tokio::time::sleep)) => {}
        }
        self.follow();
    }

    /// Waits until all that is committed has been saved. For ever, if it cannot be.
    ///
    /// *Cancel safety*: as [`step`](Self::step).
    pub(crate) async fn all_saved(&mut self) {
        self.follow();
        while matches!(self.keep, Keep::Store(..)) && self.untold().is_some() {
            self.step().await;
        }
    }

    fn save(&mut self) {
        let Keep::Store(store, key) = &self.keep else { return };
        let pausing = self.unsaved.as_ref().is_some_and(|unsaved| self.clock.now().at < unsaved.next);
        if self.saving.is_some() || pausing {
            return;
        }
        let Some(cursor) = self.untold().cloned() else { return };
        let (store, key) = (Arc::clone(store), key.clone());
        self.saving = Some(Box::pin(async move {
            let ended = store.save(&key, &cursor).await;
            (cursor, ended)
        }));
    }

    fn saved(&mut self, cursor: Cursor, ended: Result<(), BoxError>) {
        self.saving = None;
        let Err(error) = ended else {
            if self.unsaved.take().is_some() {
                tracing::info!("the cursor can be saved again");
            }
            self.kept = Some(cursor);
            return;
        };
        let now = self.clock.now().at;
        let failures = self.unsaved.as_ref().map_or(0, |unsaved| unsaved.failures);
        let since = self.unsaved.as_ref().map_or(now, |unsaved| unsaved.since);
        let pause = doubled(Duration::from_secs(1), failures, Duration::from_secs(60));
        tracing::warn!(%error, ?pause, "the cursor cannot be saved: fetching waits until it can");
        let why = format!("the cursor cannot be saved: {error}");
        self.unsaved = Some(Unsaved { since, why, next: now + pause, failures: failures + 1 });
    }
}

/// The future, or none that ever ends.
async fn or_never<F: Future>(future: Option<F>) -> F::Output {
    match future {
        Some(future) => future.await,
        None => pending().await,
    }
}

//! Cursors that live as long as the process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use pollhook_core::{BoxError, Cursor, CursorKey, CursorStore};

/// Keeps cursors in memory: they survive another `run`, and no restart.
#[derive(Debug, Default)]
pub struct MemoryCursors(Mutex<HashMap<CursorKey, Cursor>>);

impl MemoryCursors {
    fn lock(&self) -> MutexGuard<'_, HashMap<CursorKey, Cursor>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl CursorStore for MemoryCursors {
    async fn load(&self, key: &CursorKey) -> Result<Option<Cursor>, BoxError> {
        Ok(self.lock().get(key).cloned())
    }

    async fn save(&self, key: &CursorKey, cursor: &Cursor) -> Result<(), BoxError> {
        self.lock().insert(key.clone(), cursor.clone());
        Ok(())
    }
}

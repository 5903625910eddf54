//! Events that were given up on are kept, with the reason, before anybody upstream may forget them.

use async_trait::async_trait;

use crate::{BoxError, Event, Reason};

/// Where events go that were given up on.
#[async_trait]
pub trait DeadLetters: Send + Sync + 'static {
    /// Keeps one. It is awaited *before* the event is rejected; when it returns, the letter survives a kill.
    ///
    /// # Errors
    /// When it cannot be kept; the event is then handed back instead.
    async fn keep(&self, event: &Event, attempts: u32, reason: &Reason) -> Result<(), BoxError>;
}

//! Where events go that were given up on, when there is no inbox: a file, or nowhere.

mod file;
mod read;

use async_trait::async_trait;
use pollhook_core::{BoxError, DeadLetters, Event, Reason};

pub use file::FileDeadLetters;
pub use read::{Letter, Letters, UnreadableLetter, read};

/// Keeps none, for those who choose so: an event that is given up on is confirmed all the same, with an error in the log.
#[derive(Clone, Copy, Debug)]
pub struct NoDeadLetters;

#[async_trait]
impl DeadLetters for NoDeadLetters {
    async fn keep(&self, event: &Event, attempts: u32, reason: &Reason) -> Result<(), BoxError> {
        let (bot, id) = (event.bot(), event.id());
        tracing::error!(%bot, event.id = %id, attempts, %reason, "an event was given up on, and dead letters are off");
        Ok(())
    }
}

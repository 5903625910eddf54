//! Dead letters, kept where a test can read them.

use std::sync::Arc;

use async_trait::async_trait;
use pollhook_core::{BoxError, DeadLetters, Event, Reason};

use super::world::World;

/// An event that was given up on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Letter {
    /// The event.
    pub event: Event,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it was given up on.
    pub reason: Reason,
}

pub(super) struct Desk(pub(super) Arc<World>);

#[async_trait]
impl DeadLetters for Desk {
    async fn keep(&self, event: &Event, attempts: u32, reason: &Reason) -> Result<(), BoxError> {
        let letter = Letter { event: event.clone(), attempts, reason: reason.clone() };
        self.0.state().letters.push(letter);
        Ok(())
    }
}

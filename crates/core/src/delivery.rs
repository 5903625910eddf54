//! One event on its way to somebody who will answer for it.

use std::time::Instant;

use crate::{Ack, Event};

/// One event with the right, and the duty, to settle it.
#[derive(Debug)]
pub struct Delivery {
    /// What happened.
    pub event: Event,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// When whoever emitted it stops waiting.
    pub deadline: Option<Instant>,
    /// Who has the event if we let go of it.
    pub kept: Kept,
    /// The source's count of its rewinds. A key whose event was handed back is refused for the rest of that epoch, so
    /// that what the source was still emitting cannot overtake it. A source begins a new one only when all of the last
    /// has settled: what was refused could otherwise come again before that for whose sake it was.
    pub epoch: u32,
    /// How to settle it.
    pub ack: Ack,
}

/// Who has an event if we let go of it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Kept {
    /// A store, which also counts the attempts and waits between them.
    BySource,
    /// The platform, which sends it again.
    Upstream,
    /// Nobody: it is finished here, or kept as a dead letter.
    Nobody,
}

/// What a source emits: an event and what the source knows about bringing it again.
///
/// An [`Event`] alone is a first attempt, kept upstream, without a deadline, of epoch 0.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What happened.
    pub event: Event,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// When the source stops waiting.
    pub deadline: Option<Instant>,
    /// Who has the event if it is let go of.
    pub kept: Kept,
    /// The source's count of its rewinds.
    pub epoch: u32,
}

impl From<Event> for Offer {
    fn from(event: Event) -> Self {
        Self { event, attempt: 1, deadline: None, kept: Kept::Upstream, epoch: 0 }
    }
}

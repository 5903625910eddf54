//! One event at the head of its lane, and the steps that it goes through until it is settled.

use std::time::{Duration, Instant};

use pollhook_core::{Context, Delivery, Event, Reason};
use tokio::sync::OwnedSemaphorePermit;

use crate::failure::Failure;
use crate::outcome::Handled;
use crate::running::Running;

/// The event at the head of a lane.
pub(crate) struct Turn {
    pub(crate) delivery: Delivery,
    /// The route that was chosen for it. A retry goes to the same one.
    pub(crate) route: Option<usize>,
    /// When its first failure here was.
    pub(crate) failing_since: Option<Instant>,
}

impl Turn {
    pub(crate) fn new(delivery: Delivery) -> Self {
        Self { delivery, route: None, failing_since: None }
    }

    pub(crate) fn event(&self) -> &Event {
        &self.delivery.event
    }
}

/// A call that has to wait, with its place among the calls of its route.
pub(crate) struct Call {
    pub(crate) work: Running<'static, Result<Handled, pollhook_core::Error>>,
    pub(crate) _room: Option<OwnedSemaphorePermit>,
}

/// What is to be done next about the event at the head of a lane.
pub(crate) enum Step {
    /// Choose its route.
    Open(Turn),
    /// Call its handler.
    Call(Turn, Context),
    /// Wait for its handler.
    Wait(Turn, Call),
    /// Its handler failed.
    Failed(Turn, Failure),
    /// Wait, then try again.
    Pause(Turn, Duration, Failure),
    /// Hand it back, not before this has passed; where nobody has it, bury it for this reason.
    LetGo(Turn, Option<Duration>, Reason),
    /// Keep it as a dead letter.
    Bury(Turn, Reason),
    /// It is settled: the lane can go on.
    Settled,
}

impl Step {
    /// The event that it is about, unless it is settled.
    pub(crate) fn event(&self) -> Option<&Event> {
        match self {
            Self::Open(turn)
            | Self::Call(turn, _)
            | Self::Wait(turn, _)
            | Self::Failed(turn, _)
            | Self::Pause(turn, ..)
            | Self::LetGo(turn, ..)
            | Self::Bury(turn, _) => Some(turn.event()),
            Self::Settled => None,
        }
    }
}

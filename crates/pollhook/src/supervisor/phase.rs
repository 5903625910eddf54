//! Where a bot stands, as everybody else may see it.

use tokio::sync::watch;

use super::machine::State;

/// Where a bot stands.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Phase {
    /// On the way to its first event: it asks who it is, looks at what is registered, opens its source.
    Starting,
    /// Events can arrive. How well they do is said by its health.
    Running,
    /// Nothing new is admitted; what was admitted ends.
    Draining,
    /// It ended as it was told to.
    Stopped,
    /// It ended because it cannot go on, and why.
    Failed(String),
}

impl Phase {
    pub(super) fn of(state: &State) -> Self {
        match state {
            State::Starting { .. } => Self::Starting,
            State::Running { .. } => Self::Running,
            State::Draining { .. } => Self::Draining,
            State::Stopped => Self::Stopped,
            State::Failed(why) => Self::Failed(why.clone()),
        }
    }

    /// Whether it is the last one.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Stopped | Self::Failed(_))
    }
}

/// Where the supervisor says it, and others hear it.
#[derive(Clone, Debug)]
pub(crate) struct Phases(watch::Sender<Phase>);

impl Phases {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(Phase::Starting))
    }

    /// Says it; whether it is news.
    pub(super) fn set(&self, phase: Phase) -> bool {
        self.0.send_if_modified(|current| {
            let news = *current != phase;
            *current = phase;
            news
        })
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Phase> {
        self.0.subscribe()
    }
}

//! Whatever emits events into a sink until told to stop.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{BotId, BoxError, Clock, Closed, EventSink, HealthReporter, Shutdown, Stats};

/// Emits events into a sink until told to stop: a transport, a replay, a feed of your own.
///
/// Returning is the close. A source that is told to stop fetches and admits nothing more, waits for its outstanding
/// settlements until the deadline, commits what has settled and returns, leaving running handlers alone.
///
/// *Cancel safety*: dropping the future of [`run`](Self::run) is a crash. Nothing unsettled is committed, and `run` may
/// be called again: it starts from what was committed.
#[async_trait]
pub trait EventSource: Send {
    /// Runs until told to stop. Transient trouble is the source's own business: it backs off, for ever, and says so in
    /// its health.
    ///
    /// # Errors
    /// Only what the source cannot decide.
    async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError>;
}

/// What a source is given to run with.
#[derive(Clone, Debug)]
pub struct SourceContext {
    /// The bot that it emits for.
    pub bot: BotId,
    /// Where events go.
    pub sink: EventSink,
    /// Tells when to stop.
    pub shutdown: Shutdown,
    /// Where it says how it is doing.
    pub health: HealthReporter,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Where it counts.
    pub stats: Arc<Stats>,
}

/// What a source cannot decide by itself. The text says what happened and what can be done; it holds no secret.
#[derive(Debug)]
#[non_exhaustive]
pub enum SourceError {
    /// A webhook is registered, so the platform refuses to be polled.
    WebhookActive(String),
    /// Another consumer has taken the events for minutes.
    Taken(String),
    /// The credential was refused, for the reason that the platform gave.
    Unauthorised(String),
    /// The settings cannot work.
    Config(String),
    /// The sink admits nothing more.
    Closed,
    /// Anything else that trying again will not mend.
    Fatal(BoxError),
}

impl From<Closed> for SourceError {
    fn from(_: Closed) -> Self {
        Self::Closed
    }
}

impl std::fmt::Display for SourceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WebhookActive(text) | Self::Taken(text) | Self::Config(text) => f.write_str(text),
            Self::Unauthorised(why) => {
                write!(f, "the platform refused the credential ({why}): check the token, or have a new one made")
            }
            Self::Closed => Closed.fmt(f),
            Self::Fatal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Fatal(error) => error.source(),
            _ => None,
        }
    }
}

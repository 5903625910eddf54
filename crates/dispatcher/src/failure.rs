//! How a call of a handler can fail: an error, a panic and a time-out are outcomes like others.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Count, Error, ErrorKind, Reason, ReasonKind};

/// Why a call failed. Cheap to clone.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Failure {
    /// The handler returned an error.
    Error(Arc<Error>),
    /// It, or the filter before it, panicked with these words.
    Panic(Arc<str>),
    /// It was not done within this limit.
    TimedOut(Duration),
}

impl Failure {
    /// What can be done about it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Error(error) => error.kind(),
            Self::Panic(_) | Self::TimedOut(_) => ErrorKind::Retry(None),
        }
    }

    pub(crate) fn count(&self) -> Count {
        match self {
            Self::Error(_) => Count::HandlerErrors,
            Self::Panic(_) => Count::HandlerPanics,
            Self::TimedOut(_) => Count::HandlerTimeouts,
        }
    }

    pub(crate) fn reason(&self) -> Reason {
        match self {
            Self::Error(error) => Reason::new(ReasonKind::Failed, error.to_string()),
            Self::Panic(words) => Reason::new(ReasonKind::Panicked, Arc::clone(words)),
            Self::TimedOut(limit) => Reason::new(ReasonKind::TimedOut, format!("not done within {limit:?}")),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::Panic(words) => write!(f, "it panicked: {words}"),
            Self::TimedOut(limit) => write!(f, "it was not done within {limit:?}"),
        }
    }
}

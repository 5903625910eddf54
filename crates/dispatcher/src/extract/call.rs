//! What a handler may know about its own call.

use pollhook_core::{Context, ExtractError, FromContext, Shutdown};

/// Which try this is, from 1.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Attempt(pub u32);

impl<S> FromContext<S> for Attempt {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        Ok(Self(cx.attempt()))
    }
}

/// Tells that the process is about to stop: a handler that takes long can come to an end before it is cut off.
#[derive(Clone, Debug)]
pub struct Cancelled(Shutdown);

impl Cancelled {
    /// Waits until the process is told to stop.
    ///
    /// *Cancel safety*: safe; whoever asks late is told all the same.
    pub async fn requested(&self) {
        self.0.requested().await;
    }

    /// Whether the process has been told to stop.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.0.order().is_some()
    }
}

impl<S> FromContext<S> for Cancelled {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        Ok(Self(cx.cancelled().clone()))
    }
}

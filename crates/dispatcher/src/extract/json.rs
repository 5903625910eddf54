//! The payload as a type of the author's, or of any crate that models the platform.

use pollhook_core::{Context, ExtractError, FromContext};
use serde::de::DeserializeOwned;

/// The event's payload, read as a `T`: the document that the platform's webhook sends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Json<T>(pub T);

/// The platform's own object for what happened, without its envelope, read as a `T`: Telegram's `Message` of an update,
/// the one item of a call by Messenger.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Inner<T>(pub T);

impl<S, T: DeserializeOwned> FromContext<S> for Json<T> {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        cx.event().json().map(Self).map_err(|error| is_no::<T>("the payload", error))
    }
}

impl<S, T: DeserializeOwned> FromContext<S> for Inner<T> {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let inner = cx.bot().view.inner(cx.event());
        let inner = inner.ok_or_else(|| ExtractError::new("the payload holds nothing of its kind"))?;
        serde_json::from_slice(inner).map(Self).map_err(|error| is_no::<T>("what the payload holds", error))
    }
}

fn is_no<T>(what: &str, error: serde_json::Error) -> ExtractError {
    ExtractError::because(format!("{what} is no `{}`", std::any::type_name::<T>()), error)
}

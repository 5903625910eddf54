//! The payload as a type of the author's, or of any crate that models the platform.

use pollhook_core::{Context, ExtractError, FromContext};
use serde::de::DeserializeOwned;

/// The event's payload, read as a `T`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Json<T>(pub T);

impl<S, T: DeserializeOwned> FromContext<S> for Json<T> {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let wanted = || format!("the payload is no `{}`", std::any::type_name::<T>());
        cx.event().json().map(Self).map_err(|error| ExtractError::because(wanted(), error))
    }
}

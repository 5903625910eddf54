//! What the author gave the app to share between handlers: a pool, a client, a price list.

use pollhook_core::{Context, ExtractError, FromContext};

/// The app's state, or a part of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct State<T>(pub T);

/// Can be taken from an app's state `S`. Implement it for the parts of yours.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not part of the app's state `{S}`",
    note = "an app is given its state by `App::with_state(..)`; a part of it implements `FromState<{S}>`"
)]
pub trait FromState<S> {
    /// Takes it, cheaply: this is done for each call.
    fn from_state(state: &S) -> Self;
}

impl<S: Clone> FromState<S> for S {
    fn from_state(state: &S) -> Self {
        state.clone()
    }
}

impl<S, T: FromState<S>> FromContext<S> for State<T> {
    fn from_context(_cx: &Context, state: &S) -> Result<Self, ExtractError> {
        Ok(Self(T::from_state(state)))
    }
}

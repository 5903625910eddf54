//! What a handler may return, and what becomes of it.

use pollhook_core::{BoxError, Error, Inline};

/// What a handler left behind when all went well.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Handled {
    /// Bytes for the webhook's own response. Ignored where the event did not come that way.
    pub inline: Option<Inline>,
}

impl Handled {
    /// Handled, with bytes for the webhook's own response.
    #[must_use]
    pub fn with(inline: Inline) -> Self {
        Self { inline: Some(inline) }
    }
}

/// Can be returned by a handler.
///
/// `Ok` and `()` accept the event; `Err` tries again with backoff and then becomes a dead letter.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "this handler's return type is not an outcome",
    note = "a handler returns `()`, `Result<(), E>`, `Inline` or `Result<Inline, E>`, where `E` is any error, `anyhow`'s included"
)]
pub trait IntoOutcome {
    /// What it means.
    ///
    /// # Errors
    /// When the handler failed.
    fn into_outcome(self) -> Result<Handled, Error>;
}

impl IntoOutcome for () {
    fn into_outcome(self) -> Result<Handled, Error> {
        Ok(Handled::default())
    }
}

impl IntoOutcome for Inline {
    fn into_outcome(self) -> Result<Handled, Error> {
        Ok(Handled::with(self))
    }
}

impl IntoOutcome for Handled {
    fn into_outcome(self) -> Result<Handled, Error> {
        Ok(self)
    }
}

// Whoever returns a wrong error wrote a `Result`, and no conversion.
#[diagnostic::do_not_recommend]
impl<T: IntoOutcome, E: Into<BoxError>> IntoOutcome for Result<T, E> {
    /// By way of a box, so that whatever gathers errors of all sorts is one here too, though it implements no trait of
    /// errors itself. An [`Error`] comes out of the box as it was.
    fn into_outcome(self) -> Result<Handled, Error> {
        self.map_err(|error| Error::from_box(error.into()))?.into_outcome()
    }
}

//! Why a handler failed, as far as somebody can choose by it: try again, or give up.

use std::time::Duration;

use crate::{ExtractError, InvalidAddress, ReplyError};

/// Any error, as a box.
pub type BoxError = Box<dyn std::error::Error + Send + Sync + 'static>;

/// Why a handler failed. Made by `?` from any error; says whether trying again can help.
///
/// It deliberately does not implement [`std::error::Error`], so that the conversion from all that do can exist.
pub struct Error {
    kind: ErrorKind,
    cause: BoxError,
}

/// What can be done about an [`Error`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Try again, after the given pause or, without one, as the bot's settings say.
    Retry(Option<Duration>),
    /// Trying again cannot help.
    Permanent,
}

impl Error {
    /// An error that is worth another try, after `after`.
    pub fn retry(after: Duration, cause: impl Into<BoxError>) -> Self {
        Self { kind: ErrorKind::Retry(Some(after)), cause: cause.into() }
    }

    /// An error that no further try can mend.
    pub fn permanent(cause: impl Into<BoxError>) -> Self {
        Self { kind: ErrorKind::Permanent, cause: cause.into() }
    }

    /// An error in words, worth another try.
    pub fn msg(text: impl std::fmt::Display) -> Self {
        Self { kind: ErrorKind::Retry(None), cause: text.to_string().into() }
    }

    /// Takes an error out of the box that middleware passed it on in. One that was put in as [`Error`] keeps what it
    /// said about trying again; any other is worth another try.
    #[must_use]
    pub fn from_box(cause: BoxError) -> Self {
        match cause.downcast::<Boxed>() {
            Ok(boxed) => boxed.0,
            Err(cause) => Self { kind: judge(&*cause), cause },
        }
    }

    /// What can be done about it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What happened.
    #[must_use]
    pub fn cause(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        &*self.cause
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self { kind: judge(&error), cause: Box::new(error) }
    }
}

/// For middleware, which passes errors on in boxes; [`Error::from_box`] takes it out again.
impl From<Error> for BoxError {
    fn from(error: Error) -> Self {
        Box::new(Boxed(error))
    }
}

/// An [`Error`] in a box: there it has to be an error in the sense of the standard library.
struct Boxed(Error);

impl std::fmt::Display for Boxed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.cause.fmt(f)
    }
}

impl std::fmt::Debug for Boxed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&self.0, f)
    }
}

impl std::error::Error for Boxed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.source()
    }
}

/// What was refused or cannot be read stays so; anything else may pass.
fn judge(error: &(dyn std::error::Error + 'static)) -> ErrorKind {
    if let Some(kind) = std::iter::successors(Some(error), |error| error.source()).find_map(our_own) {
        return kind;
    }
    if is_unreadable(error) || is_absent(error) { ErrorKind::Permanent } else { ErrorKind::Retry(None) }
}

/// Errors of ours say it themselves, and go on to say it within an error of the author's.
fn our_own(error: &(dyn std::error::Error + 'static)) -> Option<ErrorKind> {
    if let Some(boxed) = error.downcast_ref::<Boxed>() {
        return Some(boxed.0.kind);
    }
    match error.downcast_ref::<ReplyError>() {
        Some(ReplyError::Unavailable { after, .. }) => Some(ErrorKind::Retry(*after)),
        Some(_) => Some(ErrorKind::Permanent),
        // The payload will be the same at the next try.
        None => error.is::<ExtractError>().then_some(ErrorKind::Permanent),
    }
}

/// The text will be the same at the next try. Within another error it is not asked for: what a *server* said may be
/// readable the next time.
fn is_unreadable(error: &(dyn std::error::Error + 'static)) -> bool {
    error.downcast_ref::<serde_json::Error>().is_some_and(|error| !error.is_io())
        || error.is::<InvalidAddress>()
        || error.is::<std::num::ParseIntError>()
        || error.is::<std::num::ParseFloatError>()
        || error.is::<std::num::TryFromIntError>()
        || error.is::<std::str::ParseBoolError>()
        || error.is::<std::str::Utf8Error>()
        || error.is::<std::string::FromUtf8Error>()
}

/// A file that is not there. Within another error it may be the socket of a server that starts anew.
fn is_absent(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind::{InvalidInput, NotFound, PermissionDenied};
    let error = error.downcast_ref::<std::io::Error>();
    error.is_some_and(|error| matches!(error.kind(), NotFound | PermissionDenied | InvalidInput))
}

impl std::fmt::Display for Error {
    /// The error and what caused it, on one line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.cause)?;
        let mut source = self.cause.source();
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}

impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests;

//! What can go wrong with what a bot sends.

use std::time::Duration;

/// What becomes of something that the bot sends.
///
/// ```
/// use std::time::Duration;
/// use pollhook::test::Fault;
///
/// assert_eq!(Fault::from(503), Fault::Status(503, None));
/// assert_eq!(Fault::too_many(Duration::from_secs(7)), Fault::Status(429, Some(Duration::from_secs(7))));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// It is refused with this status, in the platform's own words, and perhaps with a time to come back.
    Status(u16, Option<Duration>),
    /// No connection comes about: nothing was sent.
    NoConnection,
    /// It is carried out, and nobody is told: the answer is lost on its way.
    LostAnswer,
}

impl Fault {
    /// The platform says that this was too much, and when to come back.
    #[must_use]
    pub fn too_many(after: Duration) -> Self {
        Self::Status(429, Some(after))
    }
}

impl From<u16> for Fault {
    fn from(status: u16) -> Self {
        Self::Status(status, None)
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Status(status, None) => write!(f, "was answered {status}"),
            Self::Status(status, Some(after)) => write!(f, "was answered {status}, with {} s to wait", after.as_secs()),
            Self::NoConnection => f.write_str("found no connection"),
            Self::LostAnswer => f.write_str("was carried out, and its answer was lost"),
        }
    }
}

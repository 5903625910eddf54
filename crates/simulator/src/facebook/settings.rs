//! How Messenger is set up.

use std::time::Duration;

/// Part of the [options](crate::Options) of a network.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// A push that is not answered with 200 by then has failed. Newer words of Meta say five seconds, older ones 20.
    pub deadline: Duration,
    /// An app whose callback has failed for this long, without a success, loses its subscription.
    pub patience: Duration,
    /// How many pushes of an app are on their way together.
    pub at_most: usize,
    /// Whether bodies escape `/`, `<`, `%` and `@` too, as older texts of Meta have it.
    pub older_escapes: bool,
    /// How many messages a page may send in a second.
    pub sends_per_second: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(5),
            patience: Duration::from_secs(8 * 60 * 60),
            at_most: 64,
            older_escapes: false,
            sends_per_second: 300,
        }
    }
}

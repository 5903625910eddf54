//! How Devman is set up.

use std::time::Duration;

/// Part of the [options](crate::Options) of a network.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long a question is held when there is nothing to tell.
    pub hold: Duration,
    /// The HTTP status for a wrong token: 401 or 403, no page says which.
    pub wrong_token: u16,
    /// How many reviews stand on a page of `/api/user_reviews/`.
    pub page: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { hold: Duration::from_secs(90), wrong_token: 401, page: 20 }
    }
}

//! Devman's reviews: what a mentor said of the lessons that its student handed in.
//!
//! # Facts, and where they come from
//!
//! There is no official page in public. The facts were read in what its students publish: dozens of bots against the
//! same call, several with whole answers pasted in.
//!
//! | fact | source |
//! |---|---|
//! | `GET /api/long_polling/?timestamp=…` with `Authorization: Token …`; the first call may go without a timestamp | students' bots |
//! | `{"status":"timeout","timestamp_to_request":…}`, or `{"status":"found","new_attempts":[…],"last_attempt_timestamp":…}`: of the two timestamps only the one that goes with the status is there | answers pasted |
//! | an attempt has `submitted_at`, `is_negative`, `lesson_title`, `lesson_url`, `timestamp` (Unix time with a fraction) | answers pasted |
//! | `lesson_url` was a path once, and is an address now | older and newer bots |
//! | the server holds a question for about 90 s | from memory, so [`Devman::holding`] changes it |
//! | a token that is wrong is answered with 401 or 403; an answer of 200 may hold an `error` | from memory; students' bots |
//!
//! # Two things to know
//!
//! *The client holds the cursor*, and may read again from any timestamp that it kept. It is kept in the digits in which it
//! came: through a float it might move by a little, and skip a review.
//!
//! *The server cannot be asked to answer at once*, nor for how long to hold. A question that we gave up earlier, since the
//! config says so, was not answered because there was nothing to tell.

mod answer;
mod poll;
mod review;
#[cfg(feature = "stage")]
pub(crate) mod stage;
mod stamp;
mod view;

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Consumes, Door, Late, Order, Platform, PollProtocol, Rules, Setup, SetupError, View};

/// The name in the config.
pub const NAME: &str = "devman";

/// Devman. It can only be asked, and cannot be answered.
#[derive(Clone, Debug)]
pub struct Devman {
    rules: Rules,
}

/// For how long a question is held.
const HOLD: Duration = Duration::from_secs(90);

impl Devman {
    /// Devman as it is known.
    #[must_use]
    pub fn new() -> Self {
        let mut rules = Rules::new();
        rules.consumes = Consumes::ByClient;
        rules.late = Late::Ack;
        rules.order = Order::Linear;
        rules.poll_hold = HOLD;
        Self { rules }
    }

    /// A server that holds a question for so long.
    #[must_use]
    pub fn holding(mut self, hold: Duration) -> Self {
        self.rules.poll_hold = hold;
        self
    }
}

impl Default for Devman {
    fn default() -> Self {
        Self::new()
    }
}

impl Platform for Devman {
    fn name(&self) -> &'static str {
        NAME
    }

    fn rules(&self) -> &Rules {
        &self.rules
    }

    fn kinds(&self) -> &'static [&'static str] {
        &[review::KIND]
    }

    fn default_api(&self) -> &'static str {
        "https://dvmn.org"
    }

    fn instead_of(&self, door: Door) -> Option<&'static str> {
        match door {
            Door::Polling => None,
            Door::Webhook => Some("Devman calls nobody: write mode = \"polling\", and its reviews come as soon"),
        }
    }

    fn poll(&self, setup: &Setup) -> Option<Result<Box<dyn PollProtocol>, SetupError>> {
        Some(Ok(Box::new(poll::Poll::new(setup, self.rules.poll_hold))))
    }

    fn view(&self, _setup: &Setup) -> Arc<dyn View> {
        Arc::new(view::Unspoken)
    }
}

#[cfg(test)]
mod tests;

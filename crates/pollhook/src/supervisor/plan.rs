//! What the machine is told once about its bot.

use std::time::{Duration, Instant};

use pollhook_core::{Registered, Wanted};

use crate::config::Secrets;

/// How a bot is to be run.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) way: Way,
    /// The platform's name, for texts.
    pub(crate) platform: String,
    /// The platform can say who the bot is.
    pub(crate) identifies: bool,
    /// The platform can be asked for, and told, where to call.
    pub(crate) registers: bool,
    /// The whole time from the order to stop to the end.
    pub(crate) drain: Duration,
    /// Where the credential is mended: ``the `token` in line 3 of bot.toml``.
    pub(crate) credential: String,
    /// What no text may show, wherever it comes from.
    pub(crate) secrets: Secrets,
}

/// How events arrive.
#[derive(Clone, Debug)]
pub(crate) enum Way {
    Polling {
        /// The webhook in the config: when it is registered, it is ours to remove.
        ours: Option<String>,
        /// Somebody else's may be removed, too.
        take_over: bool,
    },
    Webhook {
        wanted: Wanted,
        remove_on_stop: bool,
    },
}

/// Until when what happens at a stop.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Timeline {
    /// Handlers that still run are aborted, so that their events can be handed back or buried.
    pub(super) abort: Instant,
    /// Sources no longer wait for settlements; their last commit may take two seconds more.
    pub(super) settle: Instant,
    /// Nothing is waited for any more.
    pub(super) end: Instant,
}

impl Plan {
    /// Whether what is registered is the webhook in this config.
    pub(super) fn is_ours(&self, registered: &Registered) -> bool {
        let ours = match &self.way {
            Way::Polling { ours, .. } => ours.as_deref(),
            Way::Webhook { wanted, .. } => Some(&*wanted.url),
        };
        registered.url.is_some() && registered.url.as_deref() == ours
    }

    /// The timeline of a stop that is ordered now. A short drain is divided as the usual one is.
    pub(super) fn timeline(&self, now: Instant) -> Timeline {
        let end = now + self.drain;
        let tail = TAIL.min(self.drain / 2);
        Timeline { abort: end - tail, settle: end - tail / 25 * COMMIT, end }
    }
}

/// What is left when handlers are aborted: letters are written, cursors committed, connections closed.
const TAIL: Duration = Duration::from_millis(2_500);
/// So much of it, in twenty-fifths, is left when sources no longer wait: the two seconds of a commit, and a margin.
const COMMIT: u32 = 22;

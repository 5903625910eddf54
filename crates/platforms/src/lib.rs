//! What Pollhook knows of each platform, one folder a platform.
//!
//! Everything here is pure: bytes and the time come in; events, calls and answers go out. Nothing opens a socket, spawns
//! a task or reads a clock, so every fact about a platform is a row in a table of tests.
//!
//! Each folder has the same rooms:
//!
//! | file | what it knows |
//! |---|---|
//! | `mod.rs` | the platform's facts and where they are documented, its [`Rules`](pollhook_core::Rules) |
//! | `kinds.rs` | its kinds of events: what each is ordered by, how long it lives |
//! | `update.rs` | one event as both doors read it: id, kind, key, time |
//! | `poll.rs`, `webhook.rs` | the two doors |
//! | `register.rs`, `identify.rs` | how a webhook is registered, who the bot is |
//! | `model.rs`, `view.rs` | what is read of a payload, and the view of it as a message |
//! | `send.rs` | how it is answered |
//! | `stage.rs` | how a test plays it: only with the feature `stage` |
//!
//! Where a platform has more to tell there is one room more (`handshake.rs`, `batch.rs`, `cursor.rs`), and where it lacks
//! something, one less. What several share lies beside the folders.
//!
//! Another platform is a folder, a cargo feature of its name, and a line in each of the two lists below.

#![cfg_attr(
    not(all(feature = "devman", feature = "github", feature = "messenger", feature = "telegram")),
    allow(dead_code, reason = "not every platform needs all that they share")
)]

#[cfg(test)]
mod arbitrary;
#[cfg(any(feature = "github", feature = "messenger"))]
mod command;
#[cfg(feature = "devman")]
pub mod devman;
#[cfg(feature = "github")]
pub mod github;
#[cfg(feature = "messenger")]
pub mod messenger;
mod object;
#[cfg(any(feature = "github", feature = "messenger"))]
mod rest;
mod said;
#[cfg(test)]
mod shown;
#[cfg(any(feature = "github", feature = "messenger"))]
mod signature;
#[cfg(feature = "stage")]
pub mod stage;
#[cfg(feature = "telegram")]
pub mod telegram;
mod text;
#[cfg(any(feature = "messenger", feature = "telegram"))]
mod upload;

use std::sync::Arc;

use pollhook_core::Platform;

/// How a platform is made.
type Make = fn() -> Arc<dyn Platform>;

/// A line a platform.
const PLATFORMS: &[(&str, Make)] = &[
    #[cfg(feature = "devman")]
    (devman::NAME, || Arc::new(devman::Devman::new())),
    #[cfg(feature = "github")]
    (github::NAME, || Arc::new(github::GitHub)),
    #[cfg(feature = "messenger")]
    (messenger::NAME, || Arc::new(messenger::Messenger::new())),
    #[cfg(feature = "telegram")]
    (telegram::NAME, || Arc::new(telegram::Telegram)),
];

/// The platform of this name, as the config writes it; `None` when there is none, or its cargo feature is off.
#[must_use]
pub fn find(name: &str) -> Option<Arc<dyn Platform>> {
    PLATFORMS.iter().find(|(known, _)| *known == name).map(|(_, make)| make())
}

/// The names of all platforms that were compiled in.
pub fn names() -> impl Iterator<Item = &'static str> {
    PLATFORMS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_is_found_under_the_name_that_it_gives_itself() {
        for name in names() {
            assert_eq!(find(name).map(|platform| platform.name()), Some(name));
        }
        assert!(find("carrier pigeon").is_none());
    }
}

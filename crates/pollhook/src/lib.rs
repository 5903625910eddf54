//! Bots whose handlers are written once: polling and webhook behind one trait.
//!
//! A social network has two ways to tell a bot what happened. *Polling*: the bot asks, again and again or with a
//! question that the network holds until there is something. *Webhook*: the network calls the bot. Which one is one word
//! in a config file; handlers do not know, and no event is lost on either way.
//!
//! ```no_run
//! use pollhook::prelude::*;
//!
//! #[tokio::main]
//! async fn main() -> pollhook::Result<()> {
//!     let app = App::new().on(message().with_text(), echo);
//!     pollhook::run("bot.toml", app).await
//! }
//!
//! /// Says back whatever it hears.
//! async fn echo(Text(text): Text, reply: Reply) -> pollhook::Result<()> {
//!     reply.text(text).await?;
//!     Ok(())
//! }
//! ```
//!
//! ```toml
//! [bot]
//! platform = "telegram"
//! token    = "${BOT_TOKEN}"
//!
//! [source]
//! mode = "polling"      # or "webhook", and nothing else moves
//! ```
//!
//! `Ok` accepts an event. `Err` has it tried again, later each time; what cannot be handled becomes a dead letter, and
//! only then may the network forget it.
//!
//! # Doors
//!
//! - [`run`]: a config file and an app, until SIGTERM.
//! - [`main`]: the author's binary is also the tool: `run`, `check`, `doctor`, `routes`, `webhook info | set | delete`.
//! - [`Config::build`]: a [`Pollhook`] to mount in a server of one's own ([`run_mounted`]), to watch, to stop from code.
//! - [`stack`] and the parts below it, for what no config can say: sources of one's own, recordings that run again.
//!
//! # Features
//!
//! One for each transport (`polling`, `webhook`) and each platform (`telegram`, …), so that a bot that only polls compiles
//! no server; `cli` for [`main`]; `log` for a subscriber where the author installs none; `test`, among the
//! dev-dependencies, for tests of bots in which nothing is connected and no time passes.

mod apps;
mod build;
#[cfg(feature = "cli")]
pub mod cli;
pub mod clock;
pub mod config;
mod contact;
mod door;
mod files;
mod introduce;
mod listener;
#[cfg(feature = "log")]
mod log;
mod mounted;
mod pollhook;
pub mod prelude;
mod process;
mod run;
pub mod stack;
mod supervisor;
#[cfg(feature = "test")]
pub mod test;

pub use pollhook_core as core;
pub use pollhook_core::{Count, Error, Health, Stats};
pub use pollhook_dispatcher as dispatcher;
pub use pollhook_dispatcher::App;
#[cfg(feature = "polling")]
pub use pollhook_polling as polling;
#[cfg(feature = "webhook")]
pub use pollhook_webhook as webhook;

pub use crate::apps::Apps;
#[cfg(feature = "cli")]
pub use crate::cli::{main, main_with};
pub use crate::config::{Config, Mode, Promise};
pub use crate::mounted::{Done, run_mounted};
pub use crate::pollhook::{Handle, Pollhook};
pub use crate::run::run;
pub use crate::supervisor::Phase;
#[cfg(feature = "test")]
pub use crate::test::test;

/// What can fail here, as handlers and doors return it.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Holds the code of the README to the compiler.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// … and that of the guide to handlers.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/handlers.md")]
struct Handlers;

/// … and that of the guide to replying.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/replying.md")]
struct Replying;

/// … and that of the guide to testing.
#[cfg(all(doctest, feature = "test"))]
#[doc = include_str!("../../../docs/testing.md")]
struct Testing;

/// … and that of the page for who comes from elsewhere.
#[cfg(all(doctest, feature = "test"))]
#[doc = include_str!("../../../docs/coming-from.md")]
struct ComingFrom;

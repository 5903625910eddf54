//! Tests for bots: a network of which every part is in this process, and a clock that stands still.
//!
//! ```
//! use pollhook::prelude::*;
//! use pollhook::test::text;
//!
//! fn app() -> App {
//!     App::new().on(message().with_text(), echo)
//! }
//! # async fn echo(Text(text): Text, reply: Reply) -> pollhook::Result<()> {
//! #     reply.text(text).await?;
//! #     Ok(())
//! # }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! // In a `#[tokio::test]`:
//! let net = pollhook::test(app()).as_platform("telegram");
//! let anna = net.user("Anna");
//! anna.says("hi").await.gets(text("hi"));
//!
//! net.fail_next_send(503);
//! anna.says("are you there?").await.gets(text("are you there?")).gets_nothing();
//! net.redeliver_last().await.gets_nothing();
//! # }
//! ```
//!
//! Only two things are played: the people and the wire. What a person does becomes a request as the platform would send
//! it, is verified and read by the platform's own protocol and goes through the stack that a bot has in production:
//! routes, order, retries, time limits, dead letters. What the bot sends goes through the platform's own reply protocol
//! and the real speaker, and ends where it would leave the process. So a test says what production does, and none opens a
//! port.
//!
//! Time is tokio's, and stands still: it moves on when nothing else can happen. A handler that sleeps for ten minutes is
//! tested in a millisecond. What a handler does beside the bot (a database, another API) needs real time, which does not
//! pass here: hand it in by the app's state, and hand in another in tests.
//!
//! An expectation that is not met fails the test with all that happened so far:
//!
//! ```text
//! expected in the chat 1001: a message with the text "What would you like?"
//! but the bot did this:
//!     "Sorry?"
//! what happened so far:
//!       0.00 s  Anna: "menu"  (handled)
//!       0.05 s      → 1001: "Sorry?"
//! ```

#![allow(clippy::needless_pass_by_value, reason = "an expectation is written where it is used, once")]

mod after;
mod book;
mod buttons;
mod cast;
mod deliver;
mod expect;
mod fault;
mod group;
mod letters;
mod net;
mod outcomes;
mod replay;
mod stop;
mod telling;
mod user;
mod voice;
mod wire;
mod world;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use pollhook_core::{Door, Platform};
use pollhook_dispatcher::{App, DispatchSettings};
pub use pollhook_platforms::stage;

pub use self::after::After;
pub use self::expect::{Expected, anything, containing, deleted, document, edit, photo, reaction, text, typing};
pub use self::fault::Fault;
pub use self::group::Group;
pub use self::letters::Letter;
pub use self::net::Net;
use self::stage::Stage;
pub use self::stop::Stopped;
pub use self::telling::Telling;
pub use self::user::User;

/// Puts an app on a stage: a network of which every part is in this process, and a clock that stands still.
///
/// See the [module](mod@crate::test) for what can be done there.
pub fn test<S: Send + Sync + 'static>(app: App<S>) -> Test<S> {
    Test {
        app,
        settings: DispatchSettings::default(),
        door: Door::Webhook,
        wall: SystemTime::UNIX_EPOCH + START,
        own: Vec::new(),
    }
}

/// An app that waits for its platform.
#[must_use = "an app is tested on a platform: `.as_platform(\"telegram\")`"]
pub struct Test<S> {
    app: App<S>,
    settings: DispatchSettings,
    door: Door,
    wall: SystemTime,
    own: Vec<Played>,
}

impl<S: Send + Sync + 'static> Test<S> {
    /// With other limits than those that a config has when it says nothing.
    pub fn settings(mut self, settings: DispatchSettings) -> Self {
        self.settings = settings;
        self
    }

    /// By polling, where a platform can be polled; else it calls. Handlers do not see the difference, but a stop does: who
    /// polls may read again what was not handled.
    pub fn by_polling(mut self) -> Self {
        self.door = Door::Polling;
        self
    }

    /// At another time than the first minute of 2026, UTC.
    pub fn starting_at(mut self, wall: SystemTime) -> Self {
        self.wall = wall;
        self
    }

    /// With a platform of your own, played by a stage of your own.
    pub fn platform(mut self, platform: impl Platform, stage: impl Stage) -> Self {
        self.own.push(Played { platform: Arc::new(platform), stage: Arc::new(stage) });
        self
    }

    /// As a bot of the platform of this name.
    ///
    /// # Panics
    /// When there is no such platform, or a route asks for what it does not have.
    #[track_caller]
    pub fn as_platform(self, platform: &str) -> Net {
        self.as_bots([("bot", platform)])
    }

    /// As several bots in one process, each by its name and its platform; the first is [at hand](Net), the others are
    /// had by [`Net::bot`].
    ///
    /// # Panics
    /// When there is no such platform, or a route asks for what none of them has.
    #[track_caller]
    pub fn as_bots<'a>(self, bots: impl IntoIterator<Item = (&'a str, &'a str)>) -> Net {
        let found = bots.into_iter().map(|(name, platform)| (name.to_owned(), self.played(platform)));
        let found = found.collect();
        cast::open(self, found)
    }

    #[track_caller]
    fn played(&self, name: &str) -> Played {
        let own = self.own.iter().find(|played| played.platform.name() == name).cloned();
        let known = || pollhook_platforms::find(name).zip(stage::find(name));
        let known = || known().map(|(platform, stage)| Played { platform, stage });
        own.or_else(known).unwrap_or_else(|| cast::unknown(name))
    }
}

impl<S> std::fmt::Debug for Test<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Test").field("app", &self.app).finish_non_exhaustive()
    }
}

/// A platform and how it is played.
#[derive(Clone)]
struct Played {
    platform: Arc<dyn Platform>,
    stage: Arc<dyn Stage>,
}

/// 2026-01-01 00:00 UTC: a test is the same on every day.
const START: Duration = Duration::from_secs(1_767_225_600);

#[cfg(test)]
mod tests;

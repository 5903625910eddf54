//! What an app may do when something goes wrong: tell the user, tell the operator, choose.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Event, Reason, Reply};
use tokio::time::sleep;

use crate::engine::Engine;
use crate::failure::Failure;
use crate::running::{Panic, Running};
use crate::turn::Turn;

/// A hook that takes longer is cut off: it is a courtesy, and must not hold up the lane.
const HOOK_LIMIT: Duration = Duration::from_secs(5);

pub(crate) type OnError = Arc<dyn Fn(Failed) -> Pin<Box<dyn Future<Output = Choice> + Send>> + Send + Sync>;
pub(crate) type OnDeadLetter = Arc<dyn Fn(Buried) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// The hooks that hold for a route. A nested app's own come before those of the app around it.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) on_error: Option<OnError>,
    pub(crate) on_dead_letter: Option<OnDeadLetter>,
}

impl Hooks {
    pub(crate) fn or(&self, outer: &Hooks) -> Hooks {
        Hooks {
            on_error: self.on_error.clone().or_else(|| outer.on_error.clone()),
            on_dead_letter: self.on_dead_letter.clone().or_else(|| outer.on_dead_letter.clone()),
        }
    }
}

/// A call of a handler that failed, as [`App::on_error`](crate::App::on_error) sees it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failed {
    /// The event.
    pub event: Event,
    /// Which try it was, from 1.
    pub attempt: u32,
    /// What went wrong.
    pub failure: Failure,
    /// Answers the event.
    pub reply: Reply,
}

/// What is to become of an event whose handler failed. `()` means [`Choice::AsUsual`].
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Choice {
    /// What the error says: try again, or give up.
    #[default]
    AsUsual,
    /// Try again, after the given pause or as the settings say, as long as there are attempts left.
    Retry(Option<Duration>),
    /// Make it a dead letter now.
    GiveUp,
    /// It is well: the event is done.
    Accept,
}

impl From<()> for Choice {
    fn from((): ()) -> Self {
        Self::AsUsual
    }
}

/// An event that has become a dead letter, as [`App::on_dead_letter`](crate::App::on_dead_letter) sees it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Buried {
    /// The event.
    pub event: Event,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it was given up on.
    pub reason: Reason,
    /// Answers the event.
    pub reply: Reply,
}

impl Engine {
    /// Asks the app what is to become of the event.
    pub(crate) async fn ask(&self, turn: &Turn, failure: &Failure) -> Choice {
        let Some(hook) = self.hooks_of(turn).on_error.clone() else { return Choice::AsUsual };
        let event = turn.event().clone();
        let reply = self.reply(&event);
        let failed = Failed { event, attempt: turn.delivery.attempt, failure: failure.clone(), reply };
        self.courtesy(Running::start(|| hook(failed))).await.unwrap_or_default()
    }

    pub(crate) fn hooks_of(&self, turn: &Turn) -> &Hooks {
        turn.route.map_or(&self.hooks, |route| &self.routes[route].hooks)
    }

    /// Waits for a hook, but not for long.
    pub(crate) async fn courtesy<T>(&self, work: Result<Running<'_, T>, Panic>) -> Option<T> {
        let end = match work {
            Err(words) => Err(words),
            Ok(work) => tokio::select! {
                biased;
                end = work => end,
                () = self.end.aborted.cancelled() => Err("the process was stopping".into()),
                () = sleep(HOOK_LIMIT) => Err(format!("it was not done within {HOOK_LIMIT:?}").into()),
            },
        };
        end.inspect_err(|error| tracing::warn!(%error, "a hook failed, and was passed over")).ok()
    }
}

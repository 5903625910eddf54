//! Calling a handler from the task of its lane, and waiting for it: with a limit, and with an end to the waiting.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use pollhook_core::Context;
use tokio::time::sleep;

use crate::engine::Engine;
use crate::failure::Failure;
use crate::in_place::{First, first_poll};
use crate::open::stopped;
use crate::turn::{Call, Step, Turn};

/// How a call that had to wait came to its end.
enum End<T> {
    Ended(T),
    TimedOut,
    Aborted,
}

impl Engine {
    /// Waits for a place among the calls of the route, then calls the handler.
    pub(crate) async fn call(&self, turn: Turn, cx: Context) -> Step {
        let Some(route) = turn.route.map(|route| &self.routes[route]) else { return Step::Open(turn) };
        let room = match route.room.clone() {
            None => None,
            Some(room) => tokio::select! {
                biased;
                permit = room.acquire_owned() => permit.ok(),
                () = self.end.aborted.cancelled() => return Step::LetGo(turn, None, stopped("it had not begun")),
            },
        };
        let waker = poll_fn(|task| Poll::Ready(task.waker().clone())).await;
        let begun = self.clock.now().at;
        let first = first_poll(route, cx, &waker);
        self.learn(route, begun);
        match first {
            First::Ended(end) => self.concluded(turn, end),
            First::Waits(work) => Step::Wait(turn, Call { work, _room: room }),
        }
    }

    /// Waits for the handler, as long as it may take.
    pub(crate) async fn wait(&self, turn: Turn, mut call: Call) -> Step {
        let limit = self.limit(&turn);
        let end = tokio::select! {
            biased;
            end = &mut call.work => End::Ended(end),
            () = self.end.aborted.cancelled() => End::Aborted,
            () = sleep(limit) => End::TimedOut,
        };
        // Cancels the handler, if it still runs, before anybody is told.
        drop(call);
        match end {
            End::Ended(end) => self.concluded(turn, end),
            End::TimedOut => Step::Failed(turn, Failure::TimedOut(limit)),
            End::Aborted => Step::LetGo(turn, None, stopped("its handler was cut off")),
        }
    }

    /// A first try may take as long as its route says; further ones must also end within `retry_for`.
    fn limit(&self, turn: &Turn) -> Duration {
        let own = turn.route.and_then(|route| self.routes[route].timeout).unwrap_or(self.settings.timeout);
        let Some(since) = turn.failing_since else { return own };
        let failing_for = self.clock.now().at.saturating_duration_since(since);
        own.min(self.settings.retry_for.saturating_sub(failing_for))
    }
}

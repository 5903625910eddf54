//! Running a handler where its event arrives.
//!
//! Most handlers end, or come to their first wait, within microseconds; a task for each would cost several times as much.
//! So the head of an idle lane is polled once in place, without a timer and with nobody to wake; if it has to wait, the
//! same future goes on in a task of the dispatcher's own. A handler that emits does not run another one within itself:
//! it would recurse, perhaps into a lock that it holds.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context as TaskContext, Poll, Waker};
use std::time::Instant;

use pollhook_core::{Context, Delivery, Error};
use tokio::sync::Semaphore;

use crate::engine::Engine;
use crate::outcome::Handled;
use crate::pace::Lesson;
use crate::route::Route;
use crate::run::Hold;
use crate::running::{Inside, Panic, Running, is_inside};
use crate::turn::{Call, Step, Turn};

/// So many events of one lane may run in place in a row; then its source gets to breathe.
const IN_A_ROW: usize = 32;

impl Engine {
    /// Runs a lane from its head on: in place as far as that goes, then in a task.
    pub(crate) fn run_lane(self: &Arc<Self>, mut hold: Hold, head: Delivery) {
        let mut turn = Turn::new(head);
        if is_inside() {
            return self.spawn(hold, Step::Open(turn));
        }
        let _inside = Inside::enter();
        // Whoever admits may be no thread of the runtime, but handlers may expect one.
        let _runtime = self.runtime.enter();
        for _ in 0..IN_A_ROW {
            match self.go_in_place(turn) {
                Step::Settled => {}
                step => return self.spawn(hold, step),
            }
            match hold.next() {
                Some(next) => turn = Turn::new(next),
                None => return,
            }
        }
        self.spawn(hold, Step::Open(turn));
    }

    /// Takes the steps that need no waiting.
    fn go_in_place(&self, turn: Turn) -> Step {
        let event = turn.event();
        let _span = tracing::debug_span!("event", bot = %event.bot(), event.id = %event.id()).entered();
        match self.open(turn) {
            Step::Call(turn, cx) => self.call_in_place(turn, cx),
            Step::LetGo(turn, after, reason) => self.let_go(turn, after, reason),
            step => step,
        }
    }

    fn call_in_place(&self, turn: Turn, cx: Context) -> Step {
        let Some(route) = turn.route.map(|route| &self.routes[route]) else { return Step::Open(turn) };
        if !route.pace.is_light() {
            return Step::Call(turn, cx);
        }
        let room = match route.room.clone().map(Semaphore::try_acquire_owned) {
            None => None,
            Some(Ok(permit)) => Some(permit),
            Some(Err(_)) => return Step::Call(turn, cx),
        };
        let begun = self.clock.now().at;
        let first = first_poll(route, cx, Waker::noop());
        self.learn(route, begun);
        match first {
            First::Ended(end) => self.concluded(turn, end),
            First::Waits(work) => Step::Wait(turn, Call { work, _room: room }),
        }
    }

    /// Learns how long a call took until it ended or first waited.
    pub(crate) fn learn(&self, route: &Route, begun: Instant) {
        let took = self.clock.now().at.saturating_duration_since(begun);
        if route.pace.learn(took) == Lesson::Blocks {
            tracing::warn!(route = %route.name, ?took, "a handler held up its source: its calls run in tasks from now on");
        }
    }
}

/// How far a call came by itself.
pub(crate) enum First {
    Ended(Result<Result<Handled, Error>, Panic>),
    Waits(Running<'static, Result<Handled, Error>>),
}

/// Calls a handler and polls it once.
pub(crate) fn first_poll(route: &Route, cx: Context, waker: &Waker) -> First {
    let mut work = match Running::start(|| route.endpoint.start(cx)) {
        Ok(work) => work,
        Err(words) => return First::Ended(Err(words)),
    };
    match Pin::new(&mut work).poll(&mut TaskContext::from_waker(waker)) {
        Poll::Ready(end) => First::Ended(end),
        Poll::Pending => First::Waits(work),
    }
}

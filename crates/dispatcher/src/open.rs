//! Choosing the route of the event at the head of a lane, and concluding a call: the steps that never wait.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Captures, Context, Count, Delivery, Error, Event, Reason, ReasonKind};

use crate::engine::Engine;
use crate::failure::Failure;
use crate::outcome::Handled;
use crate::route::Route;
use crate::running::{Panic, guarded};
use crate::turn::{Step, Turn};

impl Engine {
    /// Chooses the route. Only now, at the head: what was before it may have changed what a filter looks at.
    pub(crate) fn open(&self, mut turn: Turn) -> Step {
        if self.end.aborted.is_cancelled() {
            return Step::LetGo(turn, None, stopped("it had not begun"));
        }
        if let Some(why) = turn.event().undecodable() {
            let reason = Reason::new(ReasonKind::Undecodable, why);
            return Step::Bury(turn, reason);
        }
        let mut cx = self.context(&turn.delivery);
        let route = match turn.route.map_or_else(|| self.choose(&cx), |route| Ok(Some(route))) {
            Ok(Some(route)) => route,
            Ok(None) => {
                self.count_unrouted(turn.event());
                return accept(turn);
            }
            Err(words) => return Step::Failed(turn, Failure::Panic(words)),
        };
        if turn.failing_since.is_none() && self.is_stale(turn.event(), &self.routes[route]) {
            self.stats.add(Count::Expired);
            tracing::debug!(event.id = %turn.event().id(), "the platform has stopped listening for an answer: not run");
            return accept(turn);
        }
        turn.route = Some(route);
        match self.captures(route, &cx) {
            Ok(captures) => cx.set_captures(captures),
            Err(words) => return Step::Failed(turn, Failure::Panic(words)),
        }
        if self.routes[route].answer_later {
            cx.leave_answer();
        }
        Step::Call(turn, cx)
    }

    /// A call has ended.
    pub(crate) fn concluded(&self, turn: Turn, end: Result<Result<Handled, Error>, Panic>) -> Step {
        match end {
            Ok(Ok(Handled { inline: None })) => accept(turn),
            Ok(Ok(Handled { inline: Some(inline) })) => {
                turn.delivery.ack.accept_with(inline);
                Step::Settled
            }
            Ok(Err(error)) => Step::Failed(turn, Failure::Error(Arc::new(error))),
            Err(words) => Step::Failed(turn, Failure::Panic(words)),
        }
    }

    /// How long the platform still listens, where the route cares about it.
    pub(crate) fn expires_in(&self, event: &Event, route: Option<&Route>) -> Option<Duration> {
        let expires = event.expires().filter(|_| !route.is_some_and(|route| route.stale_ok))?;
        Some(expires.duration_since(self.clock.now().wall).unwrap_or_default())
    }

    fn is_stale(&self, event: &Event, route: &Route) -> bool {
        self.expires_in(event, Some(route)).is_some_and(|left| left.is_zero())
    }

    pub(crate) fn context(&self, delivery: &Delivery) -> Context {
        let (event, bot, cancelled) = (delivery.event.clone(), Arc::clone(&self.bot), self.end.cancelled.clone());
        Context::new(event, bot, delivery.attempt, delivery.deadline, cancelled)
    }

    /// What the pattern of a route captures, where it has one. Asked at each try: a retry goes to the same route.
    fn captures(&self, route: usize, cx: &Context) -> Result<Option<Captures>, Panic> {
        let Route { filter, captures: true, .. } = &self.routes[route] else { return Ok(None) };
        guarded(|| filter.captures(cx))
    }

    /// The first route that matches. Filters are the author's code, so they may panic.
    pub(crate) fn choose(&self, cx: &Context) -> Result<Option<usize>, Panic> {
        guarded(|| self.index.candidates(cx).find(|&route| self.routes[route].filter.matches(cx)))
    }
}

pub(crate) fn accept(turn: Turn) -> Step {
    turn.delivery.ack.accept();
    Step::Settled
}

/// The process ends, so nothing more becomes of an event here.
pub(crate) fn stopped(how_far: impl std::fmt::Display) -> Reason {
    Reason::new(ReasonKind::Stopped, format!("the process was stopping; {how_far}"))
}

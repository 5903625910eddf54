//! One route: which events, which handler, and what holds for its calls.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::filter::{Description, Filter};
use crate::handler::Callable;
use crate::hooks::Hooks;
use crate::layer::Endpoint;
use crate::pace::Pace;

/// A handler about which something is to be said: `.on(message(), route(slow).timeout(TEN_MINUTES).concurrency(2))`.
pub fn route<H>(handler: H) -> Routed<H> {
    Routed { handler, options: RouteOptions::default() }
}

/// A handler and what holds for its calls; made by [`route`](route()).
#[derive(Clone, Debug)]
#[must_use = "a route does nothing until it is given to `App::on`"]
pub struct Routed<H> {
    handler: H,
    options: RouteOptions,
}

impl<H> Routed<H> {
    /// How long a call may take, instead of the bot's time limit. It is counted from the first time it has to wait.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.timeout = Some(limit);
        self
    }

    /// How many calls may run at a time, so that slow jobs do not eat everybody's room. At least one.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.options.concurrency = Some(calls.clamp(1, Semaphore::MAX_PERMITS));
        self
    }

    /// Leaves the answer to a press to the handler ([`Reply::answer`](crate::Reply::answer)): a word, an alert. Without
    /// this a press is answered when it comes, without a word, so that its button does not spin while the chat is busy.
    pub fn answer_later(mut self) -> Self {
        self.options.answer_later = true;
        self
    }

    /// Runs also for events whose platform has stopped listening for an answer.
    pub fn stale_ok(mut self) -> Self {
        self.options.stale_ok = true;
        self
    }
}

impl<A, H: Callable<A>> Callable<A> for Routed<H> {
    type Ret = H::Ret;

    fn call(&self, args: A) -> H::Ret {
        self.handler.call(args)
    }

    fn options(&self) -> RouteOptions {
        self.options.clone()
    }
}

/// What holds for the calls of one route, besides what holds for all.
#[derive(Clone, Debug, Default)]
pub struct RouteOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) concurrency: Option<usize>,
    pub(crate) stale_ok: bool,
    pub(crate) answer_later: bool,
}

/// A route by the name that its author knows it by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct RouteName {
    pub(crate) handler: &'static str,
    pub(crate) at: &'static Location<'static>,
}

impl std::fmt::Display for RouteName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({}:{})", self.handler, self.at.file(), self.at.line())
    }
}

/// A route as the dispatcher runs it: groups are dissolved, layers applied.
pub(crate) struct Route {
    pub(crate) name: RouteName,
    pub(crate) filter: Arc<dyn Filter>,
    pub(crate) endpoint: Endpoint,
    pub(crate) timeout: Option<Duration>,
    pub(crate) room: Option<Arc<Semaphore>>,
    pub(crate) stale_ok: bool,
    /// Its filter has a pattern.
    pub(crate) captures: bool,
    pub(crate) answer_later: bool,
    pub(crate) hooks: Hooks,
    pub(crate) pace: Pace,
}

impl Route {
    pub(crate) fn new(
        name: RouteName,
        filter: Arc<dyn Filter>,
        endpoint: Endpoint,
        options: &RouteOptions,
        hooks: Hooks,
    ) -> Self {
        let mut description = Description::default();
        filter.describe(&mut description);
        Self {
            name,
            captures: description.captures(),
            filter,
            endpoint,
            timeout: options.timeout,
            room: options.concurrency.map(|calls| Arc::new(Semaphore::new(calls))),
            stale_ok: options.stale_ok,
            answer_later: options.answer_later,
            hooks,
            pace: Pace::default(),
        }
    }
}

//! The task of a lane: takes the event at its head through its steps, then the next, until none is left.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::Poll;
use std::time::Duration;

use futures::future::poll_fn;
use pollhook_core::{Context, Count, Delivery, ErrorKind, Kept, Key, Reason, ReasonKind};
use tokio::time::sleep;
use tracing::Instrument;

use crate::engine::Engine;
use crate::failure::Failure;
use crate::hooks::{Choice, Failed, HOOK_LIMIT, Hooks};
use crate::in_place::{First, first_poll};
use crate::open::{accept, stopped};
use crate::retry::{Decision, Facts, decide};
use crate::running::Running;
use crate::turn::{Call, Step, Turn};

/// A busy lane in somebody's hands. Dropped before its end, it hands back whatever waits.
pub(crate) struct Hold {
    engine: Arc<Engine>,
    /// `None` for an event without a key, which is a lane of its own.
    key: Option<Key>,
}

impl Hold {
    pub(crate) fn new(engine: &Arc<Engine>, key: Option<Key>) -> Self {
        Self { engine: Arc::clone(engine), key }
    }

    /// The head is settled: gives the next event, or ends the lane.
    pub(crate) fn next(&mut self) -> Option<Delivery> {
        let next = self.engine.lanes().next(self.key.as_ref()?);
        if next.is_none() {
            self.key = None;
        }
        next
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let Some(key) = self.key.take() else { return };
        let behind = self.engine.lanes().abandon(&key);
        drop(behind);
    }
}

/// How a call that had to wait came to its end.
enum End<T> {
    Ended(T),
    TimedOut,
    Aborted,
}

impl Engine {
    /// Goes on with a lane in a task.
    pub(crate) fn spawn(self: &Arc<Self>, mut hold: Hold, mut step: Step) {
        let engine = Arc::clone(self);
        let lane = async move {
            loop {
                engine.settle(step).await;
                let Some(next) = hold.next() else { return };
                step = Step::Open(Turn::new(next));
                tokio::task::coop::consume_budget().await;
            }
        };
        self.tasks.spawn_on(lane, &self.runtime);
    }

    /// Takes the event at the head through its steps.
    async fn settle(&self, step: Step) {
        let span = match step.event() {
            Some(event) => tracing::info_span!("event", event.id = %event.id(), event.kind = %event.kind()),
            None => tracing::Span::none(),
        };
        self.steps(step).instrument(span).await;
    }

    async fn steps(&self, mut step: Step) {
        loop {
            step = match step {
                Step::Open(turn) => self.open(turn),
                Step::Call(turn, cx) => self.call(turn, cx).await,
                Step::Wait(turn, call) => self.wait(turn, call).await,
                Step::Failed(turn, failure) => self.failed(turn, failure).await,
                Step::Pause(turn, pause, failure) => self.pause(turn, pause, &failure).await,
                Step::LetGo(turn, after, reason) => self.let_go(turn, after, reason),
                Step::Bury(turn, reason) => self.bury(turn, reason).await,
                Step::Settled => return,
            };
        }
    }

    /// Waits for a place among the calls of the route, then calls the handler.
    async fn call(&self, turn: Turn, cx: Context) -> Step {
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
    async fn wait(&self, turn: Turn, mut call: Call) -> Step {
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

    /// Decides what becomes of an event whose handler failed.
    async fn failed(&self, mut turn: Turn, failure: Failure) -> Step {
        self.stats.add(failure.count());
        tracing::debug!(%failure, attempt = turn.delivery.attempt, "a handler failed");
        turn.failing_since.get_or_insert_with(|| self.clock.now().at);
        let kind = match self.ask(&turn, &failure).await {
            Choice::Accept => return accept(turn),
            Choice::AsUsual => failure.kind(),
            Choice::Retry(after) => ErrorKind::Retry(after),
            Choice::GiveUp => ErrorKind::Permanent,
        };
        let facts = self.facts(&turn, kind);
        match decide(&self.settings, facts) {
            Decision::Pause(pause) => Step::Pause(turn, pause, failure),
            Decision::GiveUp => Step::Bury(turn, failure.reason()),
            Decision::LetGo(pause) => Step::LetGo(turn, Some(pause), why_let_go(facts, &failure)),
        }
    }

    fn facts(&self, turn: &Turn, kind: ErrorKind) -> Facts {
        let Delivery { event, attempt, kept, .. } = &turn.delivery;
        let since = turn.failing_since.map(|since| self.clock.now().at.saturating_duration_since(since));
        Facts {
            kind,
            kept: *kept,
            attempt: *attempt,
            failing_for: since.unwrap_or_default(),
            expires_in: self.expires_in(event, turn.route.map(|route| &self.routes[route])),
            backoff: self.backoff(event, *attempt),
            crowded: self.is_crowded(),
            stopping: self.end.stopping.is_cancelled(),
        }
    }

    /// Waits in the lane; nothing of its key can overtake.
    async fn pause(&self, mut turn: Turn, pause: Duration, failure: &Failure) -> Step {
        let backing_off = BackingOff::new(&self.backing_off);
        tokio::select! {
            biased;
            () = self.end.stopping.cancelled() => return Step::LetGo(turn, None, stopped(failure)),
            () = sleep(pause) => {}
        }
        drop(backing_off);
        turn.delivery.attempt += 1;
        self.stats.add(Count::Retries);
        Step::Open(turn)
    }

    /// Asks the app what is to become of the event.
    async fn ask(&self, turn: &Turn, failure: &Failure) -> Choice {
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
    pub(crate) async fn courtesy<T>(&self, work: Result<Running<'_, T>, crate::running::Panic>) -> Option<T> {
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

/// The reason for a dead letter where an event is to be let go that nobody keeps.
fn why_let_go(facts: Facts, failure: &Failure) -> Reason {
    match facts {
        Facts { kept: Kept::BySource, .. } => failure.reason(),
        Facts { stopping: true, .. } => stopped(failure),
        _ => Reason::new(ReasonKind::Crowded, failure.to_string()),
    }
}

/// Counts a lane as backing off while it lives.
struct BackingOff<'a>(&'a AtomicUsize);

impl<'a> BackingOff<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        Self(count)
    }
}

impl Drop for BackingOff<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

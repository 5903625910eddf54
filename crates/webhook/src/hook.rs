//! What serves a route while its source runs: the protocol, the sink, and who still waits for an answer.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use pollhook_core::{
    Clock, Closed, EventSink, Health, HealthReporter, Kept, Now, Origin, Rules, Shutdown, ShutdownOrder, SourceContext,
    Stats, WebhookProtocol,
};
use tokio::sync::Notify;
use tokio::time::{sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::WebhookSettings;
use crate::seldom::Seldom;

/// How long requests that were cut off may take to say so. They only have to be polled once.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// One run of a webhook source, as its requests see it.
pub(crate) struct Hook {
    pub(crate) protocol: Arc<dyn WebhookProtocol>,
    pub(crate) rules: Rules,
    pub(crate) settings: WebhookSettings,
    pub(crate) origin: Origin,
    pub(crate) sink: EventSink,
    pub(crate) stats: Arc<Stats>,
    pub(crate) shutdown: Shutdown,
    /// Cancelled when whoever still waits is told that the wait is over.
    pub(crate) over: CancellationToken,
    pub(crate) refusals: Seldom,
    pub(crate) turned_away: Seldom,
    clock: Arc<dyn Clock>,
    health: HealthReporter,
    epoch: Arc<AtomicU32>,
    /// Requests that may admit events and are not answered yet.
    requests: TaskTracker,
    sink_closed: Notify,
    crowded: Notify,
}

impl Hook {
    pub(crate) fn new(
        protocol: Arc<dyn WebhookProtocol>,
        rules: Rules,
        settings: WebhookSettings,
        origin: Origin,
        epoch: Arc<AtomicU32>,
        cx: &SourceContext,
    ) -> Self {
        let start = cx.clock.now().at;
        Self {
            protocol,
            rules,
            settings,
            origin,
            sink: cx.sink.clone(),
            stats: Arc::clone(&cx.stats),
            shutdown: cx.shutdown.clone(),
            over: CancellationToken::new(),
            refusals: Seldom::new(start),
            turned_away: Seldom::new(start),
            clock: Arc::clone(&cx.clock),
            health: cx.health.clone(),
            epoch,
            requests: TaskTracker::new(),
            sink_closed: Notify::new(),
            crowded: Notify::new(),
        }
    }

    pub(crate) fn now(&self) -> Now {
        self.clock.now()
    }

    /// Counts a request in until the token goes; `None` when nothing is admitted any more.
    pub(crate) fn enter(&self) -> Option<TaskTrackerToken> {
        // In this order: whoever closes either sees this request or is seen by it.
        let token = self.requests.token();
        (!self.requests.is_closed()).then_some(token)
    }

    /// Admits nothing more.
    pub(crate) fn close(&self) {
        self.requests.close();
    }

    /// Waits until every request is answered, until the deadline of the order; then ends their wait.
    pub(crate) async fn drain(&self, mut order: ShutdownOrder) {
        loop {
            tokio::select! {
                () = self.requests.wait() => return,
                () = sleep_until(order.deadline.into()) => break,
                next = self.shutdown.escalated(order) => order = next,
            }
        }
        self.over.cancel();
        if timeout(LAST_WORDS, self.requests.wait()).await.is_err() {
            tracing::warn!(bot = %self.origin.bot(), "some requests could not be told that the bot is going");
        }
    }

    /// Who has an event of this platform if we let go of it.
    pub(crate) fn kept(&self) -> Kept {
        if self.rules.redelivers.is_some() { Kept::Upstream } else { Kept::Nobody }
    }

    /// Each request is an epoch of its own: when one of its events is handed back, the rest of that request must not
    /// overtake it, and the redelivery must not be refused for it.
    pub(crate) fn next_epoch(&self) -> u32 {
        self.epoch.fetch_add(1, Relaxed)
    }

    /// One to three seconds, so that those who are turned away together do not come back together.
    pub(crate) fn jittered() -> Duration {
        // Each state has keys of its own, so the hash of nothing is as good as random.
        Duration::from_secs(1 + RandomState::new().hash_one(()) % 3)
    }

    /// There was no room for a request.
    pub(crate) fn crowded(&self) {
        self.crowded.notify_one();
    }

    /// Says it while there is no room, and when there is again, whether or not anybody calls meanwhile. Ends with the
    /// sink.
    pub(crate) async fn tell_of_crowds(&self) -> Closed {
        loop {
            self.crowded.notified().await;
            self.health.set(Health::Waiting { on: "room: as many events are unsettled as may be".into() });
            // Behind those who wait for room themselves, and only to see that there is some.
            match self.sink.reserve().await {
                Ok(room) => drop(room),
                Err(closed) => return closed,
            }
            self.health.set(Health::Ready);
        }
    }

    /// A request found the sink closed.
    pub(crate) fn found_sink_closed(&self) {
        self.sink_closed.notify_one();
    }

    /// Waits until a request finds the sink closed.
    pub(crate) async fn sink_closed(&self) {
        self.sink_closed.notified().await;
    }
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hook")
            .field("origin", &self.origin)
            .field("requests", &self.requests.len())
            .finish_non_exhaustive()
    }
}

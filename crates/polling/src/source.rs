//! The poller itself: an event source over whatever pages can be fetched from.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use pollhook_core::{
    Consumes, CursorKey, CursorStore, EventSource, Origin, ShutdownOrder, ShutdownReason, SourceContext, SourceError,
    Via,
};
use tracing::Instrument;

use crate::commit::{Commits, Keep};
use crate::dice::Dice;
use crate::fetch::Fetch;
use crate::mood::Mood;
use crate::pace::Pace;
use crate::plan::Plan;
use crate::rewind::Rewinds;
use crate::run::Run;
use crate::trouble::Troubles;

/// How long outstanding events are waited for when polling ends by an error, so that what has settled is committed.
const AFTER_AN_ERROR: Duration = Duration::from_secs(2);

/// Emits what a platform tells when it is asked, by long or by short polling.
///
/// # Promises
///
/// - Nothing unsettled is committed, and pages are committed in the order in which they were fetched.
/// - Every event is emitted at least once; [`Once`](pollhook_core::Once) behind the sink makes that exactly once for as
///   long as the bot lives.
/// - An event that is handed back ends emitting; when the rest has settled, fetching begins again at what is committed,
///   in a new epoch, so that order within a key is kept.
/// - It does not spin, whatever the server answers, and it does not fall silent: a question that is not answered is
///   asked anew, and its health says why.
/// - Told to stop, it abandons its question at once, waits for what it emitted, and makes the last commit known.
///
/// *Cancel safety*: dropping the future of `run` is a crash; `run` may be called again on the same value.
pub struct Polling {
    pub(crate) fetch: Box<dyn Fetch>,
    pub(crate) platform: &'static str,
    pub(crate) consumes: Consumes,
    pub(crate) pace: Pace,
    pub(crate) give_up_taken_after: Option<Duration>,
    pub(crate) store: Arc<dyn CursorStore>,
    pub(crate) key: CursorKey,
    pub(crate) seed: Option<u64>,
    /// Over all runs, so that a second run passes where the first one was refused. `None` before the first.
    pub(crate) epoch: Option<u32>,
}

impl Polling {
    async fn begin(&mut self, cx: SourceContext) -> Result<Run<'_>, SourceError> {
        let (keep, from) = match self.consumes {
            Consumes::ByClient => {
                // An unreadable store is not "none": beginning anywhere else would lose or repeat events.
                let from = self.store.load(&self.key).await.map_err(SourceError::Fatal)?;
                (Keep::Store(Arc::clone(&self.store), self.key.clone()), from)
            }
            _ => (Keep::Server, None),
        };
        let dice = Dice::new(self.seed);
        let epoch = self.epoch.map_or(0, |epoch| epoch.wrapping_add(1));
        Ok(Run {
            origin: Origin::new(cx.bot.clone(), self.platform, Via::Polling),
            consumes: self.consumes,
            plan: Plan::new(self.consumes, self.pace, dice.clone()),
            commits: Commits::new(keep, from, Arc::clone(&cx.clock)),
            troubles: Troubles::new(self.give_up_taken_after, dice),
            rewinds: Rewinds::default(),
            mood: Mood::new(cx.health.clone()),
            epoch: self.epoch.insert(epoch),
            end: None,
            reset_said: false,
            fetch: &mut *self.fetch,
            cx,
        })
    }

    /// Polls until it is told to stop, or cannot go on.
    async fn poll(&mut self, cx: SourceContext) -> Result<(), SourceError> {
        let shutdown = cx.shutdown.clone();
        let Some(begun) = shutdown.unless(self.begin(cx)).await else { return Ok(()) };
        let mut run = begun?;
        let ended = run.poll().await;
        let deadline = run.cx.clock.now().at + AFTER_AN_ERROR;
        let order = shutdown.order().unwrap_or(ShutdownOrder { reason: ShutdownReason::Stop, deadline });
        run.close(order).await;
        ended
    }
}

#[async_trait]
impl EventSource for Polling {
    async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError> {
        // A process may have several bots: each line says whose it is.
        let span = tracing::info_span!("polling", bot = %cx.bot);
        self.poll(cx).instrument(span).await
    }
}

impl std::fmt::Debug for Polling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Polling")
            .field("platform", &self.platform)
            .field("consumes", &self.consumes)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

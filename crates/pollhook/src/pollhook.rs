//! Bots that are put together, and what others may see of them while they run.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use pollhook_core::{BotId, Health, HealthReporter, Stats};
use tokio::sync::watch;

use crate::Result;
use crate::process::Process;
use crate::supervisor::{Orders, Phase, Phases};

/// The bots of a process, put together and ready to run; made by [`Config::build`](crate::Config::build).
#[must_use = "bots do nothing until they run"]
pub struct Pollhook {
    pub(crate) process: Process,
    pub(crate) handles: Arc<[Handle]>,
    pub(crate) address: Option<SocketAddr>,
    #[cfg(feature = "webhook")]
    pub(crate) routes: pollhook_webhook::Routes,
}

impl Pollhook {
    /// Runs the bots until `shutdown` is ready, and then drains them: what runs may end within the config's `drain`, what
    /// does not comes again or becomes a dead letter. A bot that fails does not stop the others.
    ///
    /// *Cancel safety*: dropping the future is a crash of the bots: nothing unsettled is confirmed.
    ///
    /// # Errors
    /// Why no bot can go on. When the last one fails, the others are not forgotten: the text has a line for each.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        self.process.run(Orders::when(shutdown)).await
    }

    /// Runs the bots until SIGTERM or SIGINT (elsewhere: Ctrl-C), and then drains them; a second signal ends them at once.
    ///
    /// # Errors
    /// Why no bot can go on, or that they were ended at once.
    pub async fn run_until_signal(self) -> Result<()> {
        let orders = Orders::signals()?;
        self.process.run(orders).await
    }

    /// What can be seen of the bot while it runs; of the first one, where there are several.
    #[must_use]
    pub fn handle(&self) -> Handle {
        // A config has one bot at least.
        self.handles[0].clone()
    }

    /// What can be seen of each bot, in the order of the config.
    #[must_use]
    pub fn handles(&self) -> Arc<[Handle]> {
        Arc::clone(&self.handles)
    }

    /// Where the process's own listener listens; `None` where it has none.
    #[must_use]
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.address
    }

    /// The webhooks' routes as a router, to merge into one of yours; use `listen = "off"` then. Before a bot
    /// runs, and once it has failed, its route answers 503.
    ///
    /// Let your server outlive the bots, by [`run_mounted`](crate::run_mounted): their last answers go out through it.
    ///
    /// A prefix under which it is nested is stripped: say with `path` in `[webhook]` what is left. Mount it outside of
    /// any layer that rewrites bodies: signatures are made over raw bytes.
    #[cfg(feature = "webhook")]
    pub fn router(&self) -> axum::Router {
        self.routes.router()
    }

    /// The webhooks' routes as a `tower::Service` over any request body.
    #[cfg(feature = "webhook")]
    #[must_use]
    pub fn service(&self) -> pollhook_webhook::Routes {
        self.routes.clone()
    }
}

impl std::fmt::Debug for Pollhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pollhook")
            .field("handles", &self.handles)
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// What can be seen of a bot. Cheap to clone; it outlives the bot.
#[derive(Clone, Debug)]
pub struct Handle {
    name: BotId,
    phase: watch::Receiver<Phase>,
    health: HealthReporter,
    stats: Arc<Stats>,
}

impl Handle {
    pub(crate) fn new(name: &str, phases: &Phases, health: HealthReporter, stats: Arc<Stats>) -> Self {
        Self { name: name.into(), phase: phases.watch(), health, stats }
    }

    /// The bot's name.
    #[must_use]
    pub fn name(&self) -> &BotId {
        &self.name
    }

    /// Where it stands.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.phase.borrow().clone()
    }

    /// How its source is doing.
    #[must_use]
    pub fn health(&self) -> Health {
        self.health.get()
    }

    /// What was counted.
    #[must_use]
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// Waits until the bot has begun to run, or is over; gives the phase.
    ///
    /// *Cancel safety*: safe.
    pub async fn started(&self) -> Phase {
        self.wait(|phase| !matches!(phase, Phase::Starting)).await
    }

    /// Waits until the bot is over; gives the phase.
    ///
    /// *Cancel safety*: safe.
    pub async fn over(&self) -> Phase {
        self.wait(Phase::is_over).await
    }

    async fn wait(&self, arrived: impl FnMut(&Phase) -> bool) -> Phase {
        let mut phase = self.phase.clone();
        let arrived = phase.wait_for(arrived).await.map(|phase| phase.clone());
        // Whoever said it is gone: the last word holds.
        arrived.unwrap_or_else(|_| self.phase())
    }
}

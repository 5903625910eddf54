//! A bot that is put together, and what others may see of it while it runs.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use pollhook_core::{BotId, Health, HealthReporter, Stats};
use tokio::sync::watch;

use crate::supervisor::{Driver, Ended, Orders, Phase, Phases};
use crate::{Error, Result};

/// A bot that is put together and can run; made by [`Config::build`](crate::Config::build).
#[must_use = "a bot does nothing until it runs"]
pub struct Pollhook {
    pub(crate) driver: Driver,
    pub(crate) handle: Handle,
    pub(crate) address: Option<SocketAddr>,
    #[cfg(feature = "webhook")]
    pub(crate) routes: pollhook_webhook::Routes,
}

impl Pollhook {
    /// Runs the bot until `shutdown` is ready, and then drains it: what runs may end within the config's `drain`, what
    /// does not comes again or becomes a dead letter.
    ///
    /// *Cancel safety*: dropping the future is a crash of the bot: nothing unsettled is confirmed.
    ///
    /// # Errors
    /// Why the bot cannot go on.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<()> {
        self.obey(Orders::when(shutdown)).await
    }

    /// Runs the bot until SIGTERM or SIGINT (elsewhere: Ctrl-C), and then drains it; a second signal ends it at once.
    ///
    /// # Errors
    /// Why the bot cannot go on, or that it was ended at once.
    pub async fn run_until_signal(self) -> Result<()> {
        let orders = Orders::signals()?;
        self.obey(orders).await
    }

    pub(crate) async fn obey(self, orders: Orders) -> Result<()> {
        let name = self.handle.name.clone();
        match self.driver.run(orders).await {
            Ended::Stopped => Ok(()),
            Ended::Cut => Err(Error::permanent(format!(
                "the bot {name} was ended at once by a second signal; what was not confirmed comes again"
            ))),
            Ended::Failed(why) => Err(Error::permanent(format!("the bot {name} has failed: {why}"))),
        }
    }

    /// What can be seen of the bot while it runs.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Where the process's own listener listens; `None` where it has none.
    #[must_use]
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.address
    }

    /// The webhook's route as a router, to merge into one of yours; use `listen = "off"` then. While the bot does not
    /// run, the route answers 503.
    ///
    /// A prefix under which it is nested is stripped: say with `path` in `[webhook]` what is left. Mount it outside of
    /// any layer that rewrites bodies: signatures are made over raw bytes.
    #[cfg(feature = "webhook")]
    pub fn router(&self) -> axum::Router {
        self.routes.router()
    }

    /// The webhook's route as a `tower::Service` over any request body.
    #[cfg(feature = "webhook")]
    #[must_use]
    pub fn service(&self) -> pollhook_webhook::Routes {
        self.routes.clone()
    }
}

impl std::fmt::Debug for Pollhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pollhook").field("handle", &self.handle).field("address", &self.address).finish_non_exhaustive()
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

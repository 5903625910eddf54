//! The shortest door: a file and the handlers.

use std::path::Path;

use crate::supervisor::Orders;
use crate::{Apps, Config, Result};

/// Runs the bots of a config until SIGTERM or SIGINT, and drains them then; a second signal ends them at once. For a config
/// that is read in a way of your own there is [`Config::run`].
///
/// `apps` is one [`App`](crate::App) for all bots, or a function that gives [each its own](Apps). A bot that fails does
/// not stop the others.
///
/// With the feature `log` (it is on by default) log lines are written to standard error, unless a subscriber was
/// installed before.
///
/// It ends within the config's `drain`, whatever handlers do. Your runtime need not: one that is dropped waits for a
/// handler that blocks its thread, and so the process does not exit before it. [`main`](crate::main), whose runtime is
/// its own, does not wait; nor does one that is ended by [`Runtime::shutdown_background`].
///
/// [`Runtime::shutdown_background`]: tokio::runtime::Runtime::shutdown_background
///
/// # Errors
/// Everything that is wrong with the config, or why no bot can go on.
pub async fn run(config: impl AsRef<Path>, apps: impl Apps) -> Result<()> {
    Config::load(config)?.run(apps).await
}

impl Config {
    /// Runs its bots as [`run`] does.
    ///
    /// # Errors
    /// What [`build`](Self::build) refuses, or why no bot can go on.
    pub async fn run(self, apps: impl Apps) -> Result<()> {
        #[cfg(feature = "log")]
        crate::log::install();
        // From now on no signal is missed, not even while the bots are put together.
        let orders = Orders::signals()?;
        self.build(apps).await?.process.run(orders).await
    }
}

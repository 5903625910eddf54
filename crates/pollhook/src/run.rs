//! The shortest door: a file and an app.

use std::path::Path;

use pollhook_dispatcher::App;

use crate::supervisor::Orders;
use crate::{Config, Result};

/// Runs the bot of a config until SIGTERM or SIGINT, and drains it then; a second signal ends it at once.
///
/// With the feature `log` (it is on by default) log lines are written to standard error, unless a subscriber was
/// installed before.
///
/// # Errors
/// Everything that is wrong with the config, or why the bot cannot go on.
pub async fn run<S: Send + Sync + 'static>(config: impl AsRef<Path>, app: App<S>) -> Result<()> {
    let config = Config::load(config)?;
    run_config(config, app).await
}

/// Runs the bot of a config that was read before.
pub(crate) async fn run_config<S: Send + Sync + 'static>(config: Config, app: App<S>) -> Result<()> {
    #[cfg(feature = "log")]
    crate::log::install();
    // From now on no signal is missed, not even while the bot is put together.
    let orders = Orders::signals()?;
    config.build(app).await?.obey(orders).await
}

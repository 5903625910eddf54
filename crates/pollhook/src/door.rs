//! The way by which events arrive, as the chosen mode builds it.

#[cfg(feature = "polling")]
mod polling;
#[cfg(feature = "webhook")]
mod webhook;

use std::sync::Arc;

use pollhook_core::{Clock, EventSource, Http, Setup};

#[cfg(any(feature = "polling", feature = "webhook"))]
use crate::config::Mode;
use crate::supervisor::Serve;
use crate::{Config, Error, Result};

/// Makes a source, once it is known who the bot is.
pub(crate) type MakeSource = Box<dyn FnOnce(&Setup) -> Result<Box<dyn EventSource>, String> + Send>;

/// What a mode brings with it.
pub(crate) struct Door {
    pub(crate) source: MakeSource,
    /// Serves the process's own listener, where it has one.
    pub(crate) serve: Option<Serve>,
    /// Where that one listens.
    pub(crate) address: Option<std::net::SocketAddr>,
    #[cfg(feature = "webhook")]
    pub(crate) routes: pollhook_webhook::Routes,
    /// How it presents itself.
    pub(crate) transport: String,
    /// Where the bot's cursor stands.
    pub(crate) cursor: String,
}

impl Door {
    /// Opens what can be opened before it is known who the bot is: a port that is taken is found now.
    pub(crate) async fn open(config: &Config, http: Arc<dyn Http>, clock: Arc<dyn Clock>) -> Result<Self> {
        match config.mode() {
            #[cfg(feature = "polling")]
            Mode::Polling => polling::open(config, http, clock).await,
            #[cfg(feature = "webhook")]
            Mode::Webhook => {
                // A webhook is called; it calls nobody and waits for nothing.
                drop((http, clock));
                webhook::open(config).await
            }
            #[allow(unreachable_patterns, reason = "with both features there is no other mode")]
            mode => {
                drop((http, clock));
                Err(Error::permanent(format!("this program was built without the feature `{}`", mode.name())))
            }
        }
    }
}

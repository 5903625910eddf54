//! The way by which events arrive, as the chosen mode builds it.

#[cfg(feature = "polling")]
mod polling;
#[cfg(feature = "webhook")]
mod webhook;

use std::sync::Arc;

use pollhook_core::{EventSource, Http, Setup};

use crate::config::BotConfig;
#[cfg(any(feature = "polling", feature = "webhook"))]
use crate::config::Mode;
use crate::files::Files;
use crate::listener::Listener;
use crate::{Error, Result};

/// Makes a source, once it is known who the bot is.
pub(crate) type MakeSource = Box<dyn FnOnce(&Setup) -> Result<Box<dyn EventSource>, String> + Send>;

/// What a mode brings with it.
pub(crate) struct Door {
    pub(crate) source: MakeSource,
    /// How it presents itself.
    pub(crate) transport: String,
    /// Where the bot's cursor stands.
    pub(crate) cursor: String,
}

impl Door {
    /// Opens what can be opened before it is known who the bot is: a path that is taken is found now.
    pub(crate) async fn open(
        config: &BotConfig,
        http: Arc<dyn Http>,
        listener: &mut Listener,
        files: &mut Files,
    ) -> Result<Self> {
        match config.mode() {
            #[cfg(feature = "polling")]
            Mode::Polling => Ok(polling::open(config, http, files.cursors(config)).await),
            #[cfg(feature = "webhook")]
            Mode::Webhook => webhook::open(config, listener),
            #[allow(unreachable_patterns, reason = "with both features there is no other mode")]
            mode => {
                let _ = (http, listener, files);
                Err(Error::permanent(format!("this program was built without the feature `{}`", mode.name())))
            }
        }
    }
}

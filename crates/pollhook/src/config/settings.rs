//! The settings as types, ready to be used.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Door, Platform, SecretString, Setup};
use pollhook_dispatcher::Backoff;

/// How events arrive.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
#[non_exhaustive]
pub enum Mode {
    /// The bot asks.
    Polling,
    /// The platform calls.
    Webhook,
}

impl Mode {
    /// Its word in the config.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Polling => "polling",
            Self::Webhook => "webhook",
        }
    }

    /// The mode of this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "polling" => Some(Self::Polling),
            "webhook" => Some(Self::Webhook),
            _ => None,
        }
    }

    /// The way by which events come then.
    pub(crate) fn door(self) -> Door {
        match self {
            Self::Polling => Door::Polling,
            Self::Webhook => Door::Webhook,
        }
    }

    /// Whether this program was built with what it needs.
    pub(super) fn is_built_in(self) -> bool {
        match self {
            Self::Polling => cfg!(feature = "polling"),
            Self::Webhook => cfg!(feature = "webhook"),
        }
    }
}

/// What must have happened to an event before the platform may forget it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Promise {
    /// It was read: at most once.
    Received,
    /// Its handler ended well, or it is a dead letter: at least once.
    Handled,
}

impl Promise {
    /// Its word in the config.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Handled => "handled",
        }
    }
}

/// All settings of a bot, ready to be used.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) bot: Bot,
    pub(crate) mode: Mode,
    pub(crate) promise: Promise,
    pub(crate) polling: Polling,
    pub(crate) webhook: Option<Webhook>,
    pub(crate) dispatch: Dispatch,
    pub(crate) dead_letters: Letters,
}

/// What holds for the process, however many bots there are.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub(crate) server: Server,
    pub(crate) drain: Duration,
}

#[derive(Clone)]
pub(crate) struct Bot {
    pub(crate) platform: Arc<dyn Platform>,
    pub(crate) token: SecretString,
    /// Where the token stands, for whoever has to mend it.
    pub(crate) token_line: Option<usize>,
    pub(crate) api: String,
    pub(crate) name: String,
    pub(crate) name_line: Option<usize>,
    pub(crate) take_over: bool,
    /// What the platform asked for beyond a token.
    pub(crate) extras: BTreeMap<&'static str, SecretString>,
}

#[derive(Clone, Debug)]
pub(crate) struct Polling {
    /// How long the server may hold a question; `None` is the short style.
    pub(crate) hold: Option<Duration>,
    pub(crate) interval: Duration,
    /// Beside the config, unless the path is absolute.
    pub(crate) cursors: PathBuf,
}

#[derive(Clone)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    pub(crate) path: String,
    pub(crate) path_line: Option<usize>,
    /// The newest first.
    pub(crate) secrets: Vec<SecretString>,
    pub(crate) remove_on_stop: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Server {
    /// `None` when the author mounts the router.
    pub(crate) listen: Option<SocketAddr>,
    pub(crate) listen_line: Option<usize>,
    pub(crate) trusted_proxies: Vec<String>,
    pub(crate) max_connections: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Dispatch {
    pub(crate) in_flight: usize,
    pub(crate) timeout: Duration,
    pub(crate) attempts: u32,
    pub(crate) retry_for: Duration,
    pub(crate) backoff: Backoff,
    pub(crate) deliver_own: bool,
}

/// Where dead letters go.
#[derive(Clone, Debug)]
pub(crate) enum Letters {
    Off,
    /// Beside the config, unless the path is absolute.
    File(PathBuf),
}

impl Settings {
    /// What the platform's protocols are made with, as far as the config knows it.
    pub(crate) fn setup(&self) -> Setup {
        setup(&self.bot, self.webhook.as_ref())
    }
}

pub(super) fn setup(bot: &Bot, webhook: Option<&Webhook>) -> Setup {
    let mut setup = Setup::new(&bot.api);
    setup.extras.clone_from(&bot.extras);
    setup.url = webhook.map(|webhook| webhook.url.clone());
    setup.secrets = webhook.map(|webhook| webhook.secrets.clone()).unwrap_or_default();
    setup
}

impl fmt::Debug for Webhook {
    /// Without the address: a password, or the token, may be part of it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("remove_on_stop", &self.remove_on_stop).finish_non_exhaustive()
    }
}

impl fmt::Debug for Bot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bot").field("platform", &self.platform.name()).field("name", &self.name).finish_non_exhaustive()
    }
}

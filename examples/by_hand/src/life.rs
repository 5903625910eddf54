//! One life of a bot: a runtime of its own, so that killing it kills all of it, in the middle of whatever it does.

use std::net::TcpListener;
use std::time::Duration;

use pollhook::config::Loader;
use tokio::runtime::{Builder, Runtime};

use crate::{polling_by_hand, webhook_by_hand, with_pollhook};

/// The four bots.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Way {
    PollingByHand,
    WebhookByHand,
    Polling,
    Webhook,
}

impl Way {
    pub(crate) const ALL: [Self; 4] = [Self::PollingByHand, Self::WebhookByHand, Self::Polling, Self::Webhook];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PollingByHand => "by hand, polling",
            Self::WebhookByHand => "by hand, webhook",
            Self::Polling => "Pollhook, polling",
            Self::Webhook => "Pollhook, webhook",
        }
    }

    pub(crate) fn is_ours(self) -> bool {
        matches!(self, Self::Polling | Self::Webhook)
    }

    pub(crate) fn is_called(self) -> bool {
        matches!(self, Self::WebhookByHand | Self::Webhook)
    }

    /// How many lines of code it takes, without imports and comments.
    pub(crate) fn lines(self) -> usize {
        let polling = include_str!("polling_by_hand.rs");
        match self {
            Self::PollingByHand => code(polling),
            // It answers as the other one does.
            Self::WebhookByHand => {
                let answer = polling.find("pub(crate) async fn answer").map_or("", |at| &polling[at..]);
                code(include_str!("webhook_by_hand.rs")) + code(answer)
            }
            Self::Polling | Self::Webhook => code(include_str!("with_pollhook.rs")),
        }
    }
}

fn code(source: &str) -> usize {
    let is_code = |line: &&str| !line.is_empty() && !line.starts_with("//") && !line.starts_with("use ");
    source.lines().map(str::trim).filter(is_code).count()
}

/// Where a bot lives, over all of its lives.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    pub(crate) api: String,
    pub(crate) token: &'static str,
    /// Where it is called, if it is.
    listen: String,
}

impl Home {
    pub(crate) fn new(api: String, token: &'static str) -> pollhook::Result<Self> {
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        Ok(Self { api, token, listen })
    }

    /// Begins a life; it goes on until it is [killed](Life::kill).
    pub(crate) fn begin(&self, way: Way) -> pollhook::Result<Life> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let api = format!("{}/bot{}", self.api, self.token);
        match way {
            Way::PollingByHand => drop(runtime.spawn(polling_by_hand::run(api))),
            Way::WebhookByHand => drop(runtime.spawn(webhook_by_hand::run(api, self.listen.clone()))),
            Way::Polling | Way::Webhook => {
                let mode = if way.is_called() { "webhook" } else { "polling" };
                let vars = [("TOKEN", self.token), ("API", &self.api), ("MODE", mode), ("LISTEN", &self.listen)];
                let loader = vars.into_iter().fold(Loader::new(), |loader, (name, value)| loader.var(name, value));
                drop(runtime.spawn(with_pollhook::run(loader.parse(include_str!("bot.toml"))?)));
            }
        }
        Ok(Life(runtime))
    }
}

/// A bot that runs.
pub(crate) struct Life(Runtime);

impl Life {
    /// Ends it without a word: no task gets further than it is.
    pub(crate) fn kill(self) {
        self.0.shutdown_timeout(Duration::from_secs(5));
    }
}

//! How a simulated network is set up.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::{Faults, Limits, devman, facebook, github};

/// What a [`Network`](crate::Network) is started with; write `Options { seed: 7, ..Options::default() }`.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the API service listens; port 0 takes a free one.
    pub api: SocketAddr,
    /// Where the notification service shows its counters and takes what users do.
    pub notifications: SocketAddr,
    /// The simulated distance, one way: each message on either wire takes this long.
    pub delay: Duration,
    /// How many times faster than in life a push that failed is tried again.
    /// Divides the retry schedule, a bot's `Retry-After`, and the 23 hours after which a hook that says 410 is closed.
    pub speed: f64,
    /// How many times faster than in life updates grow too old. Apart from `speed`, because a bot that is restarted
    /// within a second must not find that the presses of buttons have expired meanwhile.
    pub ageing: f64,
    /// Chooses the faults, the random part of delays, nothing else: equal seeds and requests give equal answers.
    pub seed: u64,
    /// What goes wrong by itself, for each bot that does not [choose otherwise](crate::Bot::set_faults).
    pub faults: Faults,
    /// The longest that a fault of the kind "late" waits.
    pub late: Duration,
    /// How long setting or deleting a webhook takes; meanwhile another one terminates it.
    pub hook_setup: Duration,
    /// How long the network needs to send one message of a bot to a chat; more than 310 unsent ones are refused.
    pub send_pace: Duration,
    /// How many messages each Telegram bot may send; `None` where nobody counts. `Some(Limits::default())` is Telegram's
    /// own pace.
    pub limits: Option<Limits>,
    /// The id of each bot's first update.
    pub first_update: i32,
    /// Whether any well-formed token is a bot's. Otherwise only [`Network::bot`](crate::Network::bot) makes bots.
    pub open: bool,
    /// Whether webhooks may be plain HTTP on any port, as a self-hosted server allows with `--local`.
    pub local: bool,
    /// How many exchanges a bot's wire log keeps, and how many updates its ledger; older ones are forgotten first.
    pub history: usize,
    /// How many messages a listener of [`Network::sent`](crate::Network::sent) may fall behind.
    pub sent_buffer: usize,
    /// How Messenger is set up.
    pub facebook: facebook::Settings,
    /// How Devman is set up.
    pub devman: devman::Settings,
    /// How GitHub is set up.
    pub github: github::Settings,
}

impl Default for Options {
    fn default() -> Self {
        let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            api: loopback,
            notifications: loopback,
            delay: Duration::ZERO,
            speed: 1.0,
            ageing: 1.0,
            seed: 0,
            faults: Faults::default(),
            late: Duration::from_millis(300),
            hook_setup: Duration::ZERO,
            send_pace: Duration::ZERO,
            limits: None,
            first_update: 1,
            open: false,
            local: true,
            history: 500_000,
            sent_buffer: 65_536,
            facebook: facebook::Settings::default(),
            devman: devman::Settings::default(),
            github: github::Settings::default(),
        }
    }
}

//! Telegram, through its Bot API.
//!
//! # Facts, and where they come from
//!
//! | fact | source |
//! |---|---|
//! | an update is confirmed by the next getUpdates with a higher offset, even if its answer gets lost | Bot API documentation, getUpdates; `Client.cpp` |
//! | a question is held for 50 s at most | `Client.cpp`, the cap of a long poll |
//! | a page has up to 100 updates and ends before 4 MiB, so no update is larger | getUpdates; `Client.cpp`, how updates are printed |
//! | without getting a 2xx, an update is sent again for 24 h (some kinds: much shorter, see `kinds.rs`) | `WebhookActor.cpp`, `Client.cpp` |
//! | an idle connection to a webhook is closed after 60 s; `Retry-After` is honoured up to an hour | `WebhookActor.cpp` |
//! | one request at a time for each queue: order is kept per chat, or per user and kind | `WebhookActor.cpp`, `Client.cpp` |
//! | `max_connections` is 1 to 100; a secret has 1 to 256 of `A-Z a-z 0-9 _ -` | Bot API documentation, setWebhook |
//! | a text has up to 4096 characters, a caption 1024, the data of a button 64 bytes, an answer to a press 200 characters | Bot API documentation, sendMessage, sendPhoto, InlineKeyboardButton, answerCallbackQuery |
//! | the cloud takes pictures of 10 MB and other files of 50 MB, and gives files of 20 MB | Bot API documentation, Sending files, getFile |
//! | 30 messages a second altogether, one a second in a chat, 20 a minute in a group (see `pace.rs`) | the FAQ for bots, "My bot is hitting limits" |
//! | a message that is changed into what it is, and one that is gone and deleted, are refused: here they count as done | `Client.cpp`, the texts of its 400s |
//! | polling and webhook exclude each other, and so do two pollers | `Client.cpp`, the texts of its 409s |
//!
//! "`Client.cpp`" and "`WebhookActor.cpp`" are files of the server's public source, telegram-bot-api, as of Bot API 10.0.
//!
//! # Two things to know
//!
//! *The token is part of every URL.* It is not here: a [`Call`](pollhook_core::Call) says [`Auth::Path`] and holds `{}`
//! in its place, and what a server says is never shown with anything in it that looks like a token.
//!
//! *Once a bot has been silent for a week its next update id is picked anew*, and another server has other numbers. So a
//! cursor may point past the end; the server then answers from the head of its queue, and such a page is marked
//! ([`Page::reset`]) and believed.
//!
//! [`Auth::Path`]: pollhook_core::Auth::Path
//! [`Page::reset`]: pollhook_core::Page

mod answer;
mod api;
mod identify;
mod kinds;
mod menu;
mod model;
mod pace;
mod poll;
mod register;
mod send;
#[cfg(feature = "stage")]
pub(crate) mod stage;
mod update;
mod view;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{
    Consumes, Extra, Identify, Late, Menu, Order, Platform, PollProtocol, Registration, ReplyProtocol, Rules, Setup,
    SetupError, View, WebhookProtocol,
};

/// The name in the config.
pub const NAME: &str = "telegram";

/// Telegram. The address of its API may hold a `{}` where the token belongs (`https://api.telegram.org/bot{}/test` is the
/// test environment); without one, `/bot{}` is added.
#[derive(Clone, Copy, Debug, Default)]
pub struct Telegram;

/// The address of Telegram's own server.
const CLOUD: &str = "https://api.telegram.org";

/// Larger than any page or update: the server ends a page before 4 MiB.
const LARGEST_UPDATE: usize = 4 << 20;

static RULES: Rules = rules();

const fn rules() -> Rules {
    let mut rules = Rules::new();
    rules.exclusive = true;
    rules.consumes = Consumes::OnNextFetch;
    rules.redelivers = Some(Duration::from_secs(24 * 60 * 60));
    // Of the 60 after which the server gives up: an answer needs its time to arrive.
    rules.ack_within = Some(Duration::from_secs(50));
    rules.late = Late::AskAgain;
    rules.order = Order::PerKey;
    rules.same_events = true;
    // A smaller one would refuse an update for 24 h and hold its chat; nobody sends a body before the secret was checked.
    rules.body_limit = LARGEST_UPDATE;
    rules.poll_hold = Duration::from_secs(50);
    rules.max_connections = Some(100);
    rules
}

static EXTRAS: [Extra; 1] = [pace::EXTRA];

impl Platform for Telegram {
    fn name(&self) -> &'static str {
        NAME
    }

    fn rules(&self) -> &Rules {
        &RULES
    }

    fn kinds(&self) -> &'static [&'static str] {
        &kinds::NAMES
    }

    fn default_api(&self) -> &'static str {
        CLOUD
    }

    fn extras(&self) -> &'static [Extra] {
        &EXTRAS
    }

    fn poll(&self, setup: &Setup) -> Option<Result<Box<dyn PollProtocol>, SetupError>> {
        Some(pace::Pace::read(setup).map(|_| Box::new(poll::Poll::new(setup)) as _))
    }

    fn webhook(&self, setup: &Setup) -> Option<Result<Arc<dyn WebhookProtocol>, SetupError>> {
        let webhook = pace::Pace::read(setup).and_then(|_| webhook::Webhook::new(setup));
        Some(webhook.map(|webhook| Arc::new(webhook) as _))
    }

    fn registration(&self, setup: &Setup) -> Option<Arc<dyn Registration>> {
        Some(Arc::new(register::Register::new(setup)))
    }

    fn identify(&self, setup: &Setup) -> Option<Arc<dyn Identify>> {
        Some(Arc::new(identify::GetMe::new(setup)))
    }

    fn replies(&self, setup: &Setup) -> Option<Arc<dyn ReplyProtocol>> {
        Some(Arc::new(send::Send::new(setup)))
    }

    fn menu(&self, setup: &Setup) -> Option<Arc<dyn Menu>> {
        Some(Arc::new(menu::Commands::new(setup)))
    }

    fn view(&self, setup: &Setup) -> Arc<dyn View> {
        Arc::new(view::Reader::new(setup.identity.as_ref()))
    }
}

#[cfg(test)]
mod tests;

//! GitHub, through its REST API and its webhooks.
//!
//! # Facts, and where they come from
//!
//! | fact | source (docs.github.com) |
//! |---|---|
//! | a webhook is signed by `X-Hub-Signature-256` over its raw body, as JSON or as a form with `payload` | "Validating webhook deliveries" |
//! | it waits 10 s for a 2xx, and what failed is never sent again by itself | "Best practices for using webhooks", "Handling failed webhook deliveries" |
//! | a body has 25 MB at most; what would be larger is not sent | "Webhook events and payloads" |
//! | a delivery is named by `X-GitHub-Delivery`; a redelivery by hand keeps that name | "Webhook events and payloads", "Redelivering webhooks" |
//! | a new webhook is greeted by a `ping`, which is no event of the Events API | "Webhook events and payloads", ping |
//! | the Events API tells the newest 300 events of the last 30 days at most, the newest first, and late | "REST API endpoints for events" |
//! | `ETag` and 304 cost no rate limit; `X-Poll-Interval` says when to ask again | "REST API endpoints for events", "Best practices for using the REST API" |
//! | over a rate limit: 403 or 429, with `x-ratelimit-reset` or `retry-after`; without either, a minute | "Rate limits for the REST API" |
//! | its payloads are named and trimmed otherwise than a webhook's | "GitHub event types" |
//!
//! # Two doors with different events
//!
//! Both doors may be open at once, but they do not give the same events: what is polled is a part of what is pushed, it
//! comes later (30 s to hours), and nothing in it names the delivery. So an id says by which door it came (`event:…`,
//! `delivery:…`), and [`Rules::same_events`] is false: nobody can take one for the other.
//!
//! To a handler they look alike. The kind is the webhook's word for it, `issues` and not `IssuesEvent`; the payload is a
//! webhook's, into which `splice.rs` writes what polling knows (`repository`, `sender`, `organization`) and the names that
//! a webhook uses. What polling cannot know stays away: most of a pull request, and the commits of a push.
//!
//! # Beginning
//!
//! Without a cursor polling begins *now*: nobody wants a bot to greet the issues of the last 30 days. `history = "all"`
//! begins with the oldest event that GitHub still tells.
//!
//! [`Rules::same_events`]: pollhook_core::Rules

mod account;
mod answer;
mod api;
mod cursor;
mod document;
mod identify;
mod kinds;
mod model;
mod poll;
mod register;
mod send;
mod splice;
#[cfg(feature = "stage")]
pub(crate) mod stage;
mod time;
mod update;
mod view;
mod walk;
mod watch;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{
    Consumes, Door, Extra, Identify, Late, Order, Platform, PollProtocol, Registration, ReplyProtocol, Rules, Setup,
    SetupError, View, WebhookProtocol,
};

use watch::Watch;

/// The name in the config.
pub const NAME: &str = "github";

/// GitHub. The address of its API is `https://HOST/api/v3` on an Enterprise Server.
#[derive(Clone, Copy, Debug, Default)]
pub struct GitHub;

/// The address of GitHub's own server.
const CLOUD: &str = "https://api.github.com";

static RULES: Rules = rules();

const fn rules() -> Rules {
    let mut rules = Rules::new();
    rules.exclusive = false;
    rules.consumes = Consumes::ByClient;
    rules.redelivers = None;
    // Of the 10 after which it gives up: an answer needs its time to arrive.
    rules.ack_within = Some(Duration::from_secs(8));
    rules.late = Late::Ack;
    // Deliveries of one issue may overtake each other.
    rules.order = Order::None;
    rules.same_events = false;
    rules.body_limit = 25 << 20;
    // Every question is answered at once; when to ask again, each answer says.
    rules.poll_hold = Duration::ZERO;
    rules.max_connections = None;
    rules
}

static EXTRAS: [Extra; 3] = [
    Extra::new(watch::KEY, "\"octocat/hello-world\"", "what is watched: `OWNER/REPO`, `org:NAME` or `user:NAME`"),
    Extra::new(poll::HISTORY, "\"all\"", "where polling begins the first time: `now`, or `all` that is still told")
        .at(Door::Polling),
    Extra::new(
        identify::LOGIN,
        "\"my-app[bot]\"",
        "the bot's own name, where its token may not ask: that of a GitHub App",
    ),
];

impl Platform for GitHub {
    fn name(&self) -> &'static str {
        NAME
    }

    fn rules(&self) -> &Rules {
        &RULES
    }

    fn kinds(&self) -> &'static [&'static str] {
        &kinds::NAMES
    }

    fn told_by(&self, door: Door) -> &'static [&'static str] {
        match door {
            Door::Polling => &kinds::POLLED,
            Door::Webhook => &kinds::NAMES,
        }
    }

    fn default_api(&self) -> &'static str {
        CLOUD
    }

    fn extras(&self) -> &'static [Extra] {
        &EXTRAS
    }

    fn by_hand(&self) -> Option<&'static str> {
        Some(
            "add it in the settings of the repository, the organization or the App, with `url`, `secret` and the content \
             type JSON; or name in `watch` a repository or an organization, and the bot does it",
        )
    }

    fn poll(&self, setup: &Setup) -> Option<Result<Box<dyn PollProtocol>, SetupError>> {
        Some(poll::Poll::new(setup).map(|poll| Box::new(poll) as _))
    }

    fn webhook(&self, setup: &Setup) -> Option<Result<Arc<dyn WebhookProtocol>, SetupError>> {
        Some(webhook::Webhook::new(setup).map(|webhook| Arc::new(webhook) as _))
    }

    /// Where the config says what is watched; else by hand, or as part of a GitHub App.
    fn registration(&self, setup: &Setup) -> Option<Arc<dyn Registration>> {
        let hooks = Watch::of(setup).ok()??.hooks()?;
        Some(Arc::new(register::Register::new(setup, hooks)))
    }

    /// Unless the config says it.
    fn identify(&self, setup: &Setup) -> Option<Arc<dyn Identify>> {
        setup.extra(identify::LOGIN).is_none().then(|| Arc::new(identify::GetUser::new(setup)) as _)
    }

    fn replies(&self, setup: &Setup) -> Option<Arc<dyn ReplyProtocol>> {
        Some(Arc::new(send::Send::new(setup)))
    }

    fn view(&self, setup: &Setup) -> Arc<dyn View> {
        Arc::new(view::Reader::new(setup))
    }
}

#[cfg(test)]
mod tests;

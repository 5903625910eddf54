//! Webhooks as an event source.
//!
//! ```text
//!            Server ─▶ connections ─┐                                 (its own listener)
//!                                   ├─▶ Routes ─▶ Hook ─▶ EventSink ─▶ …
//!   axum::Router / tower::Service ──┘              │
//!                                                  └── awaits the outcome, then answers
//! ```
//!
//! One [`Server`] is bound for the life of the process; routes come and go behind it. A [`Route`] is a *configured* path:
//! while no source serves it, it answers 503 and a platform tries again, so a switch or a restart loses nothing. A
//! [`Webhook`] is an [`EventSource`](pollhook_core::EventSource) that serves one route by one platform's
//! [`WebhookProtocol`](pollhook_core::WebhookProtocol) while it runs.
//!
//! A request is answered *after* its events have settled. The one exception is the platform's own deadline, where its
//! [`Rules`](pollhook_core::Rules) decide: ask to be sent it again, or acknowledge and answer for the event alone.
//!
//! Before a request is authenticated it meets only cheap bounds, each of them a number in [`ServerSettings`] or
//! [`WebhookSettings`]; nothing is parsed before that, and whoever fails learns nothing but a status.
//!
//! Deliberately absent: this crate registers nothing with a platform and knows none by name; it speaks neither TLS nor
//! HTTP/2, which a proxy does better.
//!
//! # In an app of your own
//!
//! ```
//! use pollhook_webhook::Routes;
//!
//! let routes = Routes::default();
//! let claimed = routes.claim("/echo").expect("nobody else has this path");
//! let app: axum::Router = axum::Router::new().nest("/hooks", routes.router());
//! # let _ = (app, claimed);
//! ```
//!
//! Paths are matched as they arrive, so under `nest` the prefix is gone. Bounds on connections and heads are then the
//! app's; bodies stay bounded here. Signatures are made over raw bytes: mount the routes outside of any layer that
//! rewrites bodies.

mod accept;
mod admit;
mod answer;
mod batch;
mod budget;
mod connection;
mod hear;
mod hook;
mod network;
mod patience;
mod peers;
mod pulse;
mod read_body;
mod route;
mod routes;
mod seldom;
mod serve;
mod server;
mod service;
mod settings;
mod source;

pub use network::{InvalidNetwork, Network};
pub use route::Route;
pub use routes::{ClaimError, Routes};
pub use server::{BindError, Server};
pub use settings::{ServerSettings, WebhookSettings};
pub use source::Webhook;

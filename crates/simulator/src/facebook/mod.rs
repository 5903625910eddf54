//! The side of the network that looks like Meta's Messenger: webhooks that are signed, and a Send API.
//!
//! ```text
//! app, page, person   what a script says: somebody wrote, a push shall be forged
//!   └▶ desk           one app: its subscription, its pages, what waits to be pushed; without clock or socket
//!        ├ page_desk  one page: its token, its conversations, the Send API's rules
//!        └ notice     events in one body, and the schedule of retries
//! api (with errors)   HTTP in: /v{N}/me/messages, /{app}/subscriptions, /{page}/subscribed_apps
//! handshake           HTTP out: the callback is verified before it is believed
//! ```
//!
//! Pushes that failed are sent again at once, then ever rarer for 36 hours, beside what is new: no order is promised.
//! An app whose callback fails for too long loses its subscription.

pub(crate) mod api;
mod app;
mod desk;
mod errors;
mod escape;
mod graph;
mod handshake;
mod notice;
mod page;
mod page_desk;
mod person;
mod sent;
mod settings;

#[cfg(test)]
mod tests;

pub use app::App;
pub(crate) use graph::Graph;
pub use page::Page;
pub use person::{Person, Spoken};
pub use sent::Sent;
pub use settings::Settings;

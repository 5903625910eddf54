//! The side of the network that looks like GitHub: webhooks of repositories, the Events API, issues and comments.
//!
//! ```text
//! developer, repo, account   what a script says: somebody opened an issue, a delivery shall be forged
//!   ├▶ limits                one account: what its token may still ask
//!   └▶ desk                  one repository: issues, what happened; without clock or socket
//!        ├ hook, deliveries  who is told by webhook, once, and what came of it
//!        ├ feed              the Events API's view: other ids, trimmed payloads, ETags
//!        └ shapes, trimmed   JSON
//! hub                        whose token, which repository
//! api (with errors)          HTTP in: /repos/{o}/{r}/hooks, …/events, …/issues, /user
//! ```
//!
//! The same thing that happens has a GUID in its deliveries and a decimal id in the feed, and nothing tells that the
//! two are one. Nothing is delivered again unless somebody asks for it.

mod account;
pub(crate) mod api;
mod desk;
mod developer;
mod errors;
mod hub;
mod limits;
mod repo;
mod sent;
mod settings;
mod shapes;
mod trimmed;

#[cfg(test)]
mod tests;

pub use account::Account;
pub use developer::{Developer, Done};
pub(crate) use hub::Hub;
pub use repo::Repo;
pub use sent::{Sent, Shown};
pub use settings::Settings;

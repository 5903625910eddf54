//! What the judges in `tests` are shown: a bot that keeps what its handler gets, and what happens to it.
//!
//! `telegram` and `github` hold a document for every kind that our platforms know, in full, as the platform documents it.
//! What the simulated network does by itself is not among them: that is provoked.

pub mod github;
pub mod keeper;
pub mod telegram;

/// A kind of event, and a payload of that kind.
pub type Document = (&'static str, serde_json::Value);

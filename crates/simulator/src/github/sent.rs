//! What accounts write by the API, as it happens.

use std::time::Duration;

/// Something that people see.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sent {
    /// When the network had it, counted from its start.
    pub at: Duration,
    /// Who wrote it.
    pub login: String,
    /// The repository, as `owner/name`.
    pub repo: String,
    /// The number of the issue or pull request.
    pub number: u64,
    /// What it is.
    pub what: Shown,
}

/// What an account wrote.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Shown {
    /// A new issue, with this title.
    Issue(String),
    /// A comment: its id and its body.
    Comment(u64, String),
    /// A comment was changed: its id and its new body.
    Edited(u64, String),
    /// A comment was taken back.
    Deleted(u64),
    /// A reaction to the issue, or to the comment of this id.
    Reaction(Option<u64>, String),
    /// The issue is open, or closed, from now on.
    State(String),
}

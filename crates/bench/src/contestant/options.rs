//! What a contestant is told when it is started: the same words for ours, for the bare loop, and for the peers.

use clap::{Args, ValueEnum};

use super::meter::Work;

/// Whose loop it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, ValueEnum)]
pub(crate) enum Who {
    Ours,
    Bare,
    /// A peer, which is in a program of its own.
    Teloxide,
    /// Another one.
    Frankenstein,
}

/// How updates come.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Door {
    Hook,
    Poll,
}

/// What a contestant is told.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    #[arg(long)]
    pub(crate) who: Who,
    #[arg(long)]
    pub(crate) door: Door,
    /// The address of the API
    #[arg(long)]
    pub(crate) api: String,
    /// What its handler does
    #[arg(long)]
    pub(crate) work: Work,
    /// When an update is confirmed
    #[arg(long, default_value = "handled")]
    pub(crate) ack: String,
    /// The chat whose waits do not count
    #[arg(long)]
    pub(crate) except: Option<u64>,
}

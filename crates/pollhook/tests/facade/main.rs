//! Whole bots, from the text of a config alone, on the simulated network.

#![allow(clippy::unwrap_used, reason = "what a test needs and does not get fails it")]

mod drain;
mod many;
mod modes;
mod net;
mod registration;
mod speaking;
mod start;

//! The poller as a whole, on a paused clock, against platforms in memory.

#![allow(clippy::unwrap_used, reason = "a test may panic, and so may what surrounds it")]

mod by_client;
mod conformance;
mod consuming;
mod failures;
mod fruitless;
mod handing_back;
mod kill;
mod model;
mod rig;
mod stopping;

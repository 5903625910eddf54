//! Attacks: real processes that are hurt over real sockets, by whoever may reach them.
//!
//! | module | who attacks |
//! |---|---|
//! | `endpoint` | clients, which may send a webhook whatever they like |
//! | `poller` | servers, which may answer a poller whatever they like |
//! | `handlers` | handlers, which may do to the process that they run in whatever they like |
//!
//! Each says what it cost: `cargo test --package pollhook-promises --test attacks -- --nocapture`. In CI they are as
//! large as a minute allows. `ATTACKS=full` makes them as large as they are meant to be (10,000 connections, each byte
//! of an answer, pages of 1 GiB), which takes about ten minutes:
//!
//! ```text
//! ATTACKS=full cargo test --release --package pollhook-promises --test attacks -- --nocapture
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "what a test cannot go on without, it need not handle; what an attack costs is printed"
)]

mod endpoint;
mod extent;
mod handlers;
mod poller;

//! The client against servers that misbehave, over real sockets.

#![allow(clippy::unwrap_used, reason = "all of it is a test, its helpers too")]

mod answers;
mod credentials;
mod files;
mod process;
mod proxies;
mod redirects;
mod secrets;
mod server;
mod tls;

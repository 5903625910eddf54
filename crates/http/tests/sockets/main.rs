//! The client against servers that misbehave, over real sockets.

mod answers;
mod credentials;
mod process;
mod proxies;
mod redirects;
mod secrets;
mod server;
mod tls;

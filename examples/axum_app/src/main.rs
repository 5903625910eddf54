//! Two bots in an application that is there already: its pages, its state, its layers, its listener.
//!
//! ```sh
//! cargo run -p axum_app      # no tokens: Telegram is simulated on this machine, and all that passes is printed
//!
//! # The real thing: Telegram must reach SITE, which a proxy passes on to LISTEN.
//! CUSTOMERS_TOKEN=… KITCHEN_TOKEN=… WEBHOOK_SECRET=… SITE=https://bot.example.org cargo run -p axum_app
//! # … or on a laptop that nobody can reach; the pages are the same.
//! MODE=polling CUSTOMERS_TOKEN=… KITCHEN_TOKEN=… cargo run -p axum_app
//! ```
//!
//! A pizzeria: at one bot customers order, another one tells the kitchen what is to be done, and the web shows both.
//! `web.rs` is the application and the part to read; `pizzeria.rs` is its state, `bots.rs` what the bots do, `server.rs`
//! an orderly end of all together. `rehearsal.rs` is the simulated Telegram.

mod bots;
mod pizzeria;
mod rehearsal;
mod server;
mod web;

use pollhook::{Config, Pollhook};

use crate::pizzeria::Pizzeria;
use crate::server::Server;

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bots.toml");

#[tokio::main]
async fn main() -> pollhook::Result<()> {
    if std::env::var_os("CUSTOMERS_TOKEN").is_none() {
        return rehearsal::run(CONFIG).await;
    }
    tracing_subscriber::fmt().with_env_filter("info,tower_http=debug").init();
    let listen = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let server = Server::open(Config::load(CONFIG)?, Pizzeria::default(), &listen).await?;
    server.run(Pollhook::run_until_signal).await
}

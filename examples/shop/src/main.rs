//! A shop where people order by Telegram or by Messenger, and pay elsewhere.
//!
//! ```sh
//! cargo run -p shop      # no tokens: all three platforms are simulated on this machine, and what passes is printed
//!
//! # The real thing. SITE is where the platforms call, which a proxy passes on to LISTEN.
//! TELEGRAM_TOKEN=… TELEGRAM_SECRET=… MESSENGER_TOKEN=… APP_SECRET=… VERIFY_TOKEN=… TILL_SECRET=… \
//!     SITE=https://shop.example.org cargo run -p shop
//! ```
//!
//! `app.rs` is the shop: one set of handlers for both networks. `orders.rs` is what it knows, `till.rs` how a payment
//! service says that somebody has paid: as a platform that only tells, so that a payment is kept, retried and told once
//! like any message. `bots.toml` puts the three together. `rehearsal.rs` is the simulated rest of the world.

mod app;
mod orders;
mod rehearsal;
mod till;

use pollhook::config::Loader;

use crate::orders::Orders;
use crate::till::Till;

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bots.toml");

#[tokio::main]
async fn main() -> pollhook::Result<()> {
    if std::env::var_os("TELEGRAM_TOKEN").is_none() {
        return rehearsal::run(CONFIG).await;
    }
    Loader::new().platform(Till).load(CONFIG)?.run(app::app(Orders::default())).await
}

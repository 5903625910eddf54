//! Tells a Telegram chat what Devman's mentors say of a student's lessons.
//!
//! ```sh
//! cargo run -p devman_notify      # no tokens: Devman and Telegram are simulated, and all that passes is printed
//!
//! # The real thing. What your address is the bot says when you write /start to it; until you know, this one does.
//! DEVMAN_TOKEN=… TELEGRAM_TOKEN=… STUDENT=telegram:telegram/0 cargo run -p devman_notify
//! ```
//!
//! Two platforms, one process: `bots.toml` names both. Reviews come by a long poll, and a review counts as read when
//! the chat was told of it: if Telegram is down or the process is killed, it is not lost. `notify.rs` is all there is to
//! it. `rehearsal.rs` is the simulated rest of the world.

mod notify;
mod rehearsal;

use std::env;

use pollhook::prelude::*;

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bots.toml");

#[tokio::main]
async fn main() -> pollhook::Result<()> {
    if env::var_os("DEVMAN_TOKEN").is_none() {
        return rehearsal::run(CONFIG).await;
    }
    let missing = |_| Error::msg("STUDENT is missing: write /start to the bot, and it says yours");
    let student: Address = env::var("STUDENT").map_err(missing)?.parse()?;
    pollhook::run(CONFIG, notify::app(student)).await
}

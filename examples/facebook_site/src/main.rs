//! A site for Facebook: who writes to its page in Messenger is answered, and stands in a guest book on the web.
//!
//! ```sh
//! cargo run -p facebook_site      # no account: Facebook is simulated on this machine, and all that passes is printed
//!
//! # The real thing; README.md says where to get these.
//! MESSENGER_TOKEN=… APP_SECRET=… VERIFY_TOKEN=… LISTEN=127.0.0.1:8080 cargo run -p facebook_site
//! ```
//!
//! `bot.rs` is what the bot does, `page.rs` what visitors see, and `site.rs` puts both behind one port. `rehearsal.rs` is
//! the simulated Facebook.

mod bot;
mod guest_book;
mod page;
mod rehearsal;
mod site;

use pollhook::{Config, Pollhook};

use crate::site::Site;

/// Another one may be named as argument.
const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bot.toml");

#[tokio::main]
async fn main() -> pollhook::Result<()> {
    let config = std::env::args().nth(1).unwrap_or_else(|| CONFIG.to_owned());
    if std::env::var_os("MESSENGER_TOKEN").is_none() {
        return rehearsal::run(&config).await;
    }
    tracing_subscriber::fmt().init();
    let listen = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let site = Site::open(Config::load(config)?, &listen).await?;
    site.run(Pollhook::run_until_signal).await
}

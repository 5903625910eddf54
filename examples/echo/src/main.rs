//! A bot that says back whatever it hears.
//!
//! ```sh
//! cargo run -p echo                               # no token: chat with it in this terminal
//! MODE=webhook cargo run -p echo                  # the same chat, by webhook
//! echo "how are you?" | cargo run -p echo         # the same chat, as a script
//! TELEGRAM_TOKEN=123:abc cargo run -p echo        # the real bot
//! ```
//!
//! Below is all there is to the bot; its config is `bot.toml`. `tests.rs` is its test, `chat.rs` the terminal for those
//! without a token.

mod chat;
#[cfg(test)]
mod tests;

use pollhook::prelude::*;

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bot.toml");

#[tokio::main]
async fn main() -> pollhook::Result<()> {
    if std::env::var_os("TELEGRAM_TOKEN").is_none() {
        return chat::run(CONFIG, app()).await;
    }
    pollhook::run(CONFIG, app()).await
}

fn app() -> App {
    App::new().on(message().with_text(), echo)
}

/// Says back whatever it hears.
async fn echo(Text(text): Text, reply: Reply) -> pollhook::Result<()> {
    reply.text(text).await?;
    Ok(())
}

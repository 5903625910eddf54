//! A platform of one's own: its protocol in one file, and both transports for free.
//!
//! ```sh
//! cargo run -p custom_platform
//! ```
//!
//! `parlour.rs` is the platform, and the part to copy; `docs/writing-a-platform.md` leads through it. `server.rs` plays
//! the other side on this machine, over real HTTP. Below is a bot that spends an evening there twice: it hears of the
//! notes by polling, and then by webhook. `bot.toml` is its config, of which one word changes.

#![allow(clippy::print_stdout, reason = "an example speaks by its terminal")]

mod parlour;
mod server;
#[cfg(test)]
mod tests;

use pollhook::config::Loader;
use pollhook::prelude::*;
use pollhook::{Mode, Pollhook};
use tokio::sync::oneshot;

use crate::parlour::Parlour;
use crate::server::{SECRET, TOKEN, Visit};

const EVENING: [(&str, &str); 3] = [("Anna", "good evening"), ("Ben", "is there tea?"), ("Anna", "there is")];

fn app() -> App {
    App::new().on(message().with_text(), echo)
}

/// Says back whatever it hears.
async fn echo(heard: Message, Text(text): Text, reply: Reply) -> Result<()> {
    let who = heard.sender.map(|sender| sender.name).unwrap_or_default();
    reply.text(format!("{who} says: {text}")).await?;
    Ok(())
}

/// The bot: a config that knows the platform, and an app.
async fn bot(loader: Loader) -> Result<Pollhook> {
    loader.platform(Parlour).parse(include_str!("../bot.toml"))?.build(app()).await
}

#[tokio::main]
async fn main() -> Result<()> {
    for mode in [Mode::Polling, Mode::Webhook] {
        let (visit, served) = server::open().await?;
        tokio::select! {
            ended = served => ended?,
            spent = evening(mode, visit) => spent?,
        }
    }
    Ok(())
}

async fn evening(mode: Mode, mut visit: Visit) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let loader = Loader::new().mode(mode).var("PARLOUR_API", &visit.address).var("PARLOUR_TOKEN", TOKEN);
    let loader = loader.var("PARLOUR_SECRET", SECRET).var("FOLDER", folder.path().to_string_lossy());
    let bot = bot(loader).await?;
    if let Some(address) = bot.local_addr() {
        visit.call_at(format!("http://{address}/hook"));
    }

    println!("by {}", mode.name());
    let (stop, stopped) = oneshot::channel::<()>();
    let talk = async {
        for (who, text) in EVENING {
            println!("  {who:<4} > {text}\n  bot  > {}", visit.says(who, text).await?);
        }
        drop(stop);
        Ok(())
    };
    tokio::try_join!(bot.run(async { drop(stopped.await) }), talk)?;
    let (questions, calls) = visit.exchanges();
    println!("  the bot has asked {questions} times, and was called {calls} times\n");
    Ok(())
}

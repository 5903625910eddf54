//! A bot of your own. Its config is `bot.toml`; how events arrive is one word in there.
//!
//! ```sh
//! cargo run               # runs it
//! cargo run -- check      # what is in effect, and why
//! cargo run -- doctor     # whether all that it needs is there
//! ```

use std::process::ExitCode;

use pollhook::prelude::*;

fn main() -> ExitCode {
    pollhook::main(app())
}

fn app() -> App {
    App::new().on(command("ping"), pong)
}

/// Answers a comment that begins with `/ping`.
async fn pong(reply: Reply) -> Result<()> {
    reply.text("pong").await?;
    Ok(())
}

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
    App::new().on(command("start"), welcome).on(message().with_text(), echo)
}

async fn welcome(reply: Reply) -> Result<()> {
    reply.text("Hello! Write something, and I say it back.").await?;
    Ok(())
}

async fn echo(Text(text): Text, reply: Reply) -> Result<()> {
    reply.text(text).await?;
    Ok(())
}

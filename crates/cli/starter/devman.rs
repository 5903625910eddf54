//! A bot of your own. Its config is `bot.toml`.
//!
//! ```sh
//! cargo run               # runs it
//! cargo run -- check      # what is in effect, and why
//! cargo run -- doctor     # whether all that it needs is there
//! ```

use std::io::{self, Write};
use std::process::ExitCode;

use pollhook::prelude::*;

fn main() -> ExitCode {
    pollhook::main(app())
}

fn app() -> App {
    App::new().on(kind("review"), reviewed)
}

/// Prints each review as it came.
async fn reviewed(event: Event) -> Result<()> {
    let line = [event.payload(), &b"\n"[..]].concat();
    io::stdout().write_all(&line)?;
    Ok(())
}

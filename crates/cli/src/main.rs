//! The command `pollhook`: looks after a bot by its config alone, and simulates a social network.
//!
//! ```sh
//! pollhook init --platform telegram
//! pollhook check --config bot.toml
//! pollhook webhook info
//! pollhook simulate --port 8081
//! ```
//!
//! Run by this command a bot has no handlers: every event is accepted unseen, which is good for trying a config out. A
//! bot of your own is a program of your own, and `pollhook::main` makes it the same tool.

mod init;
mod simulate;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use pollhook::App;
use pollhook::cli::{self, Options};

use crate::init::Init;
use crate::simulate::Simulate;

/// Runs bots by polling or webhook, looks after them, and simulates the network they live on
#[derive(Debug, Parser)]
#[command(name = "pollhook", version)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Bot(cli::Command),
    /// Begin a bot: write its config, its code and an example of its environment
    Init(Init),
    /// Simulate a social network on this machine: no token and no internet needed
    Simulate(Simulate),
}

fn main() -> ExitCode {
    let Cli { options, command } = Cli::parse();
    match command {
        Some(Command::Simulate(simulate)) => simulate.run(),
        Some(Command::Init(init)) => init.run(),
        Some(Command::Bot(command)) => cli::execute(command, &options, App::new()),
        None => cli::execute(cli::Command::default(), &options, App::new()),
    }
}

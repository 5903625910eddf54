//! The author's binary as a tool: `run`, `check`, `doctor`, `routes`, `webhook …`.
//!
//! Commands that need the routes, or run in the author's container, belong inside the author's binary:
//!
//! ```no_run
//! use std::process::ExitCode;
//! use pollhook::prelude::*;
//!
//! fn main() -> ExitCode {
//!     pollhook::main(App::new())
//! }
//! ```
//!
//! The exit code is 0 when all is well, 1 when the bot failed, 2 when the config or the command line is wrong. No command
//! prints a secret.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks by its terminal")]

mod args;
mod check;
mod doctor;
mod routes;
mod webhook;

use std::process::ExitCode;

use clap::Parser;

pub use self::args::{Command, Options, WebhookCommand};
use crate::config::{ConfigError, Loader};
use crate::{Apps, Error, Result};

#[derive(Debug, Parser)]
#[command(version, about = "Runs the bots of a config, and looks after them", long_about = None)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Carries out the command line for the bots of a config, with these handlers: one [`App`](crate::App) for all, or a
/// function that gives each bot [its own](Apps). To be called from `main`, outside of any runtime.
pub fn main(apps: impl Apps) -> ExitCode {
    main_with(Loader::new(), apps)
}

/// The same for a config that is read in a way of your own, with a platform of your own for one:
/// `main_with(Loader::new().platform(Parlour), app)`. The command line comes before what the loader says.
pub fn main_with(loader: Loader, apps: impl Apps) -> ExitCode {
    let Cli { options, command } = Cli::parse();
    execute(command.unwrap_or_default(), &Options { loader, ..options }, apps)
}

/// Carries out one command, for binaries with commands of their own.
pub fn execute(command: Command, options: &Options, apps: impl Apps) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let done = runtime.block_on(carry_out(command, options, apps));
    // Dropping it would wait for a handler that blocks its thread, and the whole of `drain` has passed for it.
    runtime.shutdown_background();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error),
    }
}

async fn carry_out(command: Command, options: &Options, apps: impl Apps) -> Result<()> {
    match command {
        Command::Run => options.load()?.run(apps).await,
        Command::Check => {
            check::check(&options.load()?);
            Ok(())
        }
        Command::Doctor { json } => doctor::doctor(json, options, &apps).await,
        Command::Routes { json } => {
            print!("{}", routes::routes(json, &options.load()?, &apps)?);
            Ok(())
        }
        Command::Webhook { command } => webhook::webhook(&command, options, &apps).await,
    }
}

/// Says why, and how to exit.
fn failed(error: &Error) -> ExitCode {
    eprintln!("error: {error}");
    let asked_wrongly = error.cause().is::<ConfigError>() || error.cause().is::<Usage>();
    if asked_wrongly { ExitCode::from(2) } else { ExitCode::FAILURE }
}

/// A command line that does not fit the config.
#[derive(Debug)]
struct Usage(String);

impl Usage {
    fn error(text: String) -> Error {
        Error::permanent(Self(text))
    }
}

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

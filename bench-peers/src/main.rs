//! Other people's frameworks as contestants of the bench.
//!
//! ```sh
//! cargo build --release --manifest-path bench-peers/Cargo.toml
//! cargo run --release -p bench -- hook poll --peers bench-peers/target/release/bench-peers
//! ```
//!
//! Each is written as its own examples write a bot. What the handler does, what is asked and what is answered are the
//! very files of the other contestants.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks by its terminal")]

mod frankenstein_loop;
#[path = "../../crates/bench/src/contestant/meter.rs"]
mod meter;
#[path = "../../crates/bench/src/contestant/options.rs"]
mod options;
#[path = "../../crates/bench/src/contestant/speech.rs"]
mod speech;
mod teloxide_loop;
#[path = "../../crates/bench/src/update.rs"]
#[expect(dead_code, reason = "the starter writes updates, and a contestant reads them")]
mod update;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;

use crate::meter::Meter;
use crate::options::{Door, Options, Who};

/// Any error of a measurement: it is told, and nothing is measured then.
type Error = Box<dyn std::error::Error + Send + Sync>;

#[derive(Parser)]
#[command(about = "Contestants that are started by the bench of Pollhook")]
enum Role {
    /// What is measured: started by the bench
    Contestant(Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Role::Contestant(options) = Role::parse();
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

async fn run(options: &Options) -> Result<(), Error> {
    let meter = Arc::new(Meter::new(options.work, options.except));
    let shared = Arc::clone(&meter);
    let (address, running) = match (options.who, options.door) {
        (Who::Teloxide, Door::Hook) => teloxide_loop::hook(options, shared).await?,
        (Who::Teloxide, Door::Poll) => teloxide_loop::poll(options, shared)?,
        (Who::Frankenstein, Door::Hook) => frankenstein_loop::hook(shared).await?,
        (Who::Frankenstein, Door::Poll) => frankenstein_loop::poll(options, shared),
        (Who::Ours | Who::Bare, _) => return Err("that one runs in the bench itself".into()),
    };
    speech::answer(&address, running, &meter).await
}

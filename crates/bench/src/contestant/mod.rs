//! What is measured: a process that handles updates, ours or bare, and says how that went.
//!
//! It prints a line when it is ready: where it listens, or nothing. For each line it is sent it prints a report; at the
//! end of its input it ends.

mod bare_hook;
mod bare_poll;
mod meter;
mod model;
mod ours;

use std::sync::Arc;

use clap::{Args, ValueEnum};
use tokio::io::{AsyncBufReadExt, BufReader};

use self::meter::Meter;
use crate::Error;

pub(crate) use self::meter::{Report, Work};

/// Whose loop it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Who {
    Ours,
    Bare,
}

/// How updates come.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Door {
    Hook,
    Poll,
}

/// What a contestant is told.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    #[arg(long)]
    pub(crate) who: Who,
    #[arg(long)]
    pub(crate) door: Door,
    /// The address of the API
    #[arg(long)]
    pub(crate) api: String,
    /// What its handler does
    #[arg(long)]
    pub(crate) work: Work,
    /// When an update is confirmed
    #[arg(long, default_value = "handled")]
    pub(crate) ack: String,
    /// The chat whose waits do not count
    #[arg(long)]
    pub(crate) except: Option<u64>,
}

/// Runs a contestant until its input ends.
pub(crate) fn main(options: &Options) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(run(options));
    runtime.shutdown_background();
    done
}

async fn run(options: &Options) -> Result<(), Error> {
    let meter = Arc::new(Meter::new(options.work, options.except));
    let (address, running) = match (options.who, options.door) {
        (Who::Ours, _) => ours::start(options, Arc::clone(&meter)).await?,
        (Who::Bare, Door::Hook) => bare_hook::start(Arc::clone(&meter)).await?,
        (Who::Bare, Door::Poll) => bare_poll::start(options, Arc::clone(&meter)),
    };
    println!("{address}");
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while lines.next_line().await?.is_some() {
        if running.is_finished() {
            return Err("the loop that is measured has ended".into());
        }
        println!("{}", serde_json::to_string(&meter.report())?);
    }
    running.abort();
    Ok(())
}

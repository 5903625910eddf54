//! What is measured: a process that handles updates, ours or bare, and says how that went.
//!
//! Peers do the same in a program of their own (`bench-peers`), so that what they need weighs on nobody else. It has
//! `meter`, `options` and `speech` in common with this one: the work, the questions and the answers are the same.

mod bare_hook;
mod bare_poll;
mod meter;
mod model;
mod options;
mod ours;
mod setup;
mod speech;

use std::sync::Arc;

use self::meter::Meter;
use crate::Error;

pub(crate) use self::meter::{Report, Work};
pub(crate) use self::options::{Door, Options, Who};
pub(crate) use self::setup::{By, Setup};

/// Runs a contestant until its input ends.
pub(crate) fn main(options: &Options, setup: &Setup) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(run(options, setup));
    runtime.shutdown_background();
    done
}

async fn run(options: &Options, setup: &Setup) -> Result<(), Error> {
    let meter = Arc::new(Meter::new(options.work, options.except));
    let (address, running) = match (options.who, options.door) {
        (Who::Ours, _) => ours::start(options, setup, Arc::clone(&meter)).await?,
        (Who::Bare, Door::Hook) => bare_hook::start(Arc::clone(&meter)).await?,
        (Who::Bare, Door::Poll) => bare_poll::start(options, Arc::clone(&meter)),
        (Who::Teloxide | Who::Frankenstein, _) => return Err("a peer runs in the program that has it".into()),
    };
    speech::answer(&address, running, &meter).await
}

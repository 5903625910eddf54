//! The contestant: a bot as its author would write it, by the facade. The environment names its config and its journal.
//!
//! It prints a line when events can arrive, and its counters when it ends.

#![allow(clippy::print_stdout, reason = "the test that started it reads along")]

use pollhook::Phase;
use pollhook::config::Loader;
use pollhook_promises::arena::{CONFIG, READY};
use pollhook_promises::bot::{Hears, app};
use pollhook_promises::journal::Pen;
use pollhook_promises::process::counts;
use pollhook_promises::recast::platforms;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> pollhook::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(std::io::stderr).init();
    let loader = platforms().into_iter().fold(Loader::new(), Loader::platform);
    let bot =
        loader.load(std::env::var(CONFIG)?)?.build(app(Pen::from_environment()?, Hears::from_environment())).await?;
    let (handle, seen) = (bot.handle(), bot.handle());
    let ready = async move {
        if seen.started().await == Phase::Running {
            println!("{READY}");
        }
    };
    let (ended, ()) = tokio::join!(bot.run_until_signal(), ready);
    println!("{}", counts(handle.stats()));
    ended
}

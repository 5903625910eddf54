//! A contestant that is wrong on purpose: `wrong WHAT`, where `WHAT` names a [`Wrong`]. The environment names its config
//! and its journal.
//!
//! It prints a line when events can arrive, and its counters when it ends.

#![allow(clippy::print_stdout, reason = "the test that started it reads along")]

use std::path::PathBuf;

use pollhook_core::BoxError;
use pollhook_promises::arena::{CONFIG, READY};
use pollhook_promises::assembled::{Assembled, Wrong};
use pollhook_promises::journal::Pen;
use pollhook_promises::process::counts;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let wrong = std::env::args().nth(1).and_then(|name| Wrong::named(&name)).ok_or("there is no such fault")?;
    let config = PathBuf::from(std::env::var(CONFIG)?);
    let mut term = signal(SignalKind::terminate())?;
    let bot = Assembled::new(&config, Pen::from_environment()?, wrong.choice())?;
    let cx = bot.context();
    let told = async {
        term.recv().await;
    };
    let (running, ready) = (bot.run(told), cx.health.ready());
    tokio::pin!(running);
    // A poller that has nothing to tell of is not known to work before its first question is answered.
    let ended = tokio::select! {
        ended = &mut running => ended,
        () = ready => {
            println!("{READY}");
            running.await
        }
    };
    ended?;
    println!("{}", counts(&cx.stats));
    Ok(())
}

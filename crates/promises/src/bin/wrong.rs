//! A contestant that is wrong on purpose: `wrong CONFIG JOURNAL WHAT`, where `WHAT` names a [`Wrong`].
//!
//! It prints a line when events can arrive, and its counters when it ends.

#![allow(clippy::print_stdout, reason = "the test that started it reads along")]

use std::path::Path;

use pollhook_core::BoxError;
use pollhook_promises::arena::READY;
use pollhook_promises::assembled::{Assembled, Wrong};
use pollhook_promises::journal::Pen;
use pollhook_promises::process::counts;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [config, journal, wrong] = arguments.as_slice() else { return Err("wrong CONFIG JOURNAL WHAT".into()) };
    let wrong = Wrong::named(wrong).ok_or("there is no such fault")?;
    let mut term = signal(SignalKind::terminate())?;
    let bot = Assembled::new(Path::new(config), Pen::open(Path::new(journal))?, wrong.choice())?;
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

//! Three ways to hear of a message, side by side: short polling, long polling and webhook.
//!
//! ```sh
//! cargo run --release -p compare
//! cargo run --release -p compare -- --trace --secs 5 --messages 20
//! cargo run --release -p compare -- --html target/compare.html
//! cargo run --release -p compare -- --delay 100 --faults late,twice,cut,5xx
//! ```
//!
//! No token and no internet: a simulated social network is started on this machine, an API service and a notification
//! service on two ports. Three bots with the same handler live on it, one a mode, at the same time in the same
//! conversation. What passed the wire is drawn, counted and judged.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks by its terminal")]

mod args;
mod bots;
mod json;
mod measure;
mod notes;
mod page;
mod played;
mod rates;
mod scenario;
mod stage;
mod table;
mod terminal;
mod timeline;
mod trace;
mod units;
mod verdict;

use std::process::ExitCode;

use crate::args::{Args, Asked};
use crate::measure::Figures;
use crate::page::Page;
use crate::scenario::Scenario;
use crate::stage::Company;

#[tokio::main]
async fn main() -> ExitCode {
    let done = match args::parse(std::env::args().skip(1)) {
        Ok(Asked::Help) => {
            println!("{}", args::HELP);
            return ExitCode::SUCCESS;
        }
        Ok(Asked::Run(args)) => compare(&args).await,
        Err(wrong) => Err(pollhook::Error::permanent(format!("{wrong}\n\n{}", args::HELP))),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}

/// Plays the conversation, then shows what came of it.
async fn compare(args: &Args) -> pollhook::Result<ExitCode> {
    let scenario = Scenario::new(args.messages, args.length, args.seed);
    println!("{}\n", args.in_words());
    let played = stage::play(args, &scenario, &Company::Alone).await?;

    let width = terminal::width();
    if args.trace {
        println!("{}", trace::tell(&played));
    }
    println!("{}", timeline::draw(&played, width));
    let figures = played.records.each_ref().map(|record| Figures::of(record, &played));
    println!("{}", table::table(&figures));
    for sentence in verdict::judge(&figures, played.burst.len()) {
        println!("{}", terminal::wrap(&sentence, width));
    }
    if let Some(file) = &args.json {
        json::write(&figures, file)?;
    }
    if let Some(file) = &args.html {
        let rates = rates::measure(args).await?;
        Page { args, played: &played, figures: &figures, rates: &rates }.write(file)?;
        println!("  the page is in {}", file.display());
    }
    let kept = figures.iter().all(Figures::is_whole);
    Ok(if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

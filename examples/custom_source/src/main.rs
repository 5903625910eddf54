//! A source of one's own: events from a feed over TCP, one line each, with the same promises as from a social network.
//!
//! ```sh
//! cargo run -p custom_source
//! ```
//!
//! The feed (`feed.rs`) sends a shop's day, line by line, and is told by `ack N` how far everything has been handled.
//! In the middle it cuts the connection; when its client comes again, it goes on after the last line that was
//! acknowledged. `source.rs` is the client, and the part to copy. `bot.rs` puts a bot together from the parts.
//!
//! What is shown: handlers by kind; an acknowledgement that waits for a handler that fails at first; lines that come
//! again after the cut and are not handled again.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks by its terminal")]

mod bot;
mod feed;
mod line;
mod source;

use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use pollhook::prelude::*;

use crate::feed::Feed;
use crate::line::Line;

const DAY: &[&str] = &[
    "order Anna two pizzas",
    "order Ben a coffee",
    "refund Anna a cold pizza",
    "order Clara soup of the day",
    "order Anna a cake, to make up",
    "weather all sunny",
    "order Ben another coffee",
    "refund Ben the first coffee",
];

#[tokio::main]
async fn main() -> ExitCode {
    let till = Till::default();
    let app = App::with_state(till.clone()).on(kind("order"), order).on(kind("refund"), refund);
    let done = async {
        let feed = Feed::open(DAY).await?;
        bot::run(app, &feed).await
    };
    match done.await {
        Ok(()) => till.close(),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Takes an order.
async fn order(line: Line, State(till): State<Till>) {
    tokio::time::sleep(Duration::from_millis(40)).await;
    till.note(&line, "ordered");
}

/// Gives money back. At the first try the till is stuck: the event is tried again, and its chat waits.
async fn refund(line: Line, attempt: Attempt, State(till): State<Till>) -> Result<()> {
    if attempt.0 == 1 && line.who == "Anna" {
        println!("  shop: the till is stuck");
        return Err(Error::retry(Duration::from_millis(200), "the till is stuck"));
    }
    till.note(&line, "was refunded");
    Ok(())
}

/// What was handled, by the lines' numbers.
#[derive(Clone, Default)]
struct Till(Arc<Mutex<Vec<u64>>>);

impl Till {
    fn note(&self, line: &Line, did: &str) {
        println!("  shop: {} {did} {}   (line {})", line.who, line.what, line.number);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(line.number);
    }

    /// Everything that has a handler was handled once.
    fn close(&self) -> ExitCode {
        let mut handled = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        handled.sort_unstable();
        let right = handled == [1, 2, 3, 4, 5, 7, 8];
        println!("handled: {handled:?}, {}", if right { "each once" } else { "which is WRONG" });
        if right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

//! The same bot four times: polling and webhook by hand, and both with Pollhook.
//!
//! ```sh
//! cargo run -p by_hand
//! ```
//!
//! `polling_by_hand.rs` and `webhook_by_hand.rs` are what one writes on an afternoon, and `with_pollhook.rs` is the same
//! with Pollhook. All of them work. Then three ordinary things happen to each of them, on a simulated social network:
//! the network delivers an order twice; it refuses a reply once; the bot is killed in the middle of its work and started
//! again.
//!
//! Each of the three can be mended in another afternoon, and so can the rest: order within a chat, requests by strangers,
//! a second poller, a chat that is stuck, an orderly stop. What there is then is a framework.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example speaks by its terminal")]

mod deeds;
mod kitchen;
mod life;
mod polling_by_hand;
mod webhook_by_hand;
mod with_pollhook;

use std::process::ExitCode;
use std::thread;

use crate::deeds::{ORDERS, Seen, befall};
use crate::life::Way;

/// Not `#[tokio::main]`: bots are killed here with their whole runtime, which only a plain thread can do.
fn main() -> ExitCode {
    // It fails only where there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    println!("Three things happen to the same bot, written four times …\n");
    match all() {
        Ok(seen) => {
            print(&seen);
            let kept = seen.iter().filter(|seen| seen.way.is_ours()).all(Seen::is_whole);
            if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// All four at once, each on a network of its own.
fn all() -> pollhook::Result<Vec<Seen>> {
    thread::scope(|scope| {
        let running = Way::ALL.map(|way| scope.spawn(move || befall(way)));
        let panicked = |_| pollhook::Error::permanent("a bot's thread has panicked");
        running.map(|bot| bot.join().map_err(panicked)?).into_iter().collect()
    })
}

fn print(seen: &[Seen]) {
    println!("                            delivered twice   reply refused once   killed amid {ORDERS} orders");
    println!("                     lines          replies              replies   answered   lost   twice");
    for one in seen {
        let (name, lines) = (one.way.name(), one.way.lines());
        let Seen { to_a_double, to_a_refusal, answered, twice, .. } = one;
        let lost = one.lost();
        println!(
            "  {name:<18} {lines:>5}  {to_a_double:>15}  {to_a_refusal:>19}  {answered:>9}  {lost:>5}  {twice:>6}"
        );
    }
    println!(
        "\nOne reply is right in the first two columns. What was lost was confirmed before it was done: nobody will"
    );
    println!("ever send it again. What was replied to twice was done and not yet confirmed at the kill: that is the");
    println!("price of losing nothing, and bounded by what was in flight.");
}

impl Seen {
    fn lost(&self) -> usize {
        (ORDERS as usize).saturating_sub(self.answered)
    }

    /// What Pollhook promises.
    fn is_whole(&self) -> bool {
        self.to_a_double == 1 && self.to_a_refusal == 1 && self.lost() == 0
    }
}

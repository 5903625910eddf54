//! What Telegram's pace costs: 600 messages to 60 chats against the simulated network with Telegram's limits, at their real
//! size. It takes some twenty seconds.
//!
//! ```sh
//! cargo run --release -p pollhook-promises --bin pace
//! ```

#![allow(clippy::print_stdout, reason = "a figure is printed")]

use std::time::Duration;

use pollhook_promises::tempo::Tempo;

#[tokio::main]
async fn main() {
    let tempo = Tempo::new(60, Duration::from_secs(1)).await;
    println!("{}", tempo.tell(&tempo.patient(), 10).await);
}

//! What a contestant says to its starter.
//!
//! It prints a line when it is ready: where it listens, or nothing. For each line it is sent it prints a report; at the
//! end of its input it ends.

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::task::JoinHandle;

use super::meter::Meter;
use crate::Error;

/// Says where it listens, and answers until the input ends.
pub(crate) async fn answer(address: &str, running: JoinHandle<()>, meter: &Meter) -> Result<(), Error> {
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

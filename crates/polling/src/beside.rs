//! One thing at a time in front, and settlements followed up beside it.
//!
//! Whatever a poller waits for (an answer, room, a moment), commits go on meanwhile, an order to stop ends the wait at
//! once, and so does an event that is handed back: nothing more is to be emitted then.

use std::future::Future;
use std::pin::pin;

use pollhook_core::{Shutdown, SourceError};

use crate::commit::Commits;

/// Why something was left off.
#[derive(Debug)]
pub(crate) enum Halt {
    /// The order to stop came.
    Stop,
    /// An event was handed back.
    HandedBack,
    /// The source cannot go on.
    Failed(SourceError),
}

/// Does `work` until it is done, or until there is a reason to leave it off; it is dropped then.
///
/// *Cancel safety*: as safe as `work` is.
pub(crate) async fn beside<F: Future>(shutdown: &Shutdown, commits: &mut Commits, work: F) -> Result<F::Output, Halt> {
    let (mut work, mut stop) = (pin!(work), pin!(shutdown.requested()));
    let mut done = None;
    loop {
        if commits.ledger.window().handed_back().is_some() {
            return Err(Halt::HandedBack);
        }
        // What is done is still left off if an event was handed back meanwhile: often it is the very room of that one.
        if let Some(done) = done {
            return Ok(done);
        }
        tokio::select! {
            biased;
            _ = &mut stop => return Err(Halt::Stop),
            output = &mut work => done = Some(output),
            () = commits.step() => {}
        }
    }
}

//! Whether a webhook is answered after its handler has ended.
//!
//! The handler writes down its end after its last await; whoever sees the 200 looks into the journal at once.

use std::time::Duration;

use crate::arena::Arena;
use crate::script::Step;
use crate::stage::Stage;

const PATIENCE: Duration = Duration::from_secs(20);

/// What was seen when the answer came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Answered {
    /// Whether the handler had ended by then.
    pub ended: bool,
    /// How many replies it had sent.
    pub replies: u64,
}

/// Says one thing to a bot that is called, and looks when the answer has come.
pub async fn when_answered(program: &str, argument: Option<&str>, steps: &[Step]) -> Answered {
    let stage = Stage::webhook(1).await;
    let arena = Arena::new(program, &stage.config(""));
    let mut arena = argument.into_iter().fold(arena, Arena::argument);
    let process = arena.ready().await;
    stage.say(0, 1, steps);
    let telegram = stage.telegram();
    telegram.until(PATIENCE, |glance| glance.counters.pushes_ok > 0).await;
    let ended = arena.journal.read().has_ended(1);
    arena.journal.until("the handler begins", PATIENCE, |summary| summary.starts.contains_key(&1)).await;
    let replies = telegram.bot.counters().requests.get("sendmessage").copied().unwrap_or_default();
    process.terminate().await;
    Answered { ended, replies }
}

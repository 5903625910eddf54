//! Told to stop in the middle of ten minutes of work: what is not done comes again, or is kept.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::arena::Arena;
use crate::process::{Ended, Process};
use crate::script::Step;
use crate::stage::{Network, Stage};

/// `drain` of every contestant that is stopped, and what a slow machine may need to end a process beyond it.
pub const DRAIN: Duration = Duration::from_secs(4);
/// What a slow machine may need to end a process beyond it.
pub const MARGIN: Duration = Duration::from_secs(2);
/// The lines of its config.
pub const MORE: &str = "drain = \"4s\"\n[dispatch]\ntimeout = \"20m\"";

/// What takes ten minutes.
pub const TEN_MINUTES: Step = Step::pause(600_000);
/// The number of what takes so long.
pub const NUMBER: u64 = 7;

const PATIENCE: Duration = Duration::from_secs(40);

/// How it stopped.
#[derive(Debug)]
pub struct Stopped {
    /// What the network was told is done by the time of the signal.
    pub confirmed_before: BTreeSet<u64>,
    /// What was kept as a dead letter.
    pub letters: BTreeSet<u64>,
    /// How the bot ended.
    pub ended: Ended,
}

/// Lets a bot begin ten minutes of work, and tells it to stop.
pub async fn stop_at_work(stage: &Stage<impl Network>, arena: &mut Arena) -> Stopped {
    stage.network.open(arena).await;
    let process = arena.ready().await;
    stage.say(0, NUMBER, &[TEN_MINUTES]);
    at_work(arena).await;
    stop(stage, arena, process).await
}

/// Waits until it is at work.
pub async fn at_work(arena: &mut Arena) {
    arena.journal.until("ten minutes of work", PATIENCE, |summary| summary.running.contains(&NUMBER)).await;
}

/// Tells it to stop.
///
/// # Panics
/// When it kept something before, or takes too long.
pub async fn stop(stage: &Stage<impl Network>, arena: &mut Arena, process: Process) -> Stopped {
    let confirmed_before = stage.confirmed(arena);
    assert_eq!(arena.letters(), BTreeSet::new(), "premise: nothing is kept yet");
    assert!(arena.journal.read().running.contains(&NUMBER), "premise: it is at work");
    let ended = process.terminate().await;
    assert!(ended.took < DRAIN + MARGIN, "it took {:?}", ended.took);
    Stopped { confirmed_before, letters: arena.letters(), ended }
}

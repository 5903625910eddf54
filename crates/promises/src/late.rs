//! Handlers that outlast their platform's patience: it is answered at its deadline, nobody has their events any more, and
//! each must still end well or be kept.

use std::collections::BTreeSet;
use std::time::Duration;

use pollhook_simulator::Tap;

use crate::arena::Arena;
use crate::journal::Summary;
use crate::process::Ended;
use crate::script::Step;
use crate::stage::{Network, Stage};

const PATIENCE: Duration = Duration::from_secs(40);
/// How much longer than its platform waits a handler takes.
const LONGER: Duration = Duration::from_secs(2);

/// Ends well in the end.
pub const ENDS: u64 = 1;
/// Fails for good in the end.
pub const FAILS: u64 = 2;
/// Is at work for ten minutes, of which the bot has not so many.
pub const STUCK: u64 = 3;

/// What came of them.
#[derive(Debug)]
pub struct Outlasted {
    /// Which were at work when the platform had its answer for all.
    pub answered_at_work: BTreeSet<u64>,
    /// Which were kept before the bot was told to end.
    pub kept: BTreeSet<u64>,
    /// Which were kept when it had ended.
    pub kept_in_the_end: BTreeSet<u64>,
    /// What the bot wrote down.
    pub summary: Summary,
    /// How the bot ended.
    pub ended: Ended,
}

/// Puts the three on a platform that waits so long, and ends the bot once the first two have ended. `tap` tells when
/// something has changed.
pub async fn outlast(stage: &Stage<impl Network>, arena: &mut Arena, tap: &Tap, waits: Duration) -> Outlasted {
    stage.network.open(arena).await;
    let mut process = arena.ready().await;
    let longer = Step::Pause(waits + LONGER);
    stage.say(0, ENDS, &[longer]);
    stage.say(1, FAILS, &[longer, Step::Refuse]);
    stage.say(2, STUCK, &[Step::pause(600_000)]);
    let answered = tap.until(|_| stage.confirmed(arena).len() == 3);
    tokio::time::timeout(PATIENCE, answered).await.expect("the platform has its answers");
    let answered_at_work = arena.journal.read().running.clone();
    arena.journal.until("one ends well", PATIENCE, |summary| summary.has_ended(ENDS)).await;
    process.says("is now a dead letter").await;
    let kept = arena.letters();
    let ended = process.terminate().await;
    let summary = arena.journal.read().clone();
    Outlasted { answered_at_work, kept, kept_in_the_end: arena.letters(), summary, ended }
}

//! Messages of many people to two pages in one push of Facebook's, of which one is handed back.
//!
//! As in [`batches`](crate::batches), its sender's next ones must wait for it while the rest of the push goes on, and
//! when the push comes again, only those may run.

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use crate::arena::{Arena, LETTERS};
use crate::batches::Outcome;
use crate::script::Step;
use crate::stage::Stage;

/// How many messages are in the push.
pub const MESSAGES: u64 = 120;
/// How many the bot may hold at a time.
pub const ROOM: usize = 8;
/// The one that is handed back: the first of its sender.
pub const HANDED_BACK: u64 = 7;

const PEOPLE: usize = 6;
/// A push that is not accepted after so many times never will be.
const MOST: u64 = 5;
const PATIENCE: Duration = Duration::from_secs(40);

/// Pushes a hundred and twenty messages of six people to two pages, with room for eight, until they are accepted.
///
/// One is handed back because it fails its only attempt and its dead letter cannot be kept: a folder stands where the
/// file would be.
pub async fn one_is_handed_back(program: &str, argument: Option<&str>) -> Outcome {
    let stage = Stage::messenger(PEOPLE).await;
    let arena = stage.arena(program, &format!("[dispatch]\nin_flight = {ROOM}\nattempts = 1"));
    let mut arena = argument.into_iter().fold(arena, Arena::argument);
    fs::create_dir(arena.path(LETTERS)).expect("the folder is new");
    let process = arena.ready().await;
    let facebook = &stage.network;
    facebook.subscribe().await;
    facebook.app.gather();
    for number in 0..MESSAGES {
        let step = if number == HANDED_BACK { Step::Fail(1) } else { Step::pause(10) };
        let at = usize::try_from(number).expect("few");
        facebook.say_to(at % 2, at / 2 % PEOPLE, number, &[step]);
    }
    facebook.app.release();
    let settled = facebook.app.tap().until(|seen| seen.pushes_failed >= MOST || facebook.app.pending() == 0);
    tokio::time::timeout(PATIENCE, settled).await.expect("it is accepted, or given up");
    let statuses = facebook.answers().into_iter().map(|(status, _)| Some(status)).collect();
    let ended = process.terminate().await;
    Outcome { statuses, summary: arena.journal.read().clone(), ended }
}

/// Who spoke to which page, as events are ordered by.
#[must_use]
pub fn senders() -> usize {
    let pairs: BTreeSet<_> = (0..usize::try_from(MESSAGES).expect("few")).map(|at| (at % 2, at / 2 % PEOPLE)).collect();
    pairs.len()
}

//! A bot that has handled all there is, is killed, and comes again: what it asks first, and what it does twice.

use std::time::Duration;

use pollhook_simulator::{Exchange, What};

use crate::arena::Arena;
use crate::github::GitHub;
use crate::journal::Summary;
use crate::script::Step;
use crate::stage::Stage;

const PATIENCE: Duration = Duration::from_secs(40);
const ISSUES: usize = 5;
/// How much is said before it is killed.
pub const BEFORE: u64 = 20;
/// How much is said in all.
pub const IN_ALL: u64 = 25;

/// What came of it.
#[derive(Debug)]
pub struct Restarted {
    /// What its first question after the restart was answered with.
    pub first: Option<u16>,
    /// How many requests the restart cost of the hourly allowance, up to and with that question.
    pub cost: u64,
    /// What the bot wrote down.
    pub summary: Summary,
}

/// Kills a bot that polls GitHub once it stands where the history ends, starts it again, and says more.
pub async fn restart(program: &str, argument: Option<&str>) -> Restarted {
    let stage = Stage::github_polling().await;
    let mut arena = argument.into_iter().fold(stage.arena(program, ""), Arena::argument);
    let process = arena.start();
    let say = |numbers: std::ops::RangeInclusive<u64>| {
        numbers.for_each(|number| stage.say(usize::try_from(number).expect("few") % ISSUES, number, &[Step::pause(5)]));
    };
    say(1..=BEFORE);
    arena.journal.until("all handled", PATIENCE, |summary| summary.ended() as u64 == BEFORE).await;
    stands_at_the_end(&stage.network).await;
    process.kill().await;

    let (asked, used) = (fetches(&stage.network).len(), stage.network.account.used());
    let process = arena.start();
    let again = stage.network.account.tap().until(|_| fetches(&stage.network).len() > asked);
    tokio::time::timeout(PATIENCE, again).await.expect("it asks");
    let first = fetches(&stage.network)[asked];
    let cost = stage.network.account.used() - used;
    say(BEFORE + 1..=IN_ALL);
    arena.journal.until("the rest is handled", PATIENCE, |summary| summary.has_ended(IN_ALL)).await;
    stands_at_the_end(&stage.network).await;
    process.terminate().await;
    Restarted { first, cost, summary: arena.journal.read().clone() }
}

/// It asks with the newest `ETag` for the second time: what it said before the first was saved meanwhile.
async fn stands_at_the_end(github: &GitHub) {
    let twice = |log: &[Option<u16>]| log.ends_with(&[Some(304), Some(304)]);
    let asked = github.account.tap().until(|_| twice(&fetches(github)));
    tokio::time::timeout(PATIENCE, asked).await.expect("it asks for what is new");
}

/// What each question was answered with.
fn fetches(github: &GitHub) -> Vec<Option<u16>> {
    let status = |exchange: &Exchange| match exchange.what {
        What::Fetch { status, .. } => Some(status),
        _ => None,
    };
    github.account.tap().log().iter().filter_map(status).collect()
}

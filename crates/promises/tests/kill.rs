//! `ack = "handled"`: a process killed with -9 in the middle of its work loses nothing, and does twice at most what was
//! in flight.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "what a test cannot go on without, it need not handle")]

use pollhook_core::Platform;
use pollhook_platforms::messenger::Messenger;
use pollhook_promises::journal::Disorder;
use pollhook_promises::kills::{Plan, UNDER_WAY, Verdict, kill_again_and_again};
use pollhook_promises::stage::{Network, Stage};

const CHATS: usize = 100;
const EVENTS: u64 = 5_000;
const KILLS: usize = 20;

/// Their networks, too, are asked once a second, or tell all at once, or call ever more rarely: fewer say as much.
const FEWER_EVENTS: u64 = 1_500;
const FEWER_KILLS: usize = 8;

/// Where a page holds all there is, and counts as a whole, it must not hold everything.
const AHEAD: usize = 200;

/// Gives what was out of its order.
async fn survives(stage: &Stage<impl Network>, plan: Plan) -> Vec<Disorder> {
    println!("PROMISES_SEED={}", plan.seed);
    let mut arena = stage.arena(env!("CARGO_BIN_EXE_contestant"), "");
    let Verdict { moments, lost, doubled, disorder, again } = kill_again_and_again(stage, &mut arena, plan).await;
    println!("{again} were handled again; at the kills there were {moments:?}");
    assert_eq!(moments.len(), plan.kills);
    assert!(moments.iter().all(|moment| moment.running >= UNDER_WAY && moment.in_flight >= UNDER_WAY), "{moments:?}");
    assert_eq!((lost, doubled), (vec![], vec![]));
    assert_eq!(arena.journal.read().ended() as u64, plan.events);
    disorder
}

fn many() -> Plan {
    Plan { events: EVENTS, chats: CHATS, ahead: usize::MAX, kills: KILLS, seed: Plan::any_seed() }
}

fn fewer() -> Plan {
    Plan { events: FEWER_EVENTS, ahead: AHEAD, kills: FEWER_KILLS, ..many() }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_by_polling() {
    assert_eq!(survives(&Stage::long_poll(CHATS).await, many()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_by_webhook() {
    assert_eq!(survives(&Stage::webhook(CHATS).await, many()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_where_the_client_holds_the_cursor() {
    assert_eq!(survives(&Stage::paged().await, many()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_review_of_devman_is_lost() {
    assert_eq!(survives(&Stage::devman().await, fewer()).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_polled_from_github_is_lost() {
    assert_eq!(survives(&Stage::github_polling().await, fewer()).await, []);
}

/// Facebook promises no order: a push that failed comes again beside what is new.
///
/// It may not be kept waiting either: what takes longer than that is answered early, and a kill would lose it. That is the
/// one exception, and none of it happened here: every answer came before.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_facebook_pushes_is_lost() {
    let stage = Stage::messenger(CHATS).await;
    survives(&stage, fewer()).await;
    let (answers, waits) = (stage.network.answers(), Messenger::new().rules().ack_within.unwrap());
    let late: Vec<_> = answers.iter().filter(|(_, took)| *took >= waits).collect();
    assert!(answers.len() as u64 >= FEWER_EVENTS && late.is_empty(), "premise: {late:?} were answered early");
}

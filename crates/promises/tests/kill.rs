//! `ack = "handled"`: a process killed with -9 in the middle of its work loses nothing, and does twice at most what was
//! in flight.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "what a test cannot go on without, it need not handle")]

use pollhook_promises::arena::Arena;
use pollhook_promises::kills::{Plan, UNDER_WAY, Verdict, kill_again_and_again};
use pollhook_promises::stage::Stage;

const CHATS: usize = 100;

async fn survives(stage: Stage) {
    let plan = Plan { events: 5_000, chats: CHATS, kills: 20, seed: Plan::any_seed() };
    println!("PROMISES_SEED={}", plan.seed);
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config(""));
    let Verdict { moments, lost, doubled, disorder, again } = kill_again_and_again(&stage, &mut arena, plan).await;
    println!("{again} were handled again; at the kills there were {moments:?}");
    assert_eq!(moments.len(), plan.kills);
    assert!(moments.iter().all(|moment| moment.running >= UNDER_WAY && moment.in_flight >= UNDER_WAY), "{moments:?}");
    assert_eq!((lost, doubled), (vec![], vec![]));
    assert_eq!(disorder, []);
    assert_eq!(arena.journal.read().ended(), 5_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_by_polling() {
    survives(Stage::long_poll(CHATS).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_by_webhook() {
    survives(Stage::webhook(CHATS).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_where_the_client_holds_the_cursor() {
    survives(Stage::paged().await).await;
}

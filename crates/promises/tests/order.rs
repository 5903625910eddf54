//! Order within each chat, and all chats at once.
//!
//! Nothing is timed: the first handler of each chat waits until the first handlers of all others have met it, which
//! never comes about unless all of them run at one time.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::time::Duration;

use pollhook_promises::arena::Arena;
use pollhook_promises::script::Step;
use pollhook_promises::stage::Stage;

const CHATS: usize = 100;
const EVENTS: u64 = 2_000;
const PATIENCE: Duration = Duration::from_secs(60);

async fn in_order_and_at_once(stage: Stage) {
    for number in 0..EVENTS {
        let chat = usize::try_from(number).unwrap() % CHATS;
        let first = usize::try_from(number).unwrap() < CHATS;
        let steps = if first { vec![Step::Meet(CHATS), Step::pause(50)] } else { vec![Step::pause(50)] };
        stage.say(chat, number, &steps);
    }
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config(""));
    let process = arena.start();
    let all = usize::try_from(EVENTS).unwrap();
    let summary = arena.journal.until("all handled", PATIENCE, |summary| summary.ended() == all).await.clone();
    process.terminate().await;
    assert_eq!(summary.disorder, []);
    assert!(summary.doubled().is_empty() && summary.failures.is_empty(), "{summary}");
    // 100 is also the most that Telegram hands out unconfirmed, by either door: no more can run at one time.
    assert_eq!(summary.most, CHATS);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_polling() {
    in_order_and_at_once(Stage::long_poll(CHATS).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_webhook() {
    in_order_and_at_once(Stage::webhook(CHATS).await).await;
}

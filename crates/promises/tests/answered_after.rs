//! A webhook is answered *after* the handler's last await, however often the handler replies.
//!
//! The handler writes down its end after its last await; whoever sees the 200 looks into the journal at once.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::time::Duration;

use pollhook_promises::arena::Arena;
use pollhook_promises::script::Step;
use pollhook_promises::stage::Stage;

const PATIENCE: Duration = Duration::from_secs(20);

async fn answered_after(steps: &[Step]) {
    let stage = Stage::webhook(1).await;
    let telegram = stage.telegram();
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config(""));
    let process = arena.ready().await;
    stage.say(0, 1, steps);
    arena.journal.until("the handler has begun", PATIENCE, |summary| summary.running.contains(&1)).await;
    assert_eq!(telegram.bot.counters().pushes_ok, 0, "it was answered before its handler had begun");
    telegram.until(PATIENCE, |glance| glance.counters.pushes_ok > 0).await;
    assert!(arena.journal.read().has_ended(1), "it was answered before its handler had ended");
    let replies = steps.iter().filter(|step| **step == Step::Reply).count();
    let sent = telegram.bot.counters().requests.get("sendmessage").copied().unwrap_or_default();
    assert_eq!(sent, u64::try_from(replies).unwrap());
    process.terminate().await;
}

const LONG: Step = Step::pause(300);

#[tokio::test(flavor = "multi_thread")]
async fn without_a_reply() {
    answered_after(&[LONG]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_one_reply_before_the_wait() {
    answered_after(&[Step::Reply, LONG]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_one_reply_after_the_wait() {
    answered_after(&[LONG, Step::Reply]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_three_replies() {
    answered_after(&[Step::Reply, Step::pause(100), Step::Reply, Step::pause(200), Step::Reply]).await;
}

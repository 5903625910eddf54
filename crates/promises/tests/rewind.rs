//! Going back: an event that is handed back, numbers that start anew, requests that are cut and come again. Order per
//! key holds, and nothing runs twice.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::fs;
use std::time::Duration;

use pollhook_promises::arena::{Arena, LETTERS};
use pollhook_promises::batches::{self, EVENTS, FULL, HANDED_BACK, ROOM};
use pollhook_promises::notices;
use pollhook_promises::script::Step;
use pollhook_promises::stage::{Network, Stage};
use pollhook_simulator::{Door, Fault, Options};

const PATIENCE: Duration = Duration::from_secs(40);
const CONTESTANT: &str = env!("CARGO_BIN_EXE_contestant");

/// The middle one of its chat fails its only attempt, and its letter cannot be kept: it is handed back.
async fn a_middle_one_is_handed_back(stage: Stage<impl Network>) {
    const CHATS: u64 = 10;
    const MIDDLE: u64 = 45;
    let mut arena = Arena::new(CONTESTANT, &stage.config("[dispatch]\nattempts = 1"));
    fs::create_dir(arena.path(LETTERS)).unwrap();
    for number in 0..95 {
        let step = if number == MIDDLE { Step::Fail(1) } else { Step::pause(10) };
        stage.say(usize::try_from(number % CHATS).unwrap(), number, &[step]);
    }
    let process = arena.start();
    let summary = arena.journal.until("all handled", PATIENCE, |summary| summary.ended() == 95).await.clone();
    assert_eq!(summary.disorder, []);
    assert_eq!((summary.doubled(), summary.starts[&MIDDLE]), ([].into(), 2));
    let ended = process.terminate().await;
    assert!(ended.count("rewinds") >= 1, "premise: it went back:\n{}", ended.output);
    assert!(ended.count("repeated") + ended.count("joined") >= 1, "premise: what was done already came again");
}

#[tokio::test(flavor = "multi_thread")]
async fn order_holds_where_a_poller_goes_back() {
    a_middle_one_is_handed_back(Stage::long_poll(10).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn order_holds_where_the_client_goes_back() {
    a_middle_one_is_handed_back(Stage::paged().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn order_holds_in_a_batch_of_which_one_is_handed_back() {
    let batches::Outcome { statuses, summary, ended } = batches::one_is_handed_back(CONTESTANT, None).await;
    assert_eq!(statuses, [Some(503), Some(204)]);
    assert_eq!(summary.most, ROOM, "premise: there was room for so many, and all of it was taken");
    assert!(ended.count("handed_back") >= 1, "premise: one was handed back:\n{}", ended.output);
    assert_eq!((summary.ends.len() as u64, summary.starts[&HANDED_BACK]), (EVENTS, 2));
    assert_eq!((summary.doubled(), &*summary.disorder), ([].into(), &[][..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn order_holds_in_a_push_of_facebook_of_which_one_is_handed_back() {
    let batches::Outcome { statuses, summary, ended } = notices::one_is_handed_back(CONTESTANT, None).await;
    assert_eq!(statuses, [Some(503), Some(200)]);
    assert_eq!(summary.calls.len(), notices::senders(), "premise: there were many senders");
    assert!(ended.count("handed_back") >= 1, "premise: one was handed back:\n{}", ended.output);
    assert_eq!((summary.ends.len() as u64, summary.starts[&notices::HANDED_BACK]), (notices::MESSAGES, 2));
    assert_eq!((summary.doubled(), &*summary.disorder), ([].into(), &[][..]));
}

#[tokio::test(flavor = "multi_thread")]
async fn order_holds_in_a_batch_that_is_longer_than_a_lane() {
    let batches::Outcome { statuses, summary, ended } = batches::one_chat_is_full(CONTESTANT).await;
    assert!(statuses.len() > 1, "premise: not all of it found room");
    assert!(ended.count("handed_back") >= 1, "premise: some were handed back:\n{}", ended.output);
    assert_eq!((statuses.last(), summary.ends.len() as u64), (Some(&Some(204)), FULL));
    assert_eq!((summary.doubled(), &*summary.disorder), ([].into(), &[][..]));
}

/// The bot stands far past the newest number, as after a move to another server, and numbers begin again below those
/// that it knows.
#[tokio::test(flavor = "multi_thread")]
async fn an_offset_in_the_future_and_numbers_that_start_anew() {
    let stage = Stage::long_poll_on(Options { first_update: 100, ..Options::default() }, 40).await;
    let bot = &stage.telegram().bot;
    let mut arena = Arena::new(CONTESTANT, &stage.config("[polling]\ntimeout = \"1s\""));
    let process = arena.start();
    (0..20).for_each(|number| stage.say(usize::try_from(number).unwrap(), number, &[Step::pause(1)]));
    stage.telegram().drained(PATIENCE).await;
    let known: Vec<i32> = bot.ledger().iter().map(|record| record.update).collect();
    assert_eq!(known, (100..120).collect::<Vec<_>>(), "premise: these are known");

    bot.restart_ids(95);
    // One at a time, or Telegram itself would take them for confirmed by the offset that it believes.
    for number in 20..40 {
        stage.say(usize::try_from(number).unwrap(), number, &[Step::pause(1)]);
        arena.journal.until("one is handled", PATIENCE, |summary| summary.has_ended(number)).await;
    }
    stage.telegram().drained(PATIENCE).await;
    let summary = arena.journal.read().clone();
    assert_eq!((summary.ended(), summary.doubled()), (40, [].into()));
    let ended = process.terminate().await;
    assert!(ended.count("cursor_reset") >= 1, "premise: it stood past the end:\n{}", ended.output);
    assert!(ended.count("id_reused") >= 10, "premise: numbers came again:\n{}", ended.output);
}

/// The network hangs up while the handler runs, and calls again: the handler runs once, and the second call has its
/// outcome.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_cut_and_came_again_ran_once() {
    let stage = Stage::webhook(1).await;
    let telegram = stage.telegram();
    let mut arena = Arena::new(CONTESTANT, &stage.config(""));
    let process = arena.ready().await;
    telegram.bot.fail_next(Door::Push, Fault::CutAfter(Duration::from_millis(100)));
    stage.say(0, 1, &[Step::pause(1_000)]);
    telegram.until(PATIENCE, |glance| glance.counters.pushes_failed > 0).await;
    assert!(arena.journal.read().running.contains(&1), "premise: it was cut while the handler ran");
    telegram.drained(PATIENCE).await;
    let summary = arena.journal.read();
    assert!(summary.has_ended(1), "the second call was answered before the handler had ended");
    assert_eq!(summary.starts[&1], 1);
    assert_eq!(telegram.bot.ledger()[0].delivered.len(), 2, "premise: it was called twice");
    let ended = process.terminate().await;
    assert_eq!(ended.count("joined"), 1, "premise: the second call joined:\n{}", ended.output);
}

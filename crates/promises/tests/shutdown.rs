//! Told to stop, a bot ends in time; what it handled is confirmed, and what it did not comes again or is kept.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::collections::BTreeSet;
use std::time::Duration;

use pollhook_promises::arena::{Arena, free_address};
use pollhook_promises::config::{Door, PATH, config};
use pollhook_promises::journal::Summary;
use pollhook_promises::pushed::{Pushed, word};
use pollhook_promises::script::Step;
use pollhook_promises::stage::{Network, Stage};
use pollhook_promises::stops::{DRAIN, MARGIN, MORE, NUMBER, TEN_MINUTES, at_work, stop, stop_at_work};
use pollhook_simulator::{Door as Place, Fault};

const PATIENCE: Duration = Duration::from_secs(40);

const CHATS: usize = 60;
const ROWS: usize = 20;
/// In some chats the sixth message takes ten minutes.
const STUCK: usize = 5;
const STUCK_AT: usize = 5;

fn number(row: usize, chat: usize) -> u64 {
    u64::try_from(row * CHATS + chat).unwrap()
}

fn is_stuck(row: usize, chat: usize) -> bool {
    row == STUCK_AT && chat >= CHATS - STUCK
}

/// `reaches`: what can be confirmed of what was handled, when this was not.
async fn all_that_was_handled(stage: Stage, reaches: impl Fn(u64, &BTreeSet<u64>) -> bool) {
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config(MORE));
    for row in 0..ROWS {
        for chat in 0..CHATS {
            let short = Step::pause(50 + 7 * u64::try_from(chat).unwrap() % 50);
            stage.say(chat, number(row, chat), &[if is_stuck(row, chat) { TEN_MINUTES } else { short }]);
        }
    }
    let stuck: BTreeSet<u64> = (CHATS - STUCK..CHATS).map(|chat| number(STUCK_AT, chat)).collect();
    let process = arena.start();
    let under_load = |summary: &Summary| stuck.is_subset(&summary.running) && summary.running.len() >= 25;
    arena.journal.until("load", PATIENCE, under_load).await;
    let ended = process.terminate().await;
    assert!(ended.status.success(), "{}", ended.output);
    assert!(ended.took < DRAIN + MARGIN, "it took {:?}", ended.took);

    let summary = arena.journal.read().clone();
    let handled: BTreeSet<u64> = summary.ends.keys().copied().collect();
    let expected: BTreeSet<u64> = handled.iter().copied().filter(|number| reaches(*number, &stuck)).collect();
    assert_eq!(stage.confirmed(&arena), expected, "what is confirmed is what was handled");
    assert_eq!(summary.failures.keys().copied().collect::<BTreeSet<_>>(), stuck, "premise: some were cut off at work");
    assert!(handled.len() < ROWS * CHATS - STUCK, "premise: there was more to do");
    assert_eq!(arena.letters(), BTreeSet::new(), "what comes again is not dead");

    // Polling by a window of a hundred, those at work for ten minutes would hold it: they are cut off once more.
    let process = arena.start();
    let again = |summary: &Summary| stuck.is_subset(&summary.running) && summary.ended() > handled.len();
    let summary = arena.journal.until("the rest comes again", PATIENCE, again).await;
    let twice: BTreeSet<u64> = summary.doubled().into_keys().collect();
    assert!(twice.is_subset(&handled.difference(&expected).copied().collect()), "{twice:?}");
    assert_eq!(summary.disorder, []);
    process.kill().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_was_handled_is_confirmed_by_polling() {
    // An offset confirms all below it, so what lies behind an unhandled one comes again.
    all_that_was_handled(Stage::long_poll(CHATS).await, |number, not| not.iter().all(|not| number < *not)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_was_handled_is_confirmed_by_webhook() {
    all_that_was_handled(Stage::webhook(CHATS).await, |_, _| true).await;
}

/// The worst of worlds: a handler for ten minutes, and an API that has fallen silent.
#[tokio::test(flavor = "multi_thread")]
async fn it_ends_in_time_when_nobody_answers_it() {
    let stage = Stage::long_poll(2).await;
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config(MORE));
    let process = arena.start();
    stage.say(0, 0, &[Step::pause(1)]);
    stage.say(1, 1, &[TEN_MINUTES]);
    arena.journal.until("a handler for ten minutes", PATIENCE, |summary| summary.running.contains(&1)).await;
    for door in [Place::Poll, Place::Manage, Place::Send] {
        stage.telegram().bot.fail_always(door, Fault::Late(Duration::from_secs(600)));
    }
    let ended = process.terminate().await;
    assert!(ended.took < DRAIN + MARGIN, "it took {:?}:\n{}", ended.took, ended.output);
}

/// A handler that does not even give its thread away cannot be cut off. A program whose runtime is the facade's ends all
/// the same; where the runtime is the author's, the bot does, and the thread is theirs to wait for.
#[tokio::test(flavor = "multi_thread")]
async fn it_ends_in_time_when_a_handler_blocks_its_thread() {
    let stage = Stage::long_poll(1).await;
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_tool"), &stage.config(MORE));
    let process = arena.start();
    stage.say(0, 1, &[Step::Block(Duration::from_secs(60))]);
    arena.journal.until("a handler that blocks", PATIENCE, |summary| summary.running.contains(&1)).await;
    let ended = process.terminate().await;
    assert!(ended.took < DRAIN + MARGIN, "it took {:?}:\n{}", ended.took, ended.output);
    assert_eq!(stage.confirmed(&arena), BTreeSet::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_it_at_once() {
    let stage = Stage::long_poll(1).await;
    let more = "drain = \"10m\"\n[dispatch]\ntimeout = \"20m\"";
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config(more));
    let mut process = arena.start();
    stage.say(0, 1, &[TEN_MINUTES]);
    arena.journal.until("a handler for ten minutes", PATIENCE, |summary| summary.running.contains(&1)).await;
    process.signal("TERM").await;
    process.says("takes nothing new").await;
    let ended = process.terminate().await;
    assert!(!ended.status.success(), "{}", ended.output);
    assert_eq!(arena.journal.read().ended(), 0);
}

/// Puts one event that takes ten minutes on a platform that calls. `answered`: what the caller gets before the stop.
async fn is_buried(platform: &'static str, answered: Option<u16>) {
    let to = free_address();
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &config(&Door::Pushed(platform, to), MORE));
    let process = arena.ready().await;
    let caller = Pushed::new(to, PATH, PATIENCE);
    let words = [word("anna", 7, &[TEN_MINUTES])];
    let call = tokio::spawn(async move { caller.post(&words).await });
    arena.journal.until("a handler for ten minutes", PATIENCE, |summary| summary.running.contains(&7)).await;
    match answered {
        Some(status) => assert_eq!(call.await.unwrap(), Some(status), "premise: it was answered early"),
        None => assert!(!call.is_finished(), "premise: its caller still waits"),
    }
    assert_eq!(arena.letters(), BTreeSet::new());
    assert!(arena.journal.read().running.contains(&7), "premise: it was at work");
    let ended = process.terminate().await;
    assert!(ended.took < DRAIN + MARGIN, "it took {:?}", ended.took);
    assert_eq!(arena.letters(), [7].into(), "{}", ended.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_of_work_that_nobody_sends_again_leave_a_letter() {
    is_buried("patient", None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_early_leaves_a_letter() {
    is_buried("pushed", Some(204)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_early_leaves_a_letter_even_where_refusals_come_again() {
    is_buried("impatient", Some(204)).await;
}

/// GitHub waits for an answer, and will not call again.
#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_of_work_for_github_leave_a_letter() {
    let stage = Stage::github_webhook().await;
    let mut arena = stage.arena(env!("CARGO_BIN_EXE_contestant"), MORE);
    let stopped = stop_at_work(&stage, &mut arena).await;
    assert_eq!(stopped.confirmed_before, BTreeSet::new(), "premise: GitHub still waits");
    assert_eq!(stopped.letters, [NUMBER].into(), "{}", stopped.ended.output);
    assert_eq!(stopped.ended.count("lost"), 0);
}

/// What Facebook still waits for it sends again.
#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_of_work_for_messenger_come_again() {
    let stage = Stage::messenger(1).await;
    let mut arena = stage.arena(env!("CARGO_BIN_EXE_contestant"), MORE);
    let stopped = stop_at_work(&stage, &mut arena).await;
    assert_eq!(stopped.confirmed_before, BTreeSet::new(), "premise: Facebook still waits");
    assert_eq!(stopped.letters, BTreeSet::new(), "what comes again is not dead");
    let process = arena.ready().await;
    at_work(&mut arena).await;
    process.kill().await;
}

/// The client holds the cursor, and has not moved it.
async fn comes_again_where_the_client_holds_the_cursor(stage: Stage<impl Network>) {
    let mut arena = stage.arena(env!("CARGO_BIN_EXE_contestant"), MORE);
    let stopped = stop_at_work(&stage, &mut arena).await;
    assert_eq!(stopped.letters, BTreeSet::new(), "what comes again is not dead");
    let process = arena.ready().await;
    at_work(&mut arena).await;
    let again = stop(&stage, &mut arena, process).await;
    assert_eq!((again.confirmed_before, again.letters), (BTreeSet::new(), BTreeSet::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_of_work_for_devman_come_again() {
    comes_again_where_the_client_holds_the_cursor(Stage::devman().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_of_work_that_were_polled_from_github_come_again() {
    comes_again_where_the_client_holds_the_cursor(Stage::github_polling().await).await;
}

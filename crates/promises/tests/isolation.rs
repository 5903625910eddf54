//! What goes wrong in one chat stays there, and ends as a dead letter in the file before anything is confirmed.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use pollhook_promises::arena::{Arena, LETTERS};
use pollhook_promises::journal::Summary;
use pollhook_promises::script::Step;
use pollhook_promises::stage::Stage;
use pollhook_simulator::{Exchange, What};

const PATIENCE: Duration = Duration::from_secs(40);
const FOREVER: Step = Step::pause(600_000);

/// Three chats go wrong, each in its way; the others say this much each.
const WRONG: [Step; 3] = [Step::Panic(Step::ALWAYS), Step::Fail(Step::ALWAYS), FOREVER];
const OTHERS: usize = 10;
const EACH: usize = 6;

/// The others end while the three are still at it: that they end at all shows that they are not stopped, and that they
/// end first that they are not delayed.
async fn stays_there(stage: Stage) {
    let mut arena =
        Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config("[dispatch]\nattempts = 4\ntimeout = \"1s\""));
    for (chat, step) in WRONG.iter().enumerate() {
        stage.say(chat, number(chat, 0), &[*step]);
    }
    for at in 0..EACH {
        (0..OTHERS).for_each(|chat| stage.say(3 + chat, number(3 + chat, at), &[Step::pause(5)]));
    }
    let process = arena.start();
    arena.journal.until("the others are done", PATIENCE, |summary| summary.ended() == OTHERS * EACH).await;
    assert_eq!(arena.letters(), BTreeSet::new(), "the others had to wait for those that went wrong");
    let summary = arena.journal.read().clone();
    assert!((0..3).all(|chat| summary.starts.contains_key(&number(chat, 0))), "premise: the three have begun");
    assert_eq!(summary.disorder, []);

    stage.telegram().drained(PATIENCE).await;
    assert_eq!(arena.letters(), (0..3).map(|chat| number(chat, 0)).collect());
    let summary = arena.journal.read();
    assert_eq!((0..3).map(|chat| summary.starts[&number(chat, 0)]).collect::<Vec<_>>(), [4; 3]);
    process.terminate().await;
}

/// Rises within a chat.
fn number(chat: usize, at: usize) -> u64 {
    u64::try_from(at * 100 + chat).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_in_a_chat_stays_there_by_polling() {
    stays_there(Stage::long_poll(3 + OTHERS).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_in_a_chat_stays_there_by_webhook() {
    stays_there(Stage::webhook(3 + OTHERS).await).await;
}

/// An upper bound holds on a slow machine, too: there everything takes longer and is asked for less often.
#[tokio::test(flavor = "multi_thread")]
async fn a_stuck_chat_causes_at_most_two_polls_a_second() {
    let stage = Stage::long_poll(2).await;
    let telegram = stage.telegram();
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config("[dispatch]\ntimeout = \"10m\""));
    let process = arena.start();
    stage.say(0, 0, &[FOREVER]);
    arena.journal.until("a chat is stuck", PATIENCE, |summary| summary.running.contains(&0)).await;
    let from = telegram.network.now();
    // Another chat goes on meanwhile, and is heard each time.
    for number in 1..=4 {
        stage.say(1, number, &[]);
        arena.journal.until("the other chat is heard", PATIENCE, |summary| summary.has_ended(number)).await;
    }
    let upto = telegram.network.now();
    let during = |exchange: &&Exchange| (from..upto).contains(&exchange.started);
    let log = telegram.bot.log();
    let polls = log.iter().filter(during).filter(|exchange| matches!(exchange.what, What::Poll { .. })).count();
    let most = (upto - from).as_secs_f64() * 2.0 + 1.0;
    assert!(polls >= 3, "premise: it looked past the stuck chat");
    assert!(f64::from(u32::try_from(polls).unwrap()) <= most, "{polls} polls in {:?}", upto - from);
    assert!(arena.journal.read().running.contains(&0), "premise: the chat was stuck all the time");
    process.kill().await;
}

/// Whoever sees that it is confirmed finds the letter.
async fn is_kept_before_it_is_confirmed(stage: Stage) {
    let arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config("[dispatch]\nattempts = 2"));
    let process = arena.start();
    for number in 0..20 {
        let step = [Step::Refuse, Step::Fail(Step::ALWAYS), Step::pause(1)][number % 3];
        stage.say(number, u64::try_from(number).unwrap(), &[step]);
    }
    let telegram = stage.telegram();
    let given_up: BTreeSet<u64> = (0..20).filter(|number| number % 3 != 2).collect();
    telegram
        .until(PATIENCE, |glance| {
            let confirmed: BTreeSet<u64> = telegram.confirmed().intersection(&given_up).copied().collect();
            assert!(arena.letters().is_superset(&confirmed), "confirmed, and not kept");
            glance.pending == 0
        })
        .await;
    assert_eq!(arena.letters(), given_up);
    process.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_kept_before_it_is_confirmed_by_polling() {
    is_kept_before_it_is_confirmed(Stage::long_poll(20).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_kept_before_it_is_confirmed_by_webhook() {
    is_kept_before_it_is_confirmed(Stage::webhook(20).await).await;
}

/// A folder stands where the file would be. Once it is gone, all is well.
async fn is_not_confirmed_where_it_cannot_be_kept(stage: Stage) {
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config("[dispatch]\nattempts = 1"));
    fs::create_dir(arena.path(LETTERS)).unwrap();
    let process = arena.start();
    stage.say(0, 1, &[Step::Refuse]);
    stage.say(0, 2, &[Step::pause(1)]);
    let again = |summary: &Summary| summary.starts.get(&1).is_some_and(|starts| *starts >= 3);
    let summary = arena.journal.until("it came again and again", PATIENCE, again).await;
    assert_eq!(summary.starts.get(&2), None, "the next one of its chat did not wait");
    assert_eq!(stage.confirmed(&arena), BTreeSet::new());

    fs::remove_dir(arena.path(LETTERS)).unwrap();
    stage.telegram().drained(PATIENCE).await;
    assert_eq!(arena.letters(), [1].into());
    let summary = arena.journal.read();
    assert_eq!(summary.disorder, []);
    assert!(summary.has_ended(2));
    process.terminate().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_confirmed_where_a_letter_cannot_be_kept_by_polling() {
    is_not_confirmed_where_it_cannot_be_kept(Stage::long_poll(1).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_confirmed_where_a_letter_cannot_be_kept_by_webhook() {
    is_not_confirmed_where_it_cannot_be_kept(Stage::webhook(1).await).await;
}

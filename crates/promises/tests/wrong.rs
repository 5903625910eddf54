//! The harness sees what is wrong: on contestants that lack one thing it reports the loss, the double or the wrong order
//! that this thing prevents, and nothing on the control, which lacks nothing.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "what a test cannot go on without, it need not handle")]

use pollhook_promises::answers::when_answered;
use pollhook_promises::arena::Arena;
use pollhook_promises::batches;
use pollhook_promises::kills::{Plan, UNDER_WAY, Verdict, kill_again_and_again};
use pollhook_promises::script::Step;
use pollhook_promises::stage::Stage;

const CHATS: usize = 100;

fn arena(stage: &Stage, wrong: &str) -> Arena {
    Arena::new(env!("CARGO_BIN_EXE_wrong"), &stage.config("")).argument(wrong)
}

async fn killed(stage: Stage, wrong: &str) -> Verdict {
    let plan = Plan { events: 1_000, chats: CHATS, kills: 3, seed: Plan::any_seed() };
    println!("PROMISES_SEED={}", plan.seed);
    let verdict = kill_again_and_again(&stage, &mut arena(&stage, wrong), plan).await;
    println!("{wrong}: {verdict:?}");
    assert!(
        !verdict.moments.is_empty() && verdict.moments.iter().all(|moment| moment.running >= UNDER_WAY),
        "{:?}",
        verdict.moments
    );
    verdict
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poller_that_confirms_what_it_has_only_fetched_is_seen_to_lose() {
    assert!(!killed(Stage::long_poll(CHATS).await, "confirms_early").await.lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_commits_what_it_has_only_fetched_is_seen_to_lose() {
    assert!(!killed(Stage::paged().await, "confirms_early").await.lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_answers_before_its_handler_is_seen_to_lose() {
    assert!(!killed(Stage::webhook(CHATS).await, "confirms_early").await.lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_before_the_handler_has_ended_is_seen() {
    let wrong = env!("CARGO_BIN_EXE_wrong");
    for (argument, ended) in [("confirms_early", false), ("nothing", true)] {
        let answered = when_answered(wrong, Some(argument), &[Step::pause(300)]).await;
        assert_eq!(answered.ended, ended, "{argument}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_does_not_know_what_it_has_done_is_seen_to_double() {
    let outcome = batches::one_is_handed_back(env!("CARGO_BIN_EXE_wrong"), Some("no_once")).await;
    assert!(!outcome.summary.doubled().is_empty(), "{:?}", outcome.statuses);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_frees_its_refusals_early_is_seen_out_of_order() {
    let outcome = batches::one_is_handed_back(env!("CARGO_BIN_EXE_wrong"), Some("frees_refusal_early")).await;
    let disorder = outcome.summary.disorder;
    assert!(disorder.iter().any(|disorder| disorder.earlier == batches::HANDED_BACK), "{disorder:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_where_nothing_is_wrong() {
    let batch = batches::one_is_handed_back(env!("CARGO_BIN_EXE_wrong"), Some("nothing")).await.summary;
    assert_eq!((batch.doubled(), &*batch.disorder), ([].into(), &[][..]));
    for stage in [Stage::long_poll(CHATS).await, Stage::webhook(CHATS).await, Stage::paged().await] {
        let Verdict { lost, doubled, disorder, .. } = killed(stage, "nothing").await;
        assert_eq!((lost, doubled), (vec![], vec![]));
        assert_eq!(disorder, []);
    }
}

//! The harness sees what is wrong: on contestants that lack one thing it reports the loss, the double or the wrong order
//! that this thing prevents, and nothing on the control, which lacks nothing.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "what a test cannot go on without, it need not handle")]

use pollhook_promises::answers::when_answered;
use pollhook_promises::batches;
use pollhook_promises::journal::Disorder;
use pollhook_promises::kills::{Plan, UNDER_WAY, Verdict, kill_again_and_again};
use pollhook_promises::script::Step;
use pollhook_promises::stage::{Network, Stage};
use pollhook_promises::{notices, restart, stops};

const CHATS: usize = 100;

fn plan() -> Plan {
    Plan { events: 1_000, chats: CHATS, ahead: usize::MAX, kills: 3, seed: Plan::any_seed() }
}

/// Less: pages that hold all there is, and GitHub forgets what lies further back than three hundred.
fn small() -> Plan {
    Plan { events: 280, ahead: 140, kills: 1, ..plan() }
}

async fn killed(stage: Stage<impl Network>, wrong: &str, plan: Plan) -> Verdict {
    println!("PROMISES_SEED={}", plan.seed);
    let mut arena = stage.arena(env!("CARGO_BIN_EXE_wrong"), "").argument(wrong);
    let verdict = kill_again_and_again(&stage, &mut arena, plan).await;
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
    assert!(!killed(Stage::long_poll(CHATS).await, "confirms_early", plan()).await.lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_commits_what_it_has_only_fetched_is_seen_to_lose() {
    assert!(!killed(Stage::paged().await, "confirms_early", plan()).await.lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_answers_before_its_handler_is_seen_to_lose() {
    assert!(!killed(Stage::webhook(CHATS).await, "confirms_early", plan()).await.lost.is_empty());
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
async fn a_client_of_devman_that_commits_early_is_seen_to_lose() {
    assert!(!killed(Stage::devman().await, "confirms_early", small()).await.lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_github_that_commits_early_is_seen_to_lose() {
    assert!(!killed(Stage::github_polling().await, "confirms_early", small()).await.lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_facebook_before_the_handler_is_seen_to_lose() {
    assert!(!killed(Stage::messenger(CHATS).await, "confirms_early", small()).await.lost.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_a_push_that_is_done_twice_is_seen() {
    let outcome = notices::one_is_handed_back(env!("CARGO_BIN_EXE_wrong"), Some("no_once")).await;
    assert!(!outcome.summary.doubled().is_empty(), "{:?}", outcome.statuses);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_a_push_that_is_overtaken_is_seen() {
    let outcome = notices::one_is_handed_back(env!("CARGO_BIN_EXE_wrong"), Some("frees_refusal_early")).await;
    let disorder = outcome.summary.disorder;
    assert!(disorder.iter().any(|disorder| disorder.earlier == notices::HANDED_BACK), "{disorder:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_forgets_how_far_it_has_come_is_seen() {
    let restarted = restart::restart(env!("CARGO_BIN_EXE_wrong"), Some("forgets")).await;
    assert_ne!(restarted.first, Some(304));
    assert_eq!(restarted.summary.doubled().len() as u64, restart::BEFORE, "{}", restarted.summary);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_relies_on_github_to_call_again_is_seen_to_keep_nothing() {
    let stage = Stage::github_webhook().await;
    let mut arena = stage.arena(env!("CARGO_BIN_EXE_wrong"), stops::MORE).argument("trusts_redelivery");
    let stopped = stops::stop_at_work(&stage, &mut arena).await;
    assert_eq!((stopped.confirmed_before, stopped.letters), ([].into(), [].into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_where_nothing_is_wrong() {
    let wrong = env!("CARGO_BIN_EXE_wrong");
    for batch in [
        batches::one_is_handed_back(wrong, Some("nothing")).await,
        notices::one_is_handed_back(wrong, Some("nothing")).await,
    ] {
        assert_eq!((batch.summary.doubled(), batch.summary.disorder), ([].into(), vec![]));
    }
    let restarted = restart::restart(wrong, Some("nothing")).await;
    assert_eq!((restarted.first, restarted.summary.doubled()), (Some(304), [].into()));
}

async fn finds_nothing(stage: Stage<impl Network>, plan: Plan) -> Vec<Disorder> {
    let Verdict { lost, doubled, disorder, .. } = killed(stage, "nothing", plan).await;
    assert_eq!((lost, doubled), (vec![], vec![]));
    disorder
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_found_at_kills_where_nothing_is_wrong() {
    assert_eq!(finds_nothing(Stage::long_poll(CHATS).await, plan()).await, []);
    assert_eq!(finds_nothing(Stage::webhook(CHATS).await, plan()).await, []);
    assert_eq!(finds_nothing(Stage::paged().await, plan()).await, []);
    assert_eq!(finds_nothing(Stage::devman().await, small()).await, []);
    assert_eq!(finds_nothing(Stage::github_polling().await, small()).await, []);
    // Facebook promises no order.
    finds_nothing(Stage::messenger(CHATS).await, small()).await;
}

//! A bot must not talk to itself: what it caused comes back to it on every platform where it can speak, and is skipped and
//! counted. (On Devman it cannot speak.)

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::time::Duration;

use pollhook_promises::arena::{Arena, LETTERS};
use pollhook_promises::script::Step;
use pollhook_promises::stage::{Network, Stage};
use pollhook_simulator::{Note, Tap};

const PATIENCE: Duration = Duration::from_secs(40);

fn arena(stage: &Stage<impl Network>) -> Arena {
    stage.arena(env!("CARGO_BIN_EXE_contestant"), "")
}

async fn until(tap: &Tap, what: &str, done: impl Fn() -> bool) {
    let seen = tokio::time::timeout(PATIENCE, tap.until(|_| done())).await;
    seen.unwrap_or_else(|_| panic!("never seen: {what}"));
}

/// Whatever the bot wrote itself is no script: a handler that heard of it would leave a letter.
async fn skipped(mut arena: Arena, process: pollhook_promises::process::Process, own: u64) {
    let summary = arena.journal.read().clone();
    assert_eq!((summary.starts.len(), summary.ended()), (1, 1), "{summary}");
    let ended = process.terminate().await;
    assert_eq!(ended.count("own_events"), own, "{}", ended.output);
    assert!(!arena.path(LETTERS).exists(), "{}", ended.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_says_comes_back_as_an_echo_and_is_skipped() {
    let stage = Stage::messenger(1).await;
    let arena = arena(&stage);
    let process = arena.ready().await;
    let facebook = &stage.network;
    facebook.subscribe().await;
    stage.say(0, 1, &[Step::Reply]);
    let confirmed = |kind: &str| {
        let is = |note: &&Note| note.kind == kind && note.confirmed().is_some();
        facebook.app.ledger().iter().filter(is).count()
    };
    until(facebook.app.tap(), "the echo of the reply", || confirmed("message_echoes") == 1).await;
    // Somebody at the page's inbox, in words that a handler would act upon.
    facebook.pages[0].writes(&facebook.people[0], "2 pause=1");
    until(facebook.app.tap(), "the echo of the inbox", || confirmed("message_echoes") == 2).await;
    until(facebook.app.tap(), "the receipt", || confirmed("message_deliveries") == 1).await;
    skipped(arena, process, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bot_comments_comes_back_by_the_webhook_and_is_skipped() {
    let stage = Stage::github_webhook().await;
    let arena = arena(&stage);
    let process = arena.ready().await;
    stage.say(0, 1, &[Step::Reply]);
    let repo = &stage.network.repo;
    let is_comment = |note: &Note| note.kind == "issue_comment" && note.confirmed().is_some();
    until(repo.tap(), "the bot's comment, delivered", || repo.deliveries().iter().any(is_comment)).await;
    skipped(arena, process, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_bot_comments_comes_back_by_polling_and_is_skipped() {
    let stage = Stage::github_polling().await;
    let arena = arena(&stage);
    let process = arena.ready().await;
    stage.say(0, 1, &[Step::Reply]);
    let github = &stage.network;
    // Told of, and asked for again: what was told of is with the bot then.
    let told =
        || github.repo.events().iter().any(|note| note.kind == "IssueCommentEvent" && !note.delivered.is_empty());
    until(github.account.tap(), "the bot's comment, told of", told).await;
    let asked = github.account.tap().counters().polls;
    let again = github.account.tap().until(|seen| seen.polls > asked + 1);
    tokio::time::timeout(PATIENCE, again).await.unwrap();
    skipped(arena, process, 1).await;
}

//! One set of handlers serves both doors of GitHub: what is said there calls them alike, however it came.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::time::Duration;

use pollhook_promises::arena::Arena;
use pollhook_promises::config::{Door, config};
use pollhook_promises::script::Step;
use pollhook_promises::stage::Stage;

const PATIENCE: Duration = Duration::from_secs(40);
const ISSUES: usize = 4;
const SAID: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn the_same_handlers_serve_both_doors_at_once() {
    let stage = Stage::github_webhook().await;
    let mut called = stage.arena(env!("CARGO_BIN_EXE_contestant"), "");
    let text = config(&Door::GitHubPolling(stage.network.network.api_url()), "");
    let mut asking = Arena::new(env!("CARGO_BIN_EXE_contestant"), &text);
    let processes = [called.ready().await, asking.ready().await];
    for number in 0..SAID {
        // One is tried twice.
        let step = if number == SAID / 2 { Step::Fail(1) } else { Step::pause(2) };
        stage.say(number % ISSUES, u64::try_from(number).unwrap(), &[step]);
    }
    let mut calls = Vec::new();
    for arena in [&mut called, &mut asking] {
        let summary = arena.journal.until("all handled", PATIENCE, |summary| summary.ended() == SAID).await;
        assert_eq!((summary.doubled(), &*summary.disorder), ([].into(), &[][..]));
        calls.push(summary.calls.clone());
    }
    assert_eq!(calls[0].len(), ISSUES, "premise: each issue is a key of its own");
    assert_eq!(calls[0], calls[1]);
    let [called, asking] = processes;
    assert!(called.terminate().await.count("polls") == 0 && asking.terminate().await.count("polls") > 0);
}

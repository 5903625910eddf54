//! At a platform's deadline it is answered, whatever the handler does: this is the one exception to "handled", it is
//! counted, and nothing of it is lost while the bot lives.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::collections::BTreeSet;
use std::time::Duration;

use pollhook_core::{Late, Platform};
use pollhook_platforms::github::GitHub;
use pollhook_platforms::messenger::Messenger;
use pollhook_promises::late::{ENDS, FAILS, STUCK, outlast};
use pollhook_promises::stage::{Network, Stage};
use pollhook_simulator::{Exchange, Tap, What};

const MORE: &str = "drain = \"4s\"\n[dispatch]\ntimeout = \"20m\"";

/// How long after a platform gave its event an answer may arrive: it hangs up then.
async fn outlasts(stage: Stage<impl Network>, tap: &Tap, platform: &dyn Platform, hangs_up: Duration) {
    let rules = platform.rules();
    let waits = rules.ack_within.unwrap();
    assert_eq!(rules.late, Late::Ack, "premise: it is answered early");
    let mut arena = stage.arena(env!("CARGO_BIN_EXE_contestant"), MORE);
    let all: BTreeSet<u64> = [ENDS, FAILS, STUCK].into();
    let outlasted = outlast(&stage, &mut arena, tap, waits).await;
    assert_eq!(outlasted.answered_at_work, all, "premise: all were at work when they were answered");
    let answered = deliveries(tap);
    assert_eq!(answered.len(), 3, "nothing was sent again: {answered:?}");
    assert!(answered.iter().all(|took| (waits..hangs_up).contains(took)), "at the deadline: {answered:?}");

    assert_eq!(outlasted.summary.ends.keys().copied().collect::<BTreeSet<_>>(), [ENDS].into());
    assert_eq!(outlasted.kept, [FAILS].into(), "what fails for good is kept");
    assert_eq!(outlasted.kept_in_the_end, [FAILS, STUCK].into(), "what is cut off is kept");
    let ended = outlasted.ended;
    assert_eq!((ended.count("acked_early"), ended.count("lost")), (3, 0), "{}", ended.output);
    assert!(ended.output.contains("may not be kept waiting"), "it is said at start:\n{}", ended.output);
}

/// How long each delivery that was answered well took.
fn deliveries(tap: &Tap) -> Vec<Duration> {
    let took = |exchange: &Exchange| match &exchange.what {
        What::Deliver { status: Some(200), .. } => Some(exchange.ended - exchange.started),
        _ => None,
    };
    // A webhook that GitHub has just learned of is greeted by a ping, which is answered at once.
    tap.log().iter().filter_map(took).filter(|took| *took > Duration::from_secs(1)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn github_is_answered_at_its_deadline_and_nothing_is_lost() {
    let stage = Stage::github_webhook().await;
    let tap = stage.network.repo.clone();
    outlasts(stage, tap.tap(), &GitHub, Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn messenger_is_answered_at_its_deadline_and_nothing_is_lost() {
    let stage = Stage::messenger(3).await;
    let tap = stage.network.app.clone();
    outlasts(stage, tap.tap(), &Messenger::new(), Duration::from_secs(5)).await;
}

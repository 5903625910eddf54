//! A webhook is answered *after* the handler's last await, however often the handler replies.

use pollhook_promises::answers::{Answered, when_answered};
use pollhook_promises::script::Step;

async fn is_answered_after(steps: &[Step], replies: u64) {
    let answered = when_answered(env!("CARGO_BIN_EXE_contestant"), None, steps).await;
    assert_eq!(answered, Answered { ended: true, replies });
}

const LONG: Step = Step::pause(300);

#[tokio::test(flavor = "multi_thread")]
async fn without_a_reply() {
    is_answered_after(&[LONG], 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_one_reply_before_the_wait() {
    is_answered_after(&[Step::Reply, LONG], 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_one_reply_after_the_wait() {
    is_answered_after(&[LONG, Step::Reply], 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_three_replies() {
    let steps = [Step::Reply, Step::pause(100), Step::Reply, Step::pause(200), Step::Reply];
    is_answered_after(&steps, 3).await;
}

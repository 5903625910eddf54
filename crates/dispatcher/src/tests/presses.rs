//! Presses are answered when they come, unless their route says otherwise.

use std::time::{Duration, SystemTime};

use pollhook_core::{Draft, Kept, Notice, Outcome, ReplyError, Via};
use pollhook_testkit::TestClock;
use tokio::time::sleep;

use super::rig::{kept, offer};
use super::{Log, Parrot, Rig, said};
use crate::{App, Reply, State, any_press, message, route};

const SLOW: Duration = Duration::from_secs(20);

fn pressed(id: u32) -> Draft {
    Draft::new(id.to_string(), "press", "{}").key("anna")
}

async fn slow() {
    sleep(SLOW).await;
}

async fn answers(reply: Reply) -> Result<(), ReplyError> {
    reply.answer("Added").await
}

/// Lets whatever is due now run; the clock stands.
async fn settle() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_press_does_not_wait_for_the_handler_before_it() {
    let parrot = Parrot::default();
    let rig = Rig::speaking(App::new().on(message(), slow).on(any_press(), slow), parrot.clone());
    let before = rig.emit(said(1, "cook").key("anna"));
    let press = rig.emit(pressed(2));
    settle().await;
    assert_eq!(parrot.heard(), ["anna: Answer(Nothing)"], "while the handler before it has 20 s to go");
    let start = tokio::time::Instant::now();
    assert_eq!((before.await, press.await), (Outcome::Accepted(None), Outcome::Accepted(None)));
    assert_eq!(start.elapsed(), SLOW * 2, "its own handler waits for its turn");
    assert_eq!(parrot.heard().len(), 1, "and it is answered once");
}

#[tokio::test(start_paused = true)]
async fn a_route_may_leave_the_answer_to_its_handler() {
    let parrot = Parrot::default();
    let app = App::new().on(message(), slow).on(any_press(), route(answers).answer_later());
    let rig = Rig::speaking(app, parrot.clone());
    let before = rig.emit(said(1, "cook").key("anna"));
    let press = rig.emit(pressed(2));
    settle().await;
    assert!(parrot.heard().is_empty());
    before.await;
    assert_eq!(press.await, Outcome::Accepted(None));
    assert_eq!(parrot.heard(), [r#"anna: Answer(Brief("Added"))"#]);
}

#[tokio::test(start_paused = true)]
async fn a_second_answer_says_how_to_give_the_first() {
    let log = Log::default();
    let app = App::with_state(log.clone()).on(any_press(), |reply: Reply, State(log): State<Log>| async move {
        log.add(reply.answer(Notice::alert("Sold out")).await.unwrap_err());
    });
    let parrot = Parrot::default();
    let rig = Rig::speaking(app, parrot.clone());
    rig.emit(pressed(1)).await;
    assert!(log.lines()[0].contains("`route(handler).answer_later()`"), "{:?}", log.lines());
    assert_eq!(parrot.heard(), ["anna: Answer(Nothing)"]);
}

#[tokio::test(start_paused = true)]
async fn only_what_is_waited_for_is_answered() {
    let parrot = Parrot::default();
    let rig = Rig::speaking(App::new().on(message(), slow), parrot.clone());
    rig.emit(said(1, "hi").key("anna")).await;
    let mut again = kept(pressed(2), Via::Polling, Kept::BySource);
    again.attempt = 2;
    rig.offer(again).await;
    let mut late = pressed(3);
    late.expires = Some(SystemTime::UNIX_EPOCH + TestClock::START);
    rig.offer(offer(late, Via::Polling)).await;
    settle().await;
    assert!(parrot.heard().is_empty(), "no message, no second offer, nothing that the platform gave up on");
    rig.emit(pressed(4)).await;
    settle().await;
    assert_eq!(parrot.heard(), ["anna: Answer(Nothing)"], "though no route takes it");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_fails_fails_no_event() {
    let rig = Rig::new(App::new().on(any_press(), || async {}));
    let nowhere = Draft::new("1", "press", "{}");
    assert_eq!(rig.emit(nowhere).await, Outcome::Accepted(None), "there is no chat to answer to");
    rig.dispatcher.idle().await;
}

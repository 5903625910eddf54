//! When a request is answered, and with what: each way in which an event can end, or not end in time.

mod support;

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use pollhook_core::{Count, EventSource, Inline, Kept, Once, Reason, ReasonKind, ShutdownReason, SourceError};
use pollhook_testkit::{Bench, Recorder};
use pollhook_webhook::Routes;
use tokio::time::{Instant, advance, sleep};

use support::{Net, asks_again, impatient, never_again, request, retry_after, webhook};

const NO_CONTENT: StatusCode = StatusCode::NO_CONTENT;
const UNAVAILABLE: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

fn failed() -> Reason {
    Reason::new(ReasonKind::Failed, "")
}

#[tokio::test(start_paused = true)]
async fn the_answer_comes_after_the_end_of_the_handler() {
    let recorder = Recorder::new();
    let net = Net::new(&asks_again(), recorder.clone(), 16).await;
    let answer = net.push(&["1"]);
    recorder.came(1).await;
    sleep(Duration::from_millis(300)).await;
    assert!(!answer.is_finished(), "the handler still runs");
    recorder.accept_all();
    assert_eq!(answer.await.unwrap().status(), NO_CONTENT);
}

#[tokio::test(start_paused = true)]
async fn each_end_has_its_answer() {
    let recorder = Recorder::new();
    let net = Net::new(&asks_again(), recorder.clone(), 16).await;
    let answers = ["a", "b", "c", "d", "e"].map(|id| net.push(&[id]));
    recorder.came(5).await;
    recorder.take_id("a").ack.accept_with(Inline::json("{}"));
    recorder.take_id("b").ack.reject(failed());
    recorder.take_id("c").ack.hand_back(Some(Duration::from_secs(7))).unwrap();
    recorder.take_id("d").ack.hand_back(None).unwrap();
    drop(recorder.take_id("e"));
    let mut heard = Vec::new();
    for answer in answers {
        let answer = answer.await.unwrap();
        let after = answer.headers().get("retry-after").map(|after| after.to_str().unwrap().to_owned());
        heard.push((answer.status(), after));
    }
    let again = |after: &str| (UNAVAILABLE, Some(after.to_owned()));
    assert_eq!(heard, [(NO_CONTENT, None), (NO_CONTENT, None), again("7"), again("1"), again("1")]);
    assert_eq!((net.count(Count::Dropped), net.count(Count::Lost)), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_emitted_says_who_keeps_it_and_for_how_long() {
    let table =
        [(asks_again(), Kept::Upstream, 50), (impatient(), Kept::Upstream, 3), (never_again(), Kept::Nobody, 8)];
    for (rules, kept, secs) in table {
        let recorder = Recorder::new();
        let net = Net::new(&rules, recorder.clone(), 16).await;
        let deadline = Instant::now() + Duration::from_secs(secs);
        let _answers = (net.push(&["1", "2"]), net.push(&["3"]));
        recorder.came(3).await;
        let [one, two, three] = ["1", "2", "3"].map(|id| recorder.take_id(id));
        assert_eq!((one.kept, one.attempt, one.deadline), (kept, 1, Some(deadline.into_std())));
        assert_eq!(one.epoch, two.epoch, "one request is one epoch");
        assert_ne!(one.epoch, three.epoch, "and no other's");
    }
}

#[tokio::test(start_paused = true)]
async fn who_asks_again_is_told_to_and_the_redelivery_joins() {
    let recorder = Recorder::new();
    let once = Once::new(recorder.clone(), Arc::default());
    let net = Net::new(&asks_again(), once, 16).await;
    let start = Instant::now();
    let late = net.push(&["1"]).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(50));
    assert_eq!((late.status(), retry_after(&late)), (UNAVAILABLE, 1));
    assert_eq!((net.count(Count::ToldLate), recorder.held()), (1, 1));
    let again = net.push(&["1"]);
    sleep(Duration::from_secs(1)).await;
    recorder.accept_all();
    assert_eq!(again.await.unwrap().status(), NO_CONTENT);
    assert_eq!(recorder.ids(), ["1"], "the handler ran once");
}

#[tokio::test(start_paused = true)]
async fn what_was_told_late_can_still_be_handed_back() {
    let recorder = Recorder::new();
    let net = Net::new(&asks_again(), recorder.clone(), 16).await;
    assert_eq!(net.push(&["1"]).await.unwrap().status(), UNAVAILABLE);
    assert!(recorder.take().ack.hand_back(None).is_ok());
}

#[tokio::test(start_paused = true)]
async fn who_must_not_wait_is_answered_early_and_then_nobody_keeps_it() {
    for (rules, secs) in [(impatient(), 3), (never_again(), 8)] {
        let recorder = Recorder::new();
        let net = Net::new(&rules, recorder.clone(), 16).await;
        let start = Instant::now();
        assert_eq!(net.push(&["1", "2", "3"]).await.unwrap().status(), NO_CONTENT);
        assert_eq!(start.elapsed(), Duration::from_secs(secs));
        assert_eq!(net.count(Count::AckedEarly), 3, "each event counts");
        let refused = recorder.take().ack.hand_back(None).unwrap_err();
        refused.reject(failed());
        drop(recorder.take());
        assert_eq!(net.count(Count::Lost), 1, "one that is dropped now is lost");
        recorder.take().ack.accept();
    }
}

#[tokio::test(start_paused = true)]
async fn only_what_is_unsettled_is_acknowledged_early() {
    let recorder = Recorder::new();
    let net = Net::new(&impatient(), recorder.clone(), 16).await;
    let answer = net.push(&["1", "2"]);
    recorder.came(2).await;
    recorder.take_id("1").ack.accept();
    assert_eq!(answer.await.unwrap().status(), NO_CONTENT);
    assert_eq!(net.count(Count::AckedEarly), 1);
}

#[tokio::test(start_paused = true)]
async fn a_batch_with_one_handed_back_comes_again_and_is_not_acknowledged_early() {
    let recorder = Recorder::new();
    let net = Net::new(&impatient(), recorder.clone(), 16).await;
    let answer = net.push(&["1", "2"]);
    recorder.came(2).await;
    recorder.take_id("1").ack.hand_back(Some(Duration::from_secs(9))).unwrap();
    let answer = answer.await.unwrap();
    assert_eq!((answer.status(), retry_after(&answer)), (UNAVAILABLE, 9));
    assert_eq!(net.count(Count::AckedEarly), 0);
    assert!(recorder.take().ack.hand_back(None).is_ok(), "the other one is still kept upstream");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_cut_and_sent_again_gets_the_outcome_of_the_first() {
    let recorder = Recorder::new();
    let stats = Arc::default();
    let net = Net::new(&asks_again(), Once::new(recorder.clone(), Arc::clone(&stats)), 16).await;
    let cut = net.push(&["1"]);
    recorder.came(1).await;
    cut.abort();
    assert!(cut.await.unwrap_err().is_cancelled());
    let again = net.push(&["1"]);
    sleep(Duration::from_secs(1)).await;
    assert_eq!(stats.get(Count::Joined), 1, "the premise: the handler still ran");
    recorder.accept_all();
    assert_eq!(again.await.unwrap().status(), NO_CONTENT);
    assert_eq!(recorder.ids(), ["1"]);

    let cut = net.push(&["2"]);
    recorder.came(2).await;
    cut.abort();
    recorder.accept_all();
    assert_eq!(net.push(&["2"]).await.unwrap().status(), NO_CONTENT, "settled while nobody waited");
    assert_eq!(stats.get(Count::Repeated), 1);
    assert_eq!(recorder.ids(), ["1", "2"]);
}

#[tokio::test(start_paused = true)]
async fn told_to_stop_it_waits_for_its_answers_and_leaves_the_route_closed() {
    let recorder = Recorder::new();
    let net = Net::new(&asks_again(), recorder.clone(), 1).await;
    let outstanding = net.push(&["1"]);
    recorder.came(1).await;
    let waiting_for_room = net.push(&["2"]);
    sleep(Duration::from_secs(1)).await;
    net.bench.stop(ShutdownReason::Stop, Duration::from_secs(5));
    sleep(Duration::from_secs(1)).await;
    let turned = waiting_for_room.await.unwrap();
    assert_eq!((turned.status(), retry_after(&turned)), (UNAVAILABLE, 2), "nothing is admitted any more");
    let newcomer = net.push(&["3"]).await.unwrap();
    assert_eq!((newcomer.status(), retry_after(&newcomer)), (UNAVAILABLE, 2));
    assert!(!net.running.is_finished());
    recorder.accept_all();
    assert_eq!(outstanding.await.unwrap().status(), NO_CONTENT);
    net.running.await.unwrap().unwrap();
    assert_eq!(recorder.ids(), ["1"]);
}

#[tokio::test(start_paused = true)]
async fn at_the_deadline_of_its_order_the_wait_ends() {
    let table = [
        (asks_again(), ShutdownReason::Stop, UNAVAILABLE, 0),
        (asks_again(), ShutdownReason::Switch, UNAVAILABLE, 0),
        (impatient(), ShutdownReason::Stop, UNAVAILABLE, 0),
        (impatient(), ShutdownReason::Switch, NO_CONTENT, 1),
        (never_again(), ShutdownReason::Stop, UNAVAILABLE, 0),
        (never_again(), ShutdownReason::Switch, NO_CONTENT, 1),
    ];
    for (rules, reason, status, early) in table {
        let what = format!("{:?} on {reason:?}", rules.late);
        let recorder = Recorder::new();
        let net = Net::new(&rules, recorder.clone(), 16).await;
        let answer = net.push(&["1"]);
        recorder.came(1).await;
        let (start, stats) = (Instant::now(), Arc::clone(&net.bench.stats));
        net.stopped(reason, Duration::from_secs(2)).await;
        assert_eq!(start.elapsed(), Duration::from_secs(2), "{what}");
        assert_eq!(answer.await.unwrap().status(), status, "{what}");
        assert_eq!(stats.get(Count::AckedEarly), early, "{what}");
        assert_eq!(recorder.held(), 1, "the handler is left alone: {what}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stop_escalates_a_switch() {
    let recorder = Recorder::new();
    let net = Net::new(&asks_again(), recorder.clone(), 16).await;
    let _answer = net.push(&["1"]);
    recorder.came(1).await;
    let start = Instant::now();
    net.bench.stop(ShutdownReason::Switch, Duration::from_secs(40));
    sleep(Duration::from_secs(1)).await;
    net.stopped(ShutdownReason::Stop, Duration::from_secs(1)).await;
    assert_eq!(start.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_route_comes_and_goes_and_a_dropped_run_takes_it_out() {
    let (recorder, routes) = (Recorder::new(), Routes::default());
    let bench = Bench::new(recorder.clone(), 16);
    let mut source = webhook(routes.claim("/hook").unwrap(), &asks_again());
    let send = |body: String| {
        let sent = tower::ServiceExt::oneshot(routes.clone(), request(body));
        tokio::spawn(async move { sent.await.unwrap() })
    };
    let closed = send(support::words(&["1"])).await.unwrap();
    assert_eq!((closed.status(), retry_after(&closed)), (UNAVAILABLE, 2), "configured, but not served yet");

    let waiting = {
        let run = source.run(bench.context());
        tokio::pin!(run);
        tokio::select! { _ = &mut run => unreachable!("nobody stopped it"), () = bench.health.ready() => {} }
        let waiting = send(support::words(&["1"]));
        tokio::select! { _ = &mut run => unreachable!("nobody stopped it"), () = recorder.came(1) => {} }
        waiting
    };
    assert_eq!(send(support::words(&["2"])).await.unwrap().status(), UNAVAILABLE, "the run was dropped");
    recorder.accept_all();
    assert_eq!(waiting.await.unwrap().status(), NO_CONTENT, "who waited is still answered");

    let cx = bench.context();
    let running = tokio::spawn(async move { source.run(cx).await.map(|()| source) });
    tokio::task::yield_now().await;
    let third = send(support::words(&["3"]));
    recorder.came(2).await;
    recorder.accept_all();
    assert_eq!(third.await.unwrap().status(), NO_CONTENT, "it runs again");
    bench.stop(ShutdownReason::Switch, Duration::from_secs(1));
    drop(running.await.unwrap().unwrap());
    assert_eq!(send(support::words(&["4"])).await.unwrap().status(), StatusCode::NOT_FOUND, "its route went with it");
}

#[tokio::test(start_paused = true)]
async fn a_closed_sink_ends_the_run() {
    let net = Net::new(&asks_again(), Recorder::new(), 16).await;
    net.bench.sink.close();
    assert_eq!(net.push(&["1"]).await.unwrap().status(), UNAVAILABLE);
    assert!(matches!(net.running.await.unwrap(), Err(SourceError::Closed)));
}

#[tokio::test(start_paused = true)]
async fn a_request_without_events_is_accepted() {
    let net = Net::new(&asks_again(), Recorder::new(), 16).await;
    assert_eq!(net.push(&[]).await.unwrap().status(), NO_CONTENT);
    advance(Duration::from_secs(1)).await;
    net.stopped(ShutdownReason::Stop, Duration::from_secs(1)).await;
}

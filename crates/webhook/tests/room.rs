//! Where there is no room for an event: who waits, for how long, what is said, and what is lost.

mod support;

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use pollhook_core::{Admit, Count, Delivery, Event, Health, Once, Settle};
use pollhook_testkit::Recorder;
use tokio::time::{Instant, sleep};

use support::{Net, asks_again, never_again, retry_after};

const NO_CONTENT: StatusCode = StatusCode::NO_CONTENT;
const UNAVAILABLE: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

#[tokio::test(start_paused = true)]
async fn without_room_a_request_waits_until_its_deadline_and_then_comes_again() {
    let recorder = Recorder::new();
    let net = Net::new(&asks_again(), recorder.clone(), 1).await;
    let first = net.push(&["1"]);
    recorder.came(1).await;
    sleep(Duration::from_secs(10)).await;
    let start = Instant::now();
    let turned = net.push(&["2"]).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(50), "the premise: the budget was full");
    assert_eq!(turned.status(), UNAVAILABLE);
    assert!((1..=3).contains(&retry_after(&turned)));
    assert_eq!((net.count(Count::TurnedAway), net.count(Count::Lost)), (1, 0));
    assert_eq!(first.await.unwrap().status(), UNAVAILABLE, "told late long ago");
    recorder.accept_all();
    let next = net.push(&["3"]);
    recorder.came(2).await;
    recorder.accept_all();
    assert_eq!(next.await.unwrap().status(), NO_CONTENT);
}

#[tokio::test(start_paused = true)]
async fn a_crowd_is_seen_in_health_until_there_is_room_again_whether_or_not_anybody_calls() {
    let recorder = Recorder::new();
    let net = Net::new(&asks_again(), recorder.clone(), 1).await;
    for round in 1..=2 {
        let _first = net.push(&["1"]);
        recorder.came(round).await;
        assert_eq!(net.push(&["turned away"]).await.unwrap().status(), UNAVAILABLE);
        sleep(Duration::from_secs(1)).await;
        assert!(matches!(net.bench.health.get(), Health::Waiting { .. }), "round {round}");
        recorder.accept_all();
        net.bench.health.ready().await;
    }
}

#[tokio::test(start_paused = true)]
async fn who_hangs_up_while_waiting_for_room_loses_what_never_comes_again_and_it_is_counted() {
    for (rules, lost) in [(never_again(), 3), (asks_again(), 0)] {
        let recorder = Recorder::new();
        let net = Net::new(&rules, recorder.clone(), 2).await;
        let cut = net.push(&["1", "2", "3", "4", "5"]);
        recorder.came(2).await;
        cut.abort();
        assert!(cut.await.unwrap_err().is_cancelled());
        assert_eq!((net.count(Count::Lost), net.bench.sink.room()), (lost, 0), "{:?}", rules.late);
        recorder.accept_all();
        assert_eq!(recorder.ids(), ["1", "2"]);
    }
}

#[tokio::test(start_paused = true)]
async fn room_that_comes_free_is_taken() {
    let recorder = Recorder::new();
    let net = Net::new(&asks_again(), recorder.clone(), 1).await;
    let _first = net.push(&["1"]);
    recorder.came(1).await;
    let second = net.push(&["2"]);
    sleep(Duration::from_secs(10)).await;
    assert_eq!(recorder.ids(), ["1"]);
    recorder.accept_all();
    recorder.came(2).await;
    recorder.accept_all();
    assert_eq!(second.await.unwrap().status(), NO_CONTENT);
}

#[tokio::test(start_paused = true)]
async fn without_room_what_never_comes_again_is_lost_and_counted() {
    let recorder = Recorder::new();
    let mut rules = never_again();
    rules.ack_within = None;
    let net = Net::new(&rules, recorder.clone(), 2).await;
    let start = Instant::now();
    let turned = net.push(&["1", "2", "3", "4", "5"]).await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(2), "where no deadline is known");
    assert_eq!(turned.status(), UNAVAILABLE);
    assert_eq!((net.count(Count::TurnedAway), net.count(Count::Lost)), (1, 3));
    assert_eq!(recorder.ids(), ["1", "2"]);
}

#[tokio::test(start_paused = true)]
async fn a_known_event_needs_no_room() {
    let recorder = Recorder::new();
    let once = Once::new(recorder.clone(), Arc::default());
    let net = Net::new(&asks_again(), once, 1).await;
    let both = (net.push(&["1"]), net.push(&["1"]));
    recorder.came(1).await;
    sleep(Duration::from_secs(1)).await;
    recorder.accept_all();
    assert_eq!((both.0.await.unwrap().status(), both.1.await.unwrap().status()), (NO_CONTENT, NO_CONTENT));
    assert_eq!(recorder.ids(), ["1"]);
}

/// Accepts what comes after a moment, several at a time; hands one id back once.
struct Busy {
    hand_back: std::sync::Mutex<Option<&'static str>>,
    recorder: Recorder,
}

impl Admit for Busy {
    fn admit(&self, delivery: Delivery) {
        let mut unlucky = self.hand_back.lock().expect("no panic");
        if *unlucky == Some(delivery.event.id().as_str()) {
            *unlucky = None;
            drop(unlucky);
            return delivery.ack.hand_back(None).expect("it is kept upstream");
        }
        drop(unlucky);
        self.recorder.admit(delivery);
    }

    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        self.recorder.join(event, to, at)
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_larger_than_the_budget_goes_through_and_the_redelivery_skips_what_was_accepted() {
    let recorder = Recorder::new();
    let busy = Busy { hand_back: Some("150").into(), recorder: recorder.clone() };
    let net = Net::new(&asks_again(), Once::new(busy, Arc::default()), 16).await;
    let ids: Vec<String> = (0..300).map(|id| id.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();

    let mut full = 0;
    let mut answer = net.push(&ids);
    let first = loop {
        tokio::select! {
            answer = &mut answer => break answer.unwrap(),
            () = sleep(Duration::from_millis(10)) => {
                full += usize::from(net.bench.sink.room() == 0);
                recorder.accept_all();
            }
        }
    };
    assert!(full > 10, "the premise: the budget was full again and again, {full} times");
    assert_eq!((first.status(), retry_after(&first)), (UNAVAILABLE, 1));
    assert_eq!(recorder.ids().len(), 299);
    assert!(recorder.ids().is_sorted_by_key(|id| id.parse::<u32>().unwrap()), "in order");

    let again = net.push(&ids);
    recorder.came(300).await;
    recorder.accept_all();
    assert_eq!(again.await.unwrap().status(), NO_CONTENT);
    assert_eq!(recorder.ids().last().unwrap(), "150", "only what was handed back ran again");
    assert_eq!(net.bench.sink.room(), 16);
}

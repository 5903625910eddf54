//! What runs where its event arrives, and what does not.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use futures::FutureExt;
use pollhook_core::{Clock, EventSink, Now, Outcome, Via};
use tokio::time::sleep;

use super::rig::offer;
use super::{Rig, said};
use crate::pace::STREAK;
use crate::{App, State, Text, message, route};

/// A clock that a handler moves by working.
#[derive(Debug)]
struct Work {
    start: Instant,
    micros: AtomicU64,
}

impl Work {
    fn new() -> Arc<Self> {
        // The only instant that a test can begin with.
        Arc::new(Self { start: tokio::time::Instant::now().into_std(), micros: AtomicU64::new(0) })
    }

    fn takes(&self, micros: u64) {
        self.micros.fetch_add(micros, SeqCst);
    }
}

impl Clock for Work {
    fn now(&self) -> Now {
        let since = Duration::from_micros(self.micros.load(SeqCst));
        Now { at: self.start + since, wall: SystemTime::UNIX_EPOCH + since }
    }
}

/// Emits a message, and says whether it was settled before that returned.
fn in_place(rig: &Rig, text: &str) -> bool {
    let settled = rig.emit(said("x", text)).now_or_never();
    settled.inspect(|outcome| assert_eq!(*outcome, Outcome::Accepted(None))).is_some()
}

async fn in_tasks(rig: &Rig, text: &str, times: u32) {
    for n in 0..times {
        let receipt = rig.emit(said("x", text));
        let mut receipt = std::pin::pin!(receipt);
        assert!((&mut receipt).now_or_never().is_none(), "call {n} is spawned");
        receipt.await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_light_handler_runs_in_place_after_sixteen_calls() {
    let rig = Rig::new(App::new().on(message(), || async {}));
    in_tasks(&rig, "hi", STREAK).await;
    assert!((0..100).all(|_| in_place(&rig, "hi")));
}

#[tokio::test(start_paused = true)]
async fn a_heavy_handler_never_does_and_one_that_becomes_heavy_is_found_out() {
    let work = Work::new();
    let app =
        App::with_state(Arc::clone(&work)).on(message(), |Text(us): Text, State(work): State<Arc<Work>>| async move {
            work.takes(us.parse().unwrap());
        });
    let rig = Rig::on_clock(app, |_| {}, work);
    in_tasks(&rig, "100", 2 * STREAK).await;
    in_tasks(&rig, "99", STREAK).await;
    let heavy = (0..100).take_while(|_| in_place(&rig, "100")).count();
    assert_eq!(heavy, 1, "it delays its source by that one call");
    // It may come to its senses.
    in_tasks(&rig, "99", STREAK).await;
    assert!(in_place(&rig, "99"));
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_has_to_wait_goes_on_in_a_task_from_where_it_was() {
    let begun = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&begun);
    let rig = Rig::new(App::new().on(message(), move |Text(text): Text| {
        count.fetch_add(1, SeqCst);
        async move {
            if text == "slow" {
                sleep(Duration::from_millis(20)).await;
            }
        }
    }));
    rig.warm().await;
    let before = begun.load(SeqCst);
    let receipt = rig.emit(said(1, "slow").key("a"));
    assert_eq!(begun.load(SeqCst), before + 1, "polled in place");
    assert_eq!(receipt.await, Outcome::Accepted(None));
    assert_eq!(begun.load(SeqCst), before + 1, "the same future, called once");
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_emits_does_not_recurse() {
    #[derive(Clone, Default)]
    struct Depth {
        now: Arc<AtomicUsize>,
        most: Arc<AtomicUsize>,
        sink: Arc<Mutex<Option<EventSink>>>,
    }
    let depth = Depth::default();
    let app = App::with_state(depth.clone()).on(message(), |Text(left): Text, State(depth): State<Depth>| {
        // Not a future yet: this is on the stack of whoever admits.
        depth.most.fetch_max(depth.now.fetch_add(1, SeqCst) + 1, SeqCst);
        if let Some(left) = left.parse::<u32>().ok().and_then(|left| left.checked_sub(1)) {
            let sink = depth.sink.lock().unwrap().clone().unwrap();
            drop(sink.try_reserve().unwrap().emit(offer(said(left, &left.to_string()), Via::Source)));
        }
        depth.now.fetch_sub(1, SeqCst);
        async {}
    });
    let rig = Rig::new(app);
    *depth.sink.lock().unwrap() = Some(rig.sink.clone());
    rig.warm().await;
    rig.emit(said(1_000, "1000")).await;
    rig.dispatcher.idle().await;
    assert_eq!(depth.most.load(SeqCst), 1);
    *depth.sink.lock().unwrap() = None;
}

#[tokio::test(start_paused = true)]
async fn at_most_so_many_of_one_lane_run_in_place_in_a_row() {
    #[derive(Clone, Default)]
    struct Fan {
        calls: Arc<AtomicUsize>,
        sink: Arc<Mutex<Option<EventSink>>>,
    }
    let fan = Fan::default();
    let app = App::with_state(fan.clone()).on(message(), |Text(text): Text, State(fan): State<Fan>| {
        fan.calls.fetch_add(1, SeqCst);
        let sink = fan.sink.lock().unwrap().take();
        for n in 0..sink.as_ref().map_or(0, |_| text.parse().unwrap()) {
            let slot = sink.as_ref().unwrap().try_reserve().unwrap();
            drop(slot.emit(offer(said(n, "one of many").key("a"), Via::Source)));
        }
        async {}
    });
    let rig = Rig::new(app);
    rig.warm().await;
    fan.calls.store(0, SeqCst);
    *fan.sink.lock().unwrap() = Some(rig.sink.clone());
    drop(rig.emit(said("fan", "100").key("a")));
    assert_eq!(fan.calls.load(SeqCst), 32);
    rig.dispatcher.idle().await;
    assert_eq!(fan.calls.load(SeqCst), 101);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_place_is_caught_there() {
    let rig =
        Rig::with(App::new().on(message(), |Text(text): Text| async move { assert_ne!(text, "panic") }), |settings| {
            settings.attempts = 1;
        });
    rig.warm().await;
    assert!(matches!(rig.emit(said(1, "panic")).await, Outcome::Rejected(_)));
    assert!(in_place(&rig, "hi"), "and the thread is as it was");
}

#[test]
fn handlers_find_their_runtime_whatever_thread_an_event_comes_from() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let rig = runtime.block_on(async {
        let rig = Rig::new(App::new().on(message(), || async { sleep(Duration::from_millis(1)).await }));
        rig.warm().await;
        rig
    });
    let receipt = rig.emit(said(1, "hi"));
    assert_eq!(runtime.block_on(receipt), Outcome::Accepted(None));
    assert_eq!(rig.count(pollhook_core::Count::HandlerPanics), 0);
}

#[tokio::test(start_paused = true)]
async fn a_full_route_makes_a_call_wait_in_a_task() {
    let app = App::new().on(
        message(),
        route(|Text(ms): Text| async move {
            if let Ok(ms) = ms.parse() {
                sleep(Duration::from_millis(ms)).await;
            }
        })
        .concurrency(1),
    );
    let rig = Rig::new(app);
    rig.warm().await;
    let slow = rig.emit(said(1, "50"));
    assert!(!in_place(&rig, "hi"), "the place is taken");
    assert_eq!(slow.await, Outcome::Accepted(None));
    rig.dispatcher.idle().await;
    assert!(in_place(&rig, "hi"));
}

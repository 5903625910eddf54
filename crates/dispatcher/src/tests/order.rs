//! Order within a chat, all chats at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pollhook_core::{Event, EventSink, Outcome};
use tokio::time::sleep;

use super::rig::offer;
use super::{Log, Rig, said};
use crate::{App, State, Text, message, route};

#[derive(Clone, Default)]
struct Seen {
    order: Arc<Mutex<HashMap<String, Vec<u32>>>>,
    running: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

async fn takes_50_ms(event: Event, State(seen): State<Seen>) {
    let now = seen.running.fetch_add(1, SeqCst) + 1;
    seen.most.fetch_max(now, SeqCst);
    sleep(Duration::from_millis(50)).await;
    let chat = event.key().unwrap().to_string();
    seen.order.lock().unwrap().entry(chat).or_default().push(event.id().parse().unwrap());
    seen.running.fetch_sub(1, SeqCst);
}

#[tokio::test(start_paused = true)]
async fn two_thousand_events_of_a_hundred_chats_run_in_order_in_each_and_all_chats_at_once() {
    let seen = Seen::default();
    let app = App::with_state(seen.clone()).on(message(), takes_50_ms);
    let rig = Rig::with(app, |settings| settings.in_flight = 2_000);
    let receipts: Vec<_> = (0..2_000).map(|n| rig.emit(said(n, "hi").key(format!("chat {}", n % 100)))).collect();
    for receipt in receipts {
        assert_eq!(receipt.await, Outcome::Accepted(None));
    }
    assert_eq!(seen.most.load(SeqCst), 100, "one of each chat at a time, and all chats");
    let order = seen.order.lock().unwrap();
    assert_eq!((order.len(), order.values().map(Vec::len).sum::<usize>()), (100, 2_000));
    assert!(order.values().all(|ids| ids.is_sorted()), "in each chat in order");
    assert_eq!(rig.dispatcher.busy_lanes(), 0, "memory is proportional to active chats");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn order_holds_when_several_threads_emit() {
    let log = Arc::new(Mutex::new(Vec::<(String, u32)>::new()));
    let seen = Arc::clone(&log);
    let app = App::new().on(message(), move |event: Event| {
        let seen = Arc::clone(&seen);
        async move {
            tokio::task::yield_now().await;
            seen.lock().unwrap().push((event.key().unwrap().to_string(), event.id().parse().unwrap()));
        }
    });
    let rig = Rig::with(app, |settings| settings.in_flight = 64);
    let emit = |sink: EventSink, chats: [&'static str; 2]| async move {
        for n in 0..500 {
            let slot = sink.reserve().await.unwrap();
            let draft = said(n, "hi").key(chats[n % 2]);
            drop(slot.emit(offer(draft, pollhook_core::Via::Polling)));
        }
    };
    let one = tokio::spawn(emit(rig.sink.clone(), ["a", "b"]));
    let two = tokio::spawn(emit(rig.sink.clone(), ["c", "d"]));
    one.await.unwrap();
    two.await.unwrap();
    rig.dispatcher.idle().await;
    let log = log.lock().unwrap();
    assert_eq!(log.len(), 1_000);
    for chat in ["a", "b", "c", "d"] {
        let ids: Vec<_> = log.iter().filter(|(key, _)| key == chat).map(|&(_, id)| id).collect();
        assert!(ids.is_sorted(), "{chat}: {ids:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_stuck_chat_stops_nobody_else() {
    let app = App::new().on(message(), |Text(text): Text| async move {
        if text == "stuck" {
            std::future::pending::<()>().await;
        }
    });
    let rig = Rig::with(app, |settings| settings.timeout = Duration::MAX);
    let _stuck = rig.emit(said(0, "stuck").key("stuck"));
    for n in 1..200 {
        assert_eq!(rig.emit(said(n, "hi").key(format!("{}", n % 7))).await, Outcome::Accepted(None));
    }
    assert_eq!(rig.dispatcher.busy_lanes(), 1);
}

#[tokio::test(start_paused = true)]
async fn events_without_a_key_wait_for_nobody() {
    let log = Log::default();
    let seen = log.clone();
    let app = App::new().on(message(), move |Text(text): Text| {
        let seen = seen.clone();
        async move {
            sleep(Duration::from_millis(text.parse().unwrap())).await;
            seen.add(text);
        }
    });
    let rig = Rig::new(app);
    let receipts = ["30", "20", "10"].map(|ms| rig.emit(said(ms, ms)));
    futures::future::join_all(receipts).await;
    assert_eq!(log.lines(), ["10", "20", "30"]);
}

#[tokio::test(start_paused = true)]
async fn slow_jobs_of_one_route_do_not_eat_everybodys_room() {
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (now, max) = (Arc::clone(&running), Arc::clone(&most));
    let slow = move || {
        let (now, max) = (Arc::clone(&now), Arc::clone(&max));
        async move {
            max.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
            sleep(Duration::from_secs(1)).await;
            now.fetch_sub(1, SeqCst);
        }
    };
    let rig = Rig::new(App::new().on(message(), route(slow).concurrency(3)));
    let receipts: Vec<_> = (0..30).map(|n| rig.emit(said(n, "hi").key(n.to_string()))).collect();
    for outcome in futures::future::join_all(receipts).await {
        assert_eq!(outcome, Outcome::Accepted(None));
    }
    assert_eq!(most.load(SeqCst), 3);
}

use std::sync::Mutex;
use std::time::SystemTime;

use super::*;
use crate::{Count, Draft, Kept, Origin, Outcome, Via};

#[derive(Clone, Default)]
struct Held(Arc<Mutex<Vec<Delivery>>>);

impl Admit for Held {
    fn admit(&self, delivery: Delivery) {
        self.0.lock().unwrap().push(delivery);
    }
}

fn event(id: &str) -> Event {
    Draft::new(id, "message", "{}").stamp(&Origin::new("bot", "test", Via::Source), SystemTime::UNIX_EPOCH)
}

fn sink(room: usize) -> (EventSink, Held, Arc<Stats>) {
    let (held, stats) = (Held::default(), Arc::new(Stats::default()));
    (EventSink::new(held.clone(), room, Arc::clone(&stats)), held, stats)
}

#[tokio::test]
async fn room_is_given_first_come_first_served_and_given_back_at_settlement() {
    let (sink, held, _) = sink(1);
    let receipt = sink.reserve().await.unwrap().emit(event("1"));
    assert_eq!(sink.try_reserve().unwrap_err(), NoRoom::Full);
    let mut waiting = by_hand(sink.reserve());
    let mut later = by_hand(sink.reserve());
    assert!(waiting.poll().is_none() && later.poll().is_none());
    held.0.lock().unwrap().remove(0).ack.accept();
    assert_eq!(receipt.await, Outcome::Accepted(None));
    assert!(later.poll().is_none(), "the first in the queue is served first");
    assert!(waiting.poll().is_some());
}

#[tokio::test]
async fn a_wait_for_room_that_is_dropped_leaks_nothing() {
    let (sink, held, _) = sink(1);
    drop(sink.reserve().await.unwrap().emit(event("1")));
    for _ in 0..10 {
        let mut waiting = by_hand(sink.reserve());
        assert!(waiting.poll().is_none());
    }
    held.0.lock().unwrap().clear();
    assert_eq!(sink.room(), 1);
}

#[tokio::test]
async fn a_closed_sink_admits_nothing_more_and_what_runs_goes_on() {
    let (sink, held, _) = sink(2);
    let receipt = sink.reserve().await.unwrap().emit(event("1"));
    sink.close();
    assert_eq!(sink.reserve().await.unwrap_err(), Closed);
    assert_eq!(sink.try_reserve().unwrap_err(), NoRoom::Closed);
    held.0.lock().unwrap().remove(0).ack.accept();
    assert_eq!(receipt.await, Outcome::Accepted(None));
}

#[tokio::test]
async fn a_dropped_delivery_is_a_retry_and_counted() {
    let (sink, held, stats) = sink(2);
    let receipt = sink.reserve().await.unwrap().emit(event("1"));
    let delivery = held.0.lock().unwrap().remove(0);
    assert_eq!((delivery.attempt, delivery.kept, delivery.epoch), (1, Kept::Upstream, 0));
    drop(delivery);
    assert_eq!(receipt.await, Outcome::Retry(None));
    assert_eq!(stats.get(Count::Dropped), 1);
}

/// Polls a future by hand.
fn by_hand<F: Future>(future: F) -> ByHand<F> {
    ByHand(Box::pin(future))
}

struct ByHand<F>(std::pin::Pin<Box<F>>);

impl<F: Future> ByHand<F> {
    fn poll(&mut self) -> Option<F::Output> {
        match self.0.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        }
    }
}

/// Knows every event, and takes none.
struct KnowsAll;

impl Admit for KnowsAll {
    fn admit(&self, delivery: Delivery) {
        delivery.ack.reject(crate::Reason::new(crate::ReasonKind::Crowded, ""));
    }

    fn join(&self, _event: &Event, _to: &Arc<dyn Settle>, _at: u32) -> bool {
        true
    }
}

#[tokio::test]
async fn what_is_shared_admits_and_joins_as_what_it_shares() {
    let (_receipt, cell) = Receipt::new();
    let to: Arc<dyn Settle> = cell;
    let (held, _held, _) = sink(1);
    assert!(!held.join_to(&event("1"), &to, 0), "who remembers nothing knows nothing");
    let shared = Arc::new(KnowsAll);
    assert!(shared.join(&event("1"), &to, 0));
    assert!(!Arc::new(Held::default()).join(&event("1"), &to, 0));
    let outcome = EventSink::new(shared, 1, Arc::default()).try_reserve().unwrap().emit(event("1")).await;
    assert!(matches!(outcome, Outcome::Rejected(_)));
}

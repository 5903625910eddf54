use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::*;
use crate::{Draft, EventSink, Inline, Offer, Origin, Reason, ReasonKind, Receipt, Via};

/// Holds what was admitted until the test settles it.
#[derive(Clone, Default)]
struct Held(Arc<Mutex<Vec<Delivery>>>);

impl Held {
    fn take(&self, at: usize) -> Delivery {
        self.0.lock().unwrap().remove(at)
    }

    fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl Admit for Held {
    fn admit(&self, delivery: Delivery) {
        self.0.lock().unwrap().push(delivery);
    }
}

/// Where early answers go: upstream has forgotten the event.
struct Forgotten;

impl Settle for Forgotten {
    fn settle(&self, _at: u32, outcome: Outcome) -> Result<(), NotKept> {
        if matches!(outcome, Outcome::Retry(_)) { Err(NotKept) } else { Ok(()) }
    }
}

fn event(id: &str, kind: &str) -> Event {
    let origin = Origin::new("bot", "test", Via::Source);
    Draft::new(id, kind, "{}").stamp(&origin, SystemTime::UNIX_EPOCH)
}

struct Bench {
    held: Held,
    once: Once,
    sink: EventSink,
    stats: Arc<Stats>,
}

fn bench(remembered: usize) -> Bench {
    let (held, stats) = (Held::default(), Arc::new(Stats::default()));
    let once = Once::remembering(remembered, held.clone(), Arc::clone(&stats));
    let sink = EventSink::new(once.clone(), 1_000, Arc::clone(&stats));
    Bench { held, once, sink, stats }
}

impl Bench {
    fn emit(&self, id: &str) -> Receipt {
        self.emit_kind(id, "message")
    }

    fn emit_kind(&self, id: &str, kind: &str) -> Receipt {
        self.sink.try_reserve().unwrap().emit(event(id, kind))
    }
}

fn now<F: Future>(future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

#[test]
fn a_redelivery_joins_what_runs_and_gives_its_room_back() {
    let b = bench(8);
    let (first, second) = (b.emit("1"), b.emit("1"));
    assert_eq!((b.held.len(), b.sink.room()), (1, 999), "one runs, one place is taken");
    b.held.take(0).ack.accept_with(Inline::json("{}"));
    let outcome = Outcome::Accepted(Some(Inline::json("{}")));
    assert_eq!(now(first), Some(outcome.clone()));
    assert_eq!(now(second), Some(outcome));
    assert_eq!(b.sink.room(), 1_000);
    assert_eq!(b.stats.get(Count::Joined), 1);
}

#[test]
fn what_was_settled_is_answered_at_once_with_the_same_outcome() {
    let b = bench(8);
    let reason = Reason::new(ReasonKind::Failed, "no such order");
    let first = b.emit("1");
    b.held.take(0).ack.reject(reason.clone());
    assert_eq!(now(first), Some(Outcome::Rejected(reason.clone())));
    assert_eq!(now(b.emit("1")), Some(Outcome::Rejected(reason)));
    assert_eq!(b.held.len(), 0, "it did not run again");
}

#[test]
fn what_was_handed_back_runs_again_as_the_next_attempt() {
    let b = bench(8);
    for attempt in 1..=3 {
        let receipt = b.emit("1");
        let delivery = b.held.take(0);
        assert_eq!(delivery.attempt, attempt);
        delivery.ack.hand_back(Some(Duration::from_secs(1))).unwrap();
        assert_eq!(now(receipt), Some(Outcome::Retry(Some(Duration::from_secs(1)))));
    }
}

#[test]
fn what_was_handed_back_untried_comes_again_as_the_same_attempt() {
    let b = bench(8);
    // How often it was tried before it was handed back, and as which attempt it had come.
    for (tried, attempt) in [(0, 1), (0, 1), (3, 1), (3, 4), (4, 4), (5, 5)] {
        drop(b.emit("1"));
        let delivery = b.held.take(0);
        assert_eq!(delivery.attempt, attempt);
        delivery.ack.tried(tried);
        delivery.ack.hand_back(None).unwrap();
    }
}

#[test]
fn an_id_that_starts_anew_is_another_event() {
    let b = bench(8);
    drop(b.emit_kind("1", "message"));
    b.held.take(0).ack.accept();
    drop(b.emit_kind("1", "callback_query"));
    assert_eq!(b.held.len(), 1, "same id, another event");
    assert_eq!(b.stats.get(Count::IdReused), 1);
    drop(b.emit_kind("1", "inline_query"));
    assert_eq!(b.held.len(), 2, "also while the other one runs");
}

/// Somebody who lets the event come again at the very moment in which it is handed back to him.
struct AtOnce(Once, Mutex<Option<Receipt>>);

impl Settle for AtOnce {
    fn settle(&self, _at: u32, _outcome: Outcome) -> Result<(), NotKept> {
        let sink = EventSink::new(self.0.clone(), 1, Arc::default());
        *self.1.lock().unwrap() = Some(sink.try_reserve().unwrap().emit(event("1", "message")));
        Ok(())
    }
}

#[test]
fn whoever_joins_while_an_event_is_handed_back_hears_of_it_too() {
    let b = bench(8);
    let eager = Arc::new(AtOnce(b.once.clone(), Mutex::default()));
    b.sink.try_reserve().unwrap().emit_to(event("1", "message"), eager.clone(), 0);
    let after = Some(Duration::from_secs(5));
    b.held.take(0).ack.hand_back(after).unwrap();
    let joined = eager.1.lock().unwrap().take().unwrap();
    assert_eq!(now(joined), Some(Outcome::Retry(after)), "handed back, and not merely dropped");
    assert_eq!((b.held.len(), b.once.running()), (0, 0));
}

#[test]
fn what_runs_is_never_forgotten_and_the_oldest_settled_is_first_to_go() {
    let b = bench(2);
    drop(b.emit("runs"));
    for id in ["1", "2", "3"] {
        drop(b.emit(id));
        b.held.take(1).ack.accept();
    }
    assert!(now(b.emit("runs")).is_none(), "still running");
    assert_eq!(b.held.len(), 1);
    assert!(now(b.emit("3")).is_some() && now(b.emit("2")).is_some());
    assert!(now(b.emit("1")).is_none(), "forgotten, so it runs again");
}

#[test]
fn an_event_is_handed_back_only_to_somebody_who_has_it() {
    let b = bench(8);
    b.sink.try_reserve().unwrap().emit_to(event("1", "message"), Arc::new(Forgotten), 0);
    let ack = b.held.take(0).ack.hand_back(None).expect_err("its answer went out early");
    assert_eq!(b.once.running(), 1, "it still runs");
    let again = b.emit("1");
    ack.hand_back(None).expect("the redelivery has it");
    assert_eq!(now(again), Some(Outcome::Retry(None)));
    assert_eq!(b.once.running(), 0);
}

#[test]
fn a_dropped_delivery_settles_as_a_retry_and_is_counted() {
    let b = bench(8);
    let receipt = b.emit("1");
    drop(b.held.take(0));
    assert_eq!(now(receipt), Some(Outcome::Retry(None)));
    assert_eq!((b.stats.get(Count::Dropped), b.stats.get(Count::Lost)), (1, 0));
    b.sink.try_reserve().unwrap().emit_to(event("2", "message"), Arc::new(Forgotten), 0);
    drop(b.held.take(0));
    assert_eq!((b.stats.get(Count::Lost), b.stats.get(Count::Rejected), b.stats.get(Count::Accepted)), (1, 0, 0));
    drop(b.emit("2"));
    let again = b.held.take(0);
    assert_eq!(again.attempt, 2, "should it be sent again after all, it runs");
    again.ack.reject(Reason::new(ReasonKind::Failed, ""));
    assert_eq!((b.stats.get(Count::Lost), b.stats.get(Count::Rejected)), (1, 1), "which is not the same");
    assert_eq!(b.once.running(), 0);
}

#[test]
fn join_answers_only_for_what_is_known() {
    let b = bench(8);
    let to: Arc<dyn Settle> = Arc::new(Forgotten);
    assert!(!b.sink.join_to(&event("1", "message"), &to, 0));
    drop(b.emit("1"));
    assert!(b.sink.join_to(&event("1", "message"), &to, 0), "running");
    b.held.take(0).ack.accept();
    assert!(b.sink.join_to(&event("1", "message"), &to, 0), "settled");
}

/// One event of the model: how often it ran, and how it ended.
#[derive(Debug, Default)]
struct Known {
    attempts: u32,
    running: bool,
    settled: bool,
    waiting: Vec<Receipt>,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Against a map that forgets nothing: an event runs only when it neither runs nor is settled, everybody who waits
    /// hears, and no room leaks.
    #[test]
    fn once_does_what_the_plain_map_does(steps in proptest::collection::vec((0..6u8, 0..5u8, any::<bool>()), 1..200)) {
        let b = bench(64);
        let mut model: HashMap<String, Known> = HashMap::new();
        for (action, id, flag) in steps {
            let id = id.to_string();
            let known = model.entry(id.clone()).or_default();
            match action {
                0..=2 => {
                    let runs_before = b.held.len();
                    let slot = b.sink.try_reserve().unwrap();
                    let receipt = slot.emit(Offer::from(event(&id, "message")));
                    prop_assert_eq!(b.held.len() > runs_before, !known.running && !known.settled);
                    if known.settled {
                        prop_assert!(now(receipt).is_some());
                    } else {
                        if !known.running {
                            known.attempts += 1;
                            let held = b.held.0.lock().unwrap();
                            prop_assert_eq!(held.last().unwrap().attempt, known.attempts);
                        }
                        known.running = true;
                        known.waiting.push(receipt);
                    }
                }
                _ if known.running => {
                    let at = b.held.0.lock().unwrap().iter().position(|d| d.event.id() == id.as_str()).unwrap();
                    let delivery = b.held.take(at);
                    if flag { delivery.ack.accept(); } else { delivery.ack.hand_back(None).unwrap(); }
                    known.running = false;
                    known.settled = flag;
                    for receipt in known.waiting.drain(..) {
                        prop_assert_eq!(now(receipt), Some(if flag { Outcome::Accepted(None) } else { Outcome::Retry(None) }));
                    }
                }
                _ => {}
            }
            let running = model.values().filter(|known| known.running).count();
            prop_assert_eq!(b.once.running(), running);
            prop_assert_eq!(b.sink.room(), 1_000 - running);
        }
    }
}

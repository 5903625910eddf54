//! Letting go of an event without letting another overtake it.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use pollhook_core::{Count, Error, EventSink, Ledger, Offer, Once, Outcome, Settle, Stats, Via};
use pollhook_core::{Kept, ReasonKind};
use tokio::time::sleep;

use super::rig::{kept, offer};
use super::{Book, Log, Rig, said};
use crate::{App, Attempt, Text, message};

/// Fails what says "bad" at its first attempts, and writes down what was done.
fn app(log: &Log, failing: u32) -> App {
    let log = log.clone();
    App::new().on(message(), move |Text(text): Text, Attempt(attempt): Attempt, event: pollhook_core::Event| {
        let log = log.clone();
        async move {
            sleep(Duration::from_millis(10)).await;
            if text == "bad" && attempt <= failing {
                return Err(Error::permanent("no use"));
            }
            log.add(event.id());
            Ok(())
        }
    })
}

fn of_epoch(id: u32, text: &str, epoch: u32) -> Offer {
    Offer { epoch, ..offer(said(id, text).key("a"), Via::Polling) }
}

#[tokio::test(start_paused = true)]
async fn a_lane_hands_back_all_behind_and_refuses_the_key_for_the_rest_of_the_epoch() {
    let log = Log::default();
    let rig = Rig::new(app(&log, 1));
    rig.drawer.fails.store(true, Relaxed);
    let book = Arc::new(Book::default());
    rig.offer_to(of_epoch(1, "bad", 7), &book, 1);
    rig.offer_to(of_epoch(2, "good", 7), &book, 2);
    rig.offer_to(Offer { epoch: 7, ..offer(said(3, "good").key("b"), Via::Polling) }, &book, 3);
    sleep(Duration::from_millis(20)).await;
    assert_eq!(book.log.lines(), ["3 accepted", "1 handed back", "2 handed back"]);
    // What the source was still emitting.
    rig.offer_to(of_epoch(4, "good", 7), &book, 4);
    assert_eq!(book.log.lines().last().unwrap(), "4 handed back");
    // It has gone back, and brings all of it again.
    for id in [1, 2, 4] {
        rig.offer_to(Offer { attempt: 2, ..of_epoch(id, "bad", 8) }, &book, id);
    }
    rig.dispatcher.idle().await;
    assert_eq!(log.lines(), ["3", "1", "2", "4"]);
}

#[tokio::test(start_paused = true)]
async fn a_pushed_event_that_comes_again_is_of_another_epoch() {
    let log = Log::default();
    let rig = Rig::new(app(&log, 1));
    rig.drawer.fails.store(true, Relaxed);
    assert_eq!(
        rig.offer(offer(said(1, "bad").key("a"), Via::Webhook)).await,
        Outcome::Retry(Some(Duration::from_secs(1)))
    );
    let again = Offer { attempt: 2, epoch: 1, ..offer(said(1, "bad").key("a"), Via::Webhook) };
    assert_eq!(rig.offer(again).await, Outcome::Accepted(None));
}

#[tokio::test(start_paused = true)]
async fn a_lane_takes_so_many_pushed_events_and_any_number_of_pulled_ones() {
    let rig = Rig::new(app(&Log::default(), 0));
    let book = Arc::new(Book::default());
    for at in 0..40 {
        rig.offer_to(offer(said(at, "good").key("pushed"), Via::Webhook), &book, at);
        rig.offer_to(offer(said(at, "good").key("pulled"), Via::Polling), &book, 100 + at);
    }
    let turned_away: Vec<_> = (33..40).map(|at| format!("{at} handed back")).collect();
    assert_eq!(book.log.lines(), turned_away, "one runs, 32 wait");
    rig.dispatcher.idle().await;
    assert_eq!(book.log.lines().len(), 80);
    rig.offer_to(offer(said(40, "good").key("pushed"), Via::Webhook), &book, 40);
    assert_eq!(book.log.lines().last().unwrap(), "40 handed back", "the rest of the batch does not overtake");
}

#[tokio::test(start_paused = true)]
async fn what_nobody_would_bring_again_stays_behind_one_that_is_handed_back_and_runs() {
    let log = Log::default();
    let rig = Rig::new(app(&log, 1));
    rig.drawer.fails.store(true, Relaxed);
    let book = Arc::new(Book::default());
    rig.offer_to(of_epoch(1, "bad", 0), &book, 1);
    rig.offer_to(kept(said(2, "good").key("a"), Via::Source, Kept::Nobody), &book, 2);
    rig.offer_to(of_epoch(3, "good", 0), &book, 3);
    rig.dispatcher.idle().await;
    assert_eq!(book.log.lines(), ["1 handed back", "3 handed back", "2 accepted"]);
    assert_eq!(log.lines(), ["2"]);
}

#[tokio::test(start_paused = true)]
async fn what_was_answered_early_cannot_be_handed_back_and_is_finished_here() {
    let log = Log::default();
    let rig = Rig::new(app(&log, 1));
    rig.drawer.fails.store(true, Relaxed);
    let book = Arc::new(Book { forgets: true.into(), ..Book::default() });
    rig.offer_to(offer(said(1, "bad").key("a"), Via::Webhook), &book, 1);
    rig.offer_to(offer(said(2, "good").key("a"), Via::Webhook), &book, 2);
    sleep(Duration::from_secs(10)).await;
    assert!(book.log.lines().is_empty(), "its letter cannot be kept yet, and it is not let go");
    rig.drawer.fails.store(false, Relaxed);
    rig.dispatcher.idle().await;
    assert_eq!(book.log.lines(), ["1 rejected: Failed", "2 accepted"]);
    assert_eq!(rig.letters(), [("1".to_owned(), 1, ReasonKind::Failed)]);
}

#[tokio::test(start_paused = true)]
async fn a_full_lane_keeps_what_was_answered_early() {
    let log = Log::default();
    let rig = Rig::new(app(&log, 0));
    let book = Arc::new(Book { forgets: true.into(), ..Book::default() });
    for at in 0..40 {
        rig.offer_to(offer(said(at, "good").key("a"), Via::Webhook), &book, at);
    }
    rig.dispatcher.idle().await;
    assert_eq!(log.lines().len(), 40);
}

/// Telegram does so: what finds its lane full comes again each second.
#[tokio::test(start_paused = true)]
async fn waiting_for_room_in_a_lane_uses_up_no_attempt() {
    let (log, attempts) = (Log::default(), Log::default());
    let (done, seen) = (log.clone(), attempts.clone());
    let app =
        App::new().on(message(), move |Text(text): Text, Attempt(attempt): Attempt, event: pollhook_core::Event| {
            let (done, seen) = (done.clone(), seen.clone());
            async move {
                sleep(Duration::from_secs(1)).await;
                if text == "flaky" {
                    seen.add(attempt);
                }
                if text == "flaky" && attempt == 1 {
                    return Err(Error::msg("the line was cut"));
                }
                done.add(event.id());
                Ok(())
            }
        });
    let rig = Rig::new(app);
    let once = Once::new(rig.dispatcher.clone(), Arc::default());
    let sink = EventSink::new(once, 64, Arc::default());
    let push = |id: u32, text: &str, epoch| {
        let offer = Offer { epoch, ..offer(said(id, text).key("a"), Via::Webhook) };
        sink.try_reserve().expect("room").emit(offer)
    };
    let waiting: Vec<_> = (0..=32).map(|id| push(id, "good", id)).collect();
    let mut refusals = 0;
    while let Outcome::Retry(after) = push(99, "flaky", 100 + refusals).await {
        refusals += 1;
        sleep(after.unwrap_or_default()).await;
    }
    assert!(refusals > 0, "the premise: it found its lane full");
    drop(waiting);
    rig.dispatcher.idle().await;
    assert_eq!(attempts.lines(), ["1", "2"], "its first failure is not its last try");
    assert!(rig.letters().is_empty());
}

/// A poller in small: emits ten events of two chats from its committed prefix, in epochs, until all are done; number 4
/// is handed back the first time, while the poller is still emitting. Gives the order in which they were handled.
async fn poll(mut epochs: impl FnMut(u32) -> u32) -> Vec<u32> {
    let log = Log::default();
    let rig = Rig::new(app(&log, 1));
    rig.drawer.fails.store(true, Relaxed);
    let stats = Arc::new(Stats::default());
    let sink = EventSink::new(Once::new(rig.dispatcher.clone(), Arc::clone(&stats)), 16, stats);
    let ledger = Arc::new(Ledger::default());
    let (to, mut rewinds) = (Arc::clone(&ledger) as Arc<dyn Settle>, 0);
    loop {
        let page = (1..=10).map(|id| (id.to_string().as_str().into(), None));
        let first = ledger.window().open(page, Some(10_u64.into()), 0);
        for id in 1..=10 {
            sleep(Duration::from_millis(8)).await;
            let text = if id == 4 { "bad" } else { "good" };
            let event = offer(said(id, text).key(if id % 2 == 0 { "a" } else { "b" }), Via::Polling).event;
            if !sink.join_to(&event, &to, first + id - 1) {
                let offer = Offer { epoch: epochs(rewinds), ..event.into() };
                sink.reserve().await.unwrap().emit_to(offer, Arc::clone(&to), first + id - 1);
            }
        }
        while ledger.window().unsettled() > 0 {
            ledger.changed().await;
        }
        if ledger.window().handed_back().is_none() {
            break;
        }
        ledger.window().rewind();
        rewinds += 1;
    }
    assert!(rewinds > 0, "the premise: a rewind did happen");
    assert_eq!((rig.count(Count::Lost), rig.count(Count::Dropped)), (0, 0));
    log.lines().iter().map(|id| id.parse().unwrap()).collect()
}

fn of_chats(handled: &[u32]) -> [Vec<u32>; 2] {
    [0, 1].map(|parity| handled.iter().copied().filter(|id| id % 2 == parity).collect())
}

#[tokio::test(start_paused = true)]
async fn order_holds_over_the_rewind_when_an_event_in_the_middle_is_handed_back() {
    let handled = poll(|rewinds| rewinds).await;
    assert_eq!(of_chats(&handled), [[2, 4, 6, 8, 10], [1, 3, 5, 7, 9]], "each once, in order in its chat");
}

#[tokio::test(start_paused = true)]
async fn a_source_whose_refusal_is_freed_early_is_found_out() {
    let mut epoch = 0;
    let handled = poll(|_| {
        epoch += 1;
        epoch
    });
    let [even, odd] = of_chats(&handled.await);
    assert!(!even.is_sorted() && odd.is_sorted(), "number 4 is overtaken: {even:?}");
}

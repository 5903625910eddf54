//! Coming to an end: what can be finished is, the rest is handed back or kept, within the time there is.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use pollhook_core::{Count, Error, Kept, Outcome, ReasonKind, ShutdownOrder, ShutdownReason, Via};
use tokio::time::{Instant, sleep};

use super::rig::{kept, offer};
use super::{Book, Log, Rig, said};
use crate::{App, Cancelled, Text, message};

const DRAIN: Duration = Duration::from_secs(8);

async fn work(Text(text): Text, cancelled: Cancelled) -> Result<(), Error> {
    match text.as_str() {
        "fails" => return Err(Error::msg("not now")),
        "listens" => cancelled.requested().await,
        "ten minutes" => sleep(Duration::from_secs(600)).await,
        seconds => sleep(Duration::from_secs(seconds.parse().unwrap_or(0))).await,
    }
    Ok(())
}

fn rig() -> Rig {
    Rig::with(App::new().on(message(), work), |settings| settings.timeout = Duration::from_secs(3_600))
}

#[tokio::test(start_paused = true)]
async fn each_event_ends_as_it_should_and_all_of_them_in_time() {
    let rig = rig();
    let book = Arc::new(Book::default());
    let emit = |at: u32, text: &str, who: Kept, via| {
        rig.offer_to(kept(said(at, text).key(format!("{text} {who:?}")), via, who), &book, at);
    };
    emit(1, "fails", Kept::Upstream, Via::Polling);
    emit(2, "fails", Kept::Nobody, Via::Source);
    emit(3, "listens", Kept::Upstream, Via::Polling);
    emit(4, "4", Kept::Upstream, Via::Webhook);
    emit(5, "ten minutes", Kept::Upstream, Via::Webhook);
    emit(6, "ten minutes", Kept::Nobody, Via::Source);
    emit(7, "ten minutes", Kept::BySource, Via::Replay);
    emit(8, "ten minutes", Kept::Upstream, Via::Webhook);
    sleep(Duration::from_millis(100)).await;
    assert!(book.log.lines().is_empty(), "the premise: all of it runs, waits or backs off");

    let begun = Instant::now();
    rig.dispatcher.drain(rig.stop_within(DRAIN)).await;
    assert_eq!(begun.elapsed().as_millis(), 5_505, "handlers are cut off 2.5 s before the end; a letter takes 5 ms");
    let mut lines = book.log.lines();
    lines.sort();
    assert_eq!(
        lines,
        [
            "1 handed back",
            "2 rejected: Stopped",
            "3 accepted",
            "4 accepted",
            "5 handed back",
            "6 rejected: Stopped",
            "7 handed back",
            "8 handed back"
        ]
    );
    let letters: Vec<_> = rig.letters().into_iter().map(|(id, _, kind)| (id, kind)).collect();
    assert_eq!(letters, [("2".to_owned(), ReasonKind::Stopped), ("6".to_owned(), ReasonKind::Stopped)]);
    assert_eq!((rig.count(Count::Lost), rig.count(Count::Dropped)), (0, 0));
    assert_eq!((rig.dispatcher.busy_lanes(), rig.sink.room()), (0, 1024));
}

#[tokio::test(start_paused = true)]
async fn nothing_backs_off_after_the_signal() {
    let rig = rig();
    let receipt = rig.emit(said(1, "fails"));
    sleep(Duration::from_millis(100)).await;
    assert_eq!(rig.count(Count::HandlerErrors), 1, "the premise: it waits for its second try");
    let begun = Instant::now();
    rig.dispatcher.cancel(rig.stop_within(DRAIN));
    assert_eq!((receipt.await, begun.elapsed()), (Outcome::Retry(None), Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn what_was_answered_early_is_kept_as_a_letter() {
    let rig = rig();
    let book = Arc::new(Book { forgets: true.into(), ..Book::default() });
    rig.offer_to(offer(said(1, "ten minutes").key("a"), Via::Webhook), &book, 1);
    rig.offer_to(offer(said(2, "0").key("a"), Via::Webhook), &book, 2);
    rig.dispatcher.drain(rig.stop_within(DRAIN)).await;
    assert_eq!(book.log.lines(), ["1 rejected: Stopped", "2 rejected: Stopped"]);
    assert_eq!(rig.letters().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_idle_dispatcher_ends_at_once() {
    let rig = rig();
    let begun = Instant::now();
    rig.dispatcher.drain(rig.stop_within(DRAIN)).await;
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_switch_fires_nothing_and_cuts_off_nobody() {
    let rig = rig();
    let receipt = rig.emit(said(1, "4"));
    let order = ShutdownOrder { reason: ShutdownReason::Switch, ..rig.stop_within(DRAIN) };
    rig.dispatcher.cancel(order);
    let listens = rig.emit(said(2, "listens"));
    assert_eq!(receipt.await, Outcome::Accepted(None));
    assert!(futures::FutureExt::now_or_never(listens).is_none());
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_its_turn_still_runs_after_the_signal() {
    let log = Log::default();
    let seen = log.clone();
    let app = App::new().on(message(), move |Text(text): Text| {
        let seen = seen.clone();
        async move {
            sleep(Duration::from_secs(2)).await;
            seen.add(text);
        }
    });
    let rig = Rig::new(app);
    let book = Arc::new(Book::default());
    for at in 0..5 {
        rig.offer_to(offer(said(at, &at.to_string()).key("a"), Via::Polling), &book, at);
    }
    rig.dispatcher.drain(rig.stop_within(DRAIN)).await;
    assert_eq!(log.lines(), ["0", "1"]);
    let expected = ["0 accepted", "1 accepted", "2 handed back", "3 handed back", "4 handed back"];
    assert_eq!(book.log.lines(), expected);
}

#[tokio::test(start_paused = true)]
async fn what_comes_after_the_end_is_handed_back_or_kept() {
    let rig = rig();
    rig.dispatcher.abort();
    assert_eq!(rig.emit(said(1, "0")).await, Outcome::Retry(None));
    let outcome = rig.offer(kept(said(2, "0"), Via::Source, Kept::Nobody)).await;
    assert!(matches!(outcome, Outcome::Rejected(reason) if reason.kind() == ReasonKind::Stopped));
}

#[tokio::test(start_paused = true)]
async fn what_can_be_neither_kept_nor_handed_back_is_counted_as_lost() {
    let rig = rig();
    rig.drawer.fails.store(true, Relaxed);
    let receipt = rig.offer(kept(said(1, "ten minutes"), Via::Source, Kept::Nobody));
    let book = Arc::new(Book { forgets: true.into(), ..Book::default() });
    rig.offer_to(offer(said(2, "ten minutes"), Via::Webhook), &book, 2);
    rig.dispatcher.drain(rig.stop_within(DRAIN)).await;
    assert_eq!(rig.count(Count::Lost), 1, "nobody has it");
    // For whoever counts what is outstanding it is over all the same.
    assert_eq!(book.log.lines(), ["2 rejected: Lost"]);
    assert_eq!(receipt.await, Outcome::Retry(None), "a receipt takes anything back");
}

#[test]
fn a_runtime_that_goes_away_hands_back_everything() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let book = Arc::new(Book::default());
    let rig = runtime.block_on(async {
        let rig = rig();
        for at in 0..3 {
            rig.offer_to(offer(said(at, "ten minutes").key("a"), Via::Polling), &book, at);
        }
        tokio::task::yield_now().await;
        rig
    });
    drop(runtime);
    assert_eq!(book.log.lines(), ["0 handed back", "1 handed back", "2 handed back"]);
    assert_eq!((rig.count(Count::Dropped), rig.dispatcher.busy_lanes()), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_its_route_is_let_go_too() {
    let app = App::new().on(message(), crate::route(work).concurrency(1));
    let rig = Rig::with(app, |settings| settings.timeout = Duration::MAX);
    let (one, two) = (rig.emit(said(1, "ten minutes")), rig.emit(said(2, "ten minutes")));
    rig.dispatcher.drain(rig.stop_within(DRAIN)).await;
    assert_eq!((one.await, two.await), (Outcome::Retry(None), Outcome::Retry(None)));
}

//! Errors, panics and time-outs are outcomes: they concern one event and stop nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use pollhook_core::{BoxError, Clock, Count, Error, Kept, Outcome, ReasonKind, Via};
use pollhook_testkit::TestClock;
use tokio::time::{Instant, sleep};

use super::rig::{kept, offer};
use super::{Book, Log, Rig, said};
use crate::{App, Attempt, Backoff, Json, Text, command, message, route};

async fn fail(Text(text): Text) -> Result<(), Error> {
    match text.as_str() {
        "error" => Err(Error::msg("out of order")),
        "hopeless" => Err(Error::permanent("no such thing")),
        "panic" => panic!("oh no"),
        "hang" => std::future::pending().await,
        _ => Ok(()),
    }
}

fn rejected(outcome: &Outcome) -> Option<(ReasonKind, String)> {
    match outcome {
        Outcome::Rejected(reason) => Some((reason.kind(), reason.text().to_owned())),
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn a_failing_chat_neither_stops_nor_delays_another() {
    let rig = Rig::new(App::new().on(message(), fail));
    rig.warm().await;
    let failing = ["error", "panic", "hang"].map(|text| rig.emit(said(text, text).key(text)));
    let begun = Instant::now();
    for n in 0..100 {
        let outcome = rig.emit(said(n, "hi").key(format!("{}", n % 10))).await;
        assert_eq!(outcome, Outcome::Accepted(None));
    }
    assert_eq!(begun.elapsed(), Duration::ZERO, "nobody waited");
    for (receipt, kind) in failing.into_iter().zip([ReasonKind::Failed, ReasonKind::Panicked, ReasonKind::TimedOut]) {
        assert_eq!(rejected(&receipt.await).unwrap().0, kind);
    }
    assert_eq!(rig.count(Count::HandlerErrors), 5, "the first and four more");
    assert_eq!(rig.count(Count::HandlerPanics), 5);
    assert_eq!(rig.count(Count::HandlerTimeouts), 3, "30 s each, and the third what is left of a minute");
}

#[tokio::test(start_paused = true)]
async fn what_waits_behind_a_failing_event_runs_after_it() {
    let log = Log::default();
    let seen = log.clone();
    let app = App::new().on(message(), move |Text(text): Text, Attempt(attempt): Attempt| {
        seen.add(format!("{text} {attempt}"));
        async move { if text == "bad" && attempt < 3 { Err(Error::msg("not yet")) } else { Ok(()) } }
    });
    let rig = Rig::new(app);
    let (bad, good) = (rig.emit(said(1, "bad").key("a")), rig.emit(said(2, "good").key("a")));
    assert_eq!((bad.await, good.await), (Outcome::Accepted(None), Outcome::Accepted(None)));
    assert_eq!(log.lines(), ["bad 1", "bad 2", "bad 3", "good 1"]);
    assert_eq!(rig.count(Count::Retries), 2);
}

#[tokio::test(start_paused = true)]
async fn an_error_can_say_when_to_try_again_and_that_it_is_no_use() {
    let app = App::new()
        .on(command("later"), |Attempt(n): Attempt| async move {
            if n == 1 { Err(Error::retry(Duration::from_secs(17), "busy")) } else { Ok(()) }
        })
        .on(message(), fail);
    let rig = Rig::new(app);
    let begun = Instant::now();
    assert_eq!(rig.emit(said(1, "/later")).await, Outcome::Accepted(None));
    assert_eq!(begun.elapsed().as_secs(), 17);
    let outcome = rig.emit(said(2, "hopeless")).await;
    assert_eq!(rejected(&outcome).unwrap(), (ReasonKind::Failed, "no such thing".to_owned()));
    assert_eq!(rig.letters(), [("2".to_owned(), 1, ReasonKind::Failed)]);
}

/// What gathers errors of all sorts is often no error itself, but can be put into a box.
struct Anything(BoxError);

impl From<Anything> for BoxError {
    fn from(anything: Anything) -> Self {
        anything.0
    }
}

#[tokio::test(start_paused = true)]
async fn any_sort_of_error_can_be_returned_and_one_of_ours_stays_what_it_was() {
    let app = App::new()
        .on(command("text"), || async { Err::<(), _>("out of order") })
        .on(command("ours"), || async { Err::<(), _>(Error::permanent("out of order")) })
        .on(command("read"), || async { Err::<(), _>("x".parse::<u8>().unwrap_err()) })
        .on(command("box"), || async { Err::<(), _>(Anything(Error::permanent("out of order").into())) })
        .on(command("other"), || async { Err::<(), _>(Anything("out of order".into())) });
    let rig = Rig::with(app, |settings| settings.attempts = 2);
    for (name, tries) in [("text", 2), ("ours", 1), ("read", 1), ("box", 1), ("other", 2)] {
        let why = rejected(&rig.emit(said(name, &format!("/{name}"))).await).unwrap().1;
        assert!(name == "read" || why == "out of order", "{why}");
        assert_eq!(rig.letters().last().map(|(id, tries, _)| (id.as_str(), *tries)), Some((name, tries)));
    }
}

#[tokio::test(start_paused = true)]
async fn an_argument_that_the_event_does_not_have_is_an_error_that_no_retry_mends() {
    let app = App::new().on(message(), |_: Json<Vec<u8>>| async {});
    let rig = Rig::new(app);
    let (kind, text) = rejected(&rig.emit(said(1, "hi")).await).unwrap();
    assert_eq!(kind, ReasonKind::Failed);
    assert!(text.starts_with("the payload is no `alloc::vec::Vec<u8>`: invalid type"), "{text}");
    assert_eq!(rig.letters()[0].1, 1);
}

#[tokio::test(start_paused = true)]
async fn pauses_grow_and_all_tries_lie_within_retry_for() {
    let clock = Arc::new(TestClock::new());
    let at = Log::default();
    let (seen, time) = (at.clone(), Arc::clone(&clock));
    let app = App::new().on(message(), move || {
        seen.add(time.now().wall.elapsed().is_ok());
        async { Err::<(), _>(Error::msg("never")) }
    });
    let adjust = |settings: &mut crate::DispatchSettings| {
        settings.attempts = 1_000;
        settings.retry_for = Duration::from_secs(20);
        settings.backoff = Backoff { first: Duration::from_secs(2), most: Duration::from_secs(4) };
    };
    let rig = Rig::on_clock(app, adjust, clock);
    let begun = Instant::now();
    assert!(rejected(&rig.emit(said(1, "hi")).await).is_some());
    let tries = at.lines().len();
    assert!((6..=11).contains(&tries), "pauses of 1 to 2, then 2 to 4 seconds: {tries} tries");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_first_try_is_never_cut_by_retry_for_and_further_ones_are() {
    let rig = Rig::with(App::new().on(message(), route(fail).timeout(Duration::from_secs(600))), |settings| {
        settings.retry_for = Duration::from_secs(10);
    });
    let begun = Instant::now();
    assert_eq!(rejected(&rig.emit(said(1, "hang")).await).unwrap().0, ReasonKind::TimedOut);
    let took = begun.elapsed().as_secs();
    assert!((609..=611).contains(&took), "ten minutes, then what is left of ten seconds: {took}");
}

#[tokio::test(start_paused = true)]
async fn a_time_limit_cancels_for_real() {
    struct Bell(Log);
    impl Drop for Bell {
        fn drop(&mut self) {
            self.0.add("dropped");
        }
    }
    let log = Log::default();
    let seen = log.clone();
    let app = App::new().on(message(), move |Attempt(n): Attempt| {
        let bell = Bell(seen.clone());
        async move {
            if n == 1 {
                sleep(Duration::from_secs(9)).await;
                bell.0.add("went on");
            }
            bell.0.add("done");
        }
    });
    let rig = Rig::with(app, |settings| settings.timeout = Duration::from_secs(5));
    assert_eq!(rig.emit(said(1, "hi")).await, Outcome::Accepted(None));
    assert_eq!(log.lines(), ["dropped", "done", "dropped"]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_while_a_handler_is_dropped_harms_nobody() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("while dropped");
        }
    }
    let app = App::new().on(message(), |Text(text): Text| async move {
        let _bomb = (text == "bomb").then(|| Bomb);
        if text == "bomb" {
            std::future::pending::<()>().await;
        }
    });
    let rig = Rig::with(app, |settings| settings.attempts = 1);
    let (bomb, next) = (rig.emit(said(1, "bomb").key("a")), rig.emit(said(2, "hi").key("a")));
    assert_eq!(rejected(&bomb.await).unwrap().0, ReasonKind::TimedOut);
    assert_eq!(next.await, Outcome::Accepted(None));
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_filter_is_a_failure_of_that_event() {
    let app = App::new().on(|_: &pollhook_core::Context| panic!("in a filter"), || async {});
    let rig = Rig::new(app);
    let outcome = rig.emit(said(1, "hi")).await;
    assert_eq!(rejected(&outcome).unwrap(), (ReasonKind::Panicked, "in a filter".to_owned()));
    assert_eq!(rig.count(Count::HandlerPanics), 5);
}

#[tokio::test(start_paused = true)]
async fn a_store_waits_and_counts_by_itself() {
    let rig = Rig::new(App::new().on(message(), fail));
    let stored = |attempt| pollhook_core::Offer { attempt, ..kept(said(1, "error"), Via::Replay, Kept::BySource) };
    let Outcome::Retry(Some(pause)) = rig.offer(stored(3)).await else { panic!("handed back") };
    assert!((2..=4).contains(&pause.as_secs()), "the third pause: {pause:?}");
    assert_eq!(rig.count(Count::HandlerErrors), 1);
    assert!(rejected(&rig.offer(stored(5)).await).is_some(), "its last attempt");
    assert_eq!(rig.letters(), [("1".to_owned(), 5, ReasonKind::Failed)]);
}

#[tokio::test(start_paused = true)]
async fn when_half_of_the_budget_backs_off_further_failures_are_handed_back_at_once() {
    let rig = Rig::with(App::new().on(message(), fail), |settings| settings.in_flight = 8);
    let book = Arc::new(Book::default());
    for n in 0..5 {
        rig.offer_to(offer(said(n, "error").key(format!("{n}")), Via::Polling), &book, n);
    }
    // All five have failed once when time has moved at all.
    sleep(Duration::from_millis(1)).await;
    assert_eq!(rig.count(Count::HandlerErrors), 5);
    assert!(book.log.lines().is_empty(), "the premise: just more than half is backing off");
    let begun = Instant::now();
    rig.offer_to(offer(said(6, "error").key("upstream"), Via::Polling), &book, 6);
    rig.offer_to(kept(said(7, "error").key("nobody"), Via::Source, Kept::Nobody), &book, 7);
    sleep(Duration::from_millis(6)).await;
    assert!(begun.elapsed() < Duration::from_millis(10));
    assert_eq!(book.log.lines(), ["6 handed back", "7 rejected: Crowded"]);
    assert_eq!(rig.letters(), [("7".to_owned(), 1, ReasonKind::Crowded)]);
}

#[tokio::test(start_paused = true)]
async fn an_expired_event_never_runs_unless_its_route_wants_it() {
    let ran = Arc::new(AtomicUsize::new(0));
    let count = |ran: &Arc<AtomicUsize>| {
        let ran = Arc::clone(ran);
        move || {
            ran.fetch_add(1, SeqCst);
            async {}
        }
    };
    let app = App::new().on(command("any"), route(count(&ran)).stale_ok()).on(message(), count(&ran));
    let rig = Rig::new(app);
    let start = rig.clock.now().wall;
    sleep(Duration::from_secs(10)).await;
    let soon = start + Duration::from_secs(5);
    assert_eq!(rig.emit(said(1, "hi").expires(soon)).await, Outcome::Accepted(None));
    assert_eq!((ran.load(SeqCst), rig.count(Count::Expired)), (0, 1));
    rig.emit(said(2, "/any").expires(soon)).await;
    rig.emit(said(3, "hi").expires(soon + Duration::from_secs(60))).await;
    assert_eq!((ran.load(SeqCst), rig.count(Count::Expired)), (2, 1));
    assert!(rig.letters().is_empty(), "counted, not dead");
}

#[tokio::test(start_paused = true)]
async fn an_event_that_failed_and_would_expire_before_the_next_try_is_a_dead_letter() {
    let rig = Rig::new(App::new().on(message(), fail));
    let expires = rig.clock.now().wall + Duration::from_millis(100);
    assert!(rejected(&rig.emit(said(1, "error").expires(expires)).await).is_some());
    assert_eq!(rig.letters(), [("1".to_owned(), 1, ReasonKind::Failed)]);
}

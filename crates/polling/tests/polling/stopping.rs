//! The end: the question is abandoned, what was emitted settles, the last commit is made known.

use std::sync::Arc;

use pollhook_core::{Consumes, ShutdownReason};
use pollhook_testkit::{Fault, Recorder};
use tokio::time::{Instant, sleep};

use crate::rig::{Rig, Shelf, feed, key, ms, polling, secs, settle_down};

#[tokio::test(start_paused = true)]
async fn the_long_poll_is_abandoned_at_once() {
    let feed = feed(Consumes::OnNextFetch, 10, 0);
    let rig = Rig::new(polling(&feed), Recorder::new());
    sleep(secs(3)).await;
    let begun = Instant::now();
    rig.stop(60).await.unwrap();
    assert!(begun.elapsed() < ms(5), "{:?}", begun.elapsed());
    assert_eq!(feed.asked().len(), 2, "nothing was committed, so there is nothing to say");
}

#[tokio::test(start_paused = true)]
async fn what_settles_in_time_is_confirmed_and_the_rest_is_not() {
    let feed = feed(Consumes::OnNextFetch, 10, 4);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(4).await;
    let (bench, recorder) = (rig.bench.context(), rig.recorder.clone());
    rig.bench.stop(ShutdownReason::Stop, secs(8));
    sleep(secs(3)).await;
    ["e0", "e1", "e3"].into_iter().for_each(|id| recorder.take_id(id).ack.accept());
    let asked = feed.asked().len();
    let begun = Instant::now();
    rig.ended().await.unwrap();
    assert_eq!(begun.elapsed().as_secs(), 5, "e2 is waited for until the deadline");
    assert_eq!((feed.confirmed(), feed.asked().len()), (2, asked + 1));
    assert_eq!(feed.asked().last().unwrap().hold, ms(0));
    assert_eq!(recorder.ids().len(), 4, "the last word's answer is not emitted");
    drop(bench);
}

#[tokio::test(start_paused = true)]
async fn a_stop_escalates_a_switch() {
    let feed = feed(Consumes::OnNextFetch, 10, 1);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(1).await;
    rig.bench.stop(ShutdownReason::Switch, secs(600));
    sleep(secs(10)).await;
    assert!(!rig.is_over());
    rig.bench.stop(ShutdownReason::Stop, secs(2));
    let begun = Instant::now();
    rig.ended().await.unwrap();
    assert_eq!(begun.elapsed().as_secs(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_last_word_is_short() {
    let feed = feed(Consumes::OnNextFetch, 2, 2);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(2).await;
    rig.bench.stop(ShutdownReason::Stop, secs(8));
    settle_down().await;
    feed.fault(Fault::Hang);
    rig.recorder.accept_all();
    let begun = Instant::now();
    rig.ended().await.unwrap();
    assert_eq!(begun.elapsed().as_secs(), 2);

    let (feed, shelf) = (crate::rig::feed(Consumes::ByClient, 2, 2), Shelf::default());
    shelf.takes(secs(60));
    let rig = Rig::new(polling(&feed).store(Arc::new(shelf.clone()), key()), Recorder::accepting());
    rig.recorder.came(2).await;
    let begun = Instant::now();
    rig.stop(8).await.unwrap();
    assert_eq!((begun.elapsed().as_secs(), shelf.saved()), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn a_last_word_that_repeats_the_question_left_off_is_not_waited_for() {
    let feed = feed(Consumes::OnNextFetch, 2, 2);
    let rig = Rig::new(polling(&feed), Recorder::accepting());
    rig.recorder.came(2).await;
    settle_down().await;
    assert_eq!((feed.asked().len(), feed.confirmed()), (2, 2), "the question that is held has confirmed both");
    feed.fault(Fault::Hang);
    let begun = Instant::now();
    rig.stop(8).await.unwrap();
    assert!(begun.elapsed() < ms(600), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_save_that_is_under_way_is_waited_for() {
    let (feed, shelf) = (feed(Consumes::ByClient, 2, 4), Shelf::default());
    shelf.takes(ms(900));
    let rig = Rig::new(polling(&feed).store(Arc::new(shelf.clone()), key()), Recorder::accepting());
    rig.recorder.came(4).await;
    settle_down().await;
    rig.stop(8).await.unwrap();
    assert_eq!(shelf.saves(), ["2", "4"], "the one under way, and the newest");
}

#[tokio::test(start_paused = true)]
async fn waiting_for_room_or_out_of_a_pause_ends_at_once() {
    let feed = feed(Consumes::OnNextFetch, 10, 5);
    let rig = Rig::with_room(1, polling(&feed), Recorder::new());
    rig.recorder.came(1).await;
    let recorder = rig.recorder.clone();
    rig.bench.stop(ShutdownReason::Stop, secs(60));
    settle_down().await;
    recorder.accept_all();
    let begun = Instant::now();
    rig.ended().await.unwrap();
    assert!(begun.elapsed() < ms(5));
    assert_eq!((recorder.ids().len(), feed.confirmed()), (1, 1), "nothing is admitted any more");

    let feed = crate::rig::feed(Consumes::OnNextFetch, 10, 5);
    (0..100).for_each(|_| feed.fault(Fault::Cut));
    let rig = Rig::new(polling(&feed), Recorder::new());
    sleep(secs(300)).await;
    let begun = Instant::now();
    rig.stop(60).await.unwrap();
    assert!(begun.elapsed() < ms(5));
}

#[tokio::test(start_paused = true)]
async fn what_is_handed_back_while_it_stops_is_not_fetched_again() {
    let feed = feed(Consumes::OnNextFetch, 10, 3);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(3).await;
    let recorder = rig.recorder.clone();
    rig.bench.stop(ShutdownReason::Stop, secs(8));
    settle_down().await;
    recorder.take_id("e1").ack.hand_back(None).unwrap();
    recorder.accept_all();
    rig.ended().await.unwrap();
    assert_eq!((recorder.ids().len(), feed.confirmed()), (3, 1));
}

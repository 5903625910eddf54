//! An event that is handed back: what is emitted no more, where fetching begins again, and how soon.

use std::sync::Arc;

use pollhook_core::{Consumes, Count, EventSource, Kept, Once};
use pollhook_testkit::{Bench, Recorder};
use tokio::time::{Instant, sleep};

use crate::rig::{Rig, Shelf, feed, key, ms, polling, secs, settle_down, tell};

#[tokio::test(start_paused = true)]
async fn fetching_begins_again_at_what_is_committed_once_the_rest_has_settled() {
    let feed = feed(Consumes::OnNextFetch, 10, 5);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(5).await;
    let slow = rig.recorder.take_id("e4");
    rig.recorder.take_id("e2").ack.hand_back(None).unwrap();
    rig.recorder.accept_all();
    tell(&feed, 3);
    sleep(secs(60)).await;
    assert_eq!((rig.recorder.ids().len(), feed.asked().len()), (5, 1), "e4 is unsettled: nothing more is emitted");
    slow.ack.accept();
    sleep(secs(1)).await;
    assert_eq!(feed.confirmed(), 2, "the prefix before it");
    assert_eq!(rig.recorder.ids()[5..], feed.ids()[2..], "from there all comes again, in order");
    let again = rig.recorder.take_id("e2");
    assert_eq!((again.epoch, again.attempt, again.kept, again.deadline), (1, 1, Kept::Upstream, None));
    assert_eq!(rig.count(Count::Rewinds), 1);
}

#[tokio::test(start_paused = true)]
async fn behind_once_nothing_that_was_accepted_runs_again() {
    let feed = feed(Consumes::OnNextFetch, 10, 5);
    let recorder = Recorder::new();
    let stats = Arc::default();
    let bench = Bench::new(Once::new(recorder.clone(), stats), 100);
    let rig = Rig::on(bench, polling(&feed), recorder);
    rig.recorder.came(5).await;
    rig.recorder.take_id("e2").ack.hand_back(None).unwrap();
    rig.recorder.accept_all();
    rig.recorder.came(6).await;
    let again = rig.recorder.take();
    assert_eq!((again.event.id().as_str(), again.attempt, again.epoch), ("e2", 2, 1));
    again.ack.accept();
    settle_down().await;
    sleep(secs(1)).await;
    assert_eq!((rig.recorder.ids().len(), feed.confirmed()), (6, 5));
}

#[tokio::test(start_paused = true)]
async fn the_pause_that_was_asked_for_is_made_and_in_vain_it_grows() {
    let feed = feed(Consumes::OnNextFetch, 10, 1);
    let rig = Rig::new(polling(&feed), Recorder::new());
    // The pause that is asked for, and the seconds until the event comes again.
    let table = [(Some(7), 7.0), (None, 1.0), (None, 2.0), (Some(20), 20.0), (None, 8.0), (None, 16.0), (None, 30.0)];
    for (came, (asked, expected)) in (1..).zip(table) {
        rig.recorder.came(came).await;
        rig.recorder.take().ack.hand_back(asked.map(secs)).unwrap();
        let begun = Instant::now();
        rig.recorder.came(came + 1).await;
        let pause = begun.elapsed().as_secs_f64();
        assert!((pause - expected).abs() < 0.01, "{came}: {pause} s instead of {expected}");
    }
    assert_eq!(rig.count(Count::Rewinds), 7);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_waits_for_room_is_left_off() {
    let feed = feed(Consumes::OnNextFetch, 10, 6);
    let rig = Rig::with_room(3, polling(&feed), Recorder::new());
    rig.recorder.came(3).await;
    rig.recorder.take_id("e1").ack.hand_back(None).unwrap();
    settle_down().await;
    // Room came free, and was not used for e3: it would overtake e1.
    assert_eq!(rig.recorder.ids().len(), 3);
    rig.recorder.accept_all();
    sleep(secs(1)).await;
    assert_eq!(rig.recorder.ids()[3..], ["e1", "e2", "e3"]);
}

#[tokio::test(start_paused = true)]
async fn where_the_client_holds_the_cursor_the_long_poll_is_left_off() {
    let (feed, shelf) = (feed(Consumes::ByClient, 2, 6), Shelf::default());
    let rig = Rig::new(polling(&feed).store(Arc::new(shelf.clone()), key()), Recorder::new());
    rig.recorder.came(6).await;
    rig.recorder.take_id("e3").ack.hand_back(None).unwrap();
    rig.recorder.accept_all();
    sleep(ms(10)).await;
    assert_eq!(shelf.saved(), 2, "the page before the one with e3");
    assert_eq!(rig.recorder.ids()[6..], ["e2", "e3", "e4", "e5"], "at once, not at the end of the long poll");
    rig.recorder.accept_all();
    settle_down().await;
    assert_eq!(shelf.saved(), 6);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_delivery_comes_again() {
    let feed = feed(Consumes::OnNextFetch, 10, 2);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(2).await;
    drop(rig.recorder.take());
    rig.recorder.accept_all();
    rig.recorder.came(4).await;
    assert_eq!(rig.recorder.ids(), ["e0", "e1", "e0", "e1"]);
    assert_eq!(rig.count(Count::Dropped), 1);
}

/// A second run must pass where the first was refused.
#[tokio::test(start_paused = true)]
async fn each_run_is_an_epoch_of_its_own() {
    let feed = feed(Consumes::OnNextFetch, 10, 1);
    let mut source = polling(&feed).build().unwrap();
    for epoch in 0..3 {
        let recorder = Recorder::new();
        let bench = Bench::new(recorder.clone(), 10);
        tokio::select! {
            ended = source.run(bench.context()) => panic!("nobody told it to stop: {ended:?}"),
            () = recorder.came(1) => {}
        }
        assert_eq!(recorder.take().epoch, epoch);
    }
}

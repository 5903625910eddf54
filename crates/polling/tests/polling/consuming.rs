//! Where the next fetch consumes: what is asked while something is unsettled, and what never is.

use pollhook_core::{Consumes, Count, Health};
use pollhook_polling::PollingSettings;
use pollhook_testkit::{FEED_HOLD, Recorder};
use tokio::time::{Instant, sleep};

use crate::rig::{Rig, feed, most_a_second, ms, polling, secs, settle_down, tell};

#[tokio::test(start_paused = true)]
async fn nothing_is_confirmed_before_it_has_settled_and_everything_at_once_when_it_has() {
    let feed = feed(Consumes::OnNextFetch, 10, 3);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(3).await;
    sleep(secs(30)).await;
    assert_eq!(feed.confirmed(), 0);
    rig.recorder.accept_all();
    settle_down().await;
    assert_eq!(feed.confirmed(), 3);
    assert_eq!(feed.asked().last().unwrap().hold, FEED_HOLD, "it is the ordinary long poll again");
}

#[tokio::test(start_paused = true)]
async fn an_idle_poller_asks_once_a_hold() {
    let feed = feed(Consumes::OnNextFetch, 10, 0);
    let rig = Rig::new(polling(&feed), Recorder::accepting());
    sleep(ms(1_001)).await;
    assert_eq!(rig.health(), Health::Ready, "the first question is a short one, so a quiet platform is soon reached");
    sleep(FEED_HOLD * 10 - ms(10)).await;
    assert_eq!(feed.asked().len(), 11);
    assert_eq!(rig.count(Count::EmptyPolls), 10);
    assert_eq!(rig.count(Count::Peeks), 0);
}

#[tokio::test(start_paused = true)]
async fn an_event_arrives_as_soon_as_it_is_told() {
    let feed = feed(Consumes::OnNextFetch, 10, 0);
    let rig = Rig::new(polling(&feed), Recorder::accepting());
    for n in 1..=20 {
        sleep(ms(777)).await;
        tell(&feed, 1);
        let told = Instant::now();
        rig.recorder.came(n).await;
        assert!(told.elapsed() < ms(5), "event {n} took {:?}", told.elapsed());
    }
}

/// One chat hangs; others speak ten times a second.
#[tokio::test(start_paused = true)]
async fn one_stuck_chat_delays_others_by_a_second_and_costs_two_requests_a_second() {
    let feed = feed(Consumes::OnNextFetch, 1_000, 1);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(1).await;
    let stuck = rig.recorder.take();
    for n in 0..300 {
        sleep(ms(100)).await;
        tell(&feed, 1);
        rig.recorder.accept_all();
        // What was told a second ago and more has come.
        assert!(rig.recorder.ids().len() + 12 > n, "{} of {n} came", rig.recorder.ids().len());
    }
    assert!(most_a_second(&feed) <= 2, "{} requests in a second", most_a_second(&feed));
    assert!(rig.count(Count::Peeks) >= 25, "it did look past the stuck event: {}", rig.count(Count::Peeks));
    assert_eq!(feed.confirmed(), 0);
    assert_eq!(rig.health(), Health::Waiting { on: "the handler of event e0".to_owned() });
    let came = rig.recorder.ids();
    assert_eq!(came, feed.ids()[..came.len()], "each came once, in order");
    stuck.ack.accept();
    settle_down().await;
    rig.recorder.accept_all();
    settle_down().await;
    assert_eq!(feed.confirmed(), 301);
    assert_eq!(rig.health(), Health::Ready);
}

#[tokio::test(start_paused = true)]
async fn a_full_window_behind_a_stuck_event_is_not_asked_for_again() {
    let feed = feed(Consumes::OnNextFetch, 5, 20);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(5).await;
    let stuck = rig.recorder.take();
    rig.recorder.accept_all();
    sleep(secs(600)).await;
    assert_eq!(feed.asked().len(), 1, "the answer would be the same");
    assert_eq!(rig.health(), Health::Waiting { on: "the handler of event e0".to_owned() });
    stuck.ack.accept();
    settle_down().await;
    assert_eq!(rig.recorder.ids().len(), 10);
}

/// The stuck event does not stand at the head: what lies before it makes room.
#[tokio::test(start_paused = true)]
async fn a_prefix_that_moved_makes_room_behind_a_full_page() {
    let feed = feed(Consumes::OnNextFetch, 10, 40);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(10).await;
    let accept = |id: &str| rig.recorder.take_id(id).ack.accept();
    ["e0", "e1"].into_iter().for_each(accept);
    settle_down().await;
    assert_eq!(feed.asked().len(), 1, "a fifth of the page is no reason to ask at once");
    sleep(secs(1)).await;
    assert_eq!((feed.asked().len(), feed.confirmed()), (2, 2), "a second later it is");
    ["e2", "e3", "e4", "e5", "e6"].into_iter().for_each(accept);
    settle_down().await;
    assert_eq!((feed.asked().len(), feed.confirmed()), (3, 7), "half of it is reason enough");
    assert_eq!(rig.recorder.ids(), feed.ids()[..17]);
}

#[tokio::test(start_paused = true)]
async fn short_polls_keep_their_interval_and_catch_up_at_once() {
    let feed = feed(Consumes::OnNextFetch, 10, 95);
    let settings = PollingSettings::short(secs(2));
    let rig = Rig::new(polling(&feed).settings(settings), Recorder::accepting());
    settle_down().await;
    assert_eq!(rig.recorder.ids().len(), 95, "a full page is followed by the next at once");
    let begun = feed.asked().len();
    sleep(secs(100)).await;
    let asked = feed.asked().len() - begun;
    assert!((46..=55).contains(&asked), "{asked} times in 100 s");
    assert!(feed.asked().iter().all(|asked| asked.hold.is_zero()));
}

/// The budget is full: a page waits for room, event by event, and a peek does not stand in its way.
#[tokio::test(start_paused = true)]
async fn room_is_waited_for_event_by_event() {
    let feed = feed(Consumes::OnNextFetch, 10, 6);
    let rig = Rig::with_room(2, polling(&feed), Recorder::new());
    rig.recorder.came(2).await;
    sleep(secs(5)).await;
    assert!(matches!(rig.health(), Health::Waiting { on } if on.starts_with("room")));
    for came in 3..=6 {
        rig.recorder.take().ack.accept();
        rig.recorder.came(came).await;
        assert_eq!(rig.recorder.held(), 2);
    }
    rig.recorder.accept_all();
    settle_down().await;
    assert_eq!((feed.confirmed(), rig.health()), (6, Health::Ready));
}

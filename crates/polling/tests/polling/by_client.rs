//! Where the client holds the cursor: fetching goes on, and commits are saved behind it, in page order.

use std::sync::Arc;

use pollhook_core::{Consumes, Count, Cursor, Draft, Health, Item, Page};
use pollhook_polling::{Polling, PollingSettings};
use pollhook_testkit::{Feed, Recorder};
use tokio::time::sleep;

use crate::rig::{Rig, Shelf, feed, key, ms, polling, secs, settle_down, tell};

fn rig(limit: usize, events: usize, recorder: Recorder) -> (Rig, Feed, Shelf) {
    let (feed, shelf) = (feed(Consumes::ByClient, limit, events), Shelf::default());
    let rig = Rig::new(polling(&feed).store(Arc::new(shelf.clone()), key()), recorder);
    (rig, feed, shelf)
}

#[tokio::test(start_paused = true)]
async fn pages_commit_in_page_order_however_they_settle() {
    let (rig, _, shelf) = rig(2, 8, Recorder::new());
    rig.recorder.came(8).await;
    for id in ["e7", "e2", "e3", "e6", "e5"] {
        rig.recorder.take_id(id).ack.accept();
        settle_down().await;
    }
    assert!(shelf.saves().is_empty(), "the first page is open: {:?}", shelf.saves());
    for (id, saved) in [("e1", 0), ("e0", 4), ("e4", 8)] {
        rig.recorder.take_id(id).ack.accept();
        settle_down().await;
        assert_eq!(shelf.saved(), saved, "after {id}");
    }
    assert_eq!(shelf.saves(), ["4", "8"], "one save for two pages");
}

#[tokio::test(start_paused = true)]
async fn a_slow_store_delays_nothing_and_nothing_older_is_saved_later() {
    let (rig, feed, shelf) = rig(1, 0, Recorder::accepting());
    shelf.takes(secs(1));
    for n in 1..=50 {
        tell(&feed, 1);
        sleep(ms(100)).await;
        assert_eq!(rig.recorder.ids().len(), n);
    }
    sleep(secs(2)).await;
    let saves: Vec<u64> = shelf.saves().iter().map(|cursor| cursor.parse().unwrap()).collect();
    assert!(saves.is_sorted() && saves.len() < 10, "one at a time, always the newest: {saves:?}");
    assert_eq!(shelf.saved(), 50);
}

#[tokio::test(start_paused = true)]
async fn one_stuck_chat_does_not_stop_a_feed_of_small_pages_before_the_budget() {
    let (rig, feed, shelf) = rig(1, 1, Recorder::new());
    rig.recorder.came(1).await;
    let stuck = rig.recorder.take();
    for _ in 0..2_000 {
        tell(&feed, 1);
        settle_down().await;
        rig.recorder.accept_all();
    }
    sleep(secs(60)).await;
    assert_eq!(rig.recorder.ids().len(), 1_024, "a stuck event holds the bot in the end: the window is bounded");
    assert_eq!(rig.health(), Health::Waiting { on: "the handler of event e0".to_owned() });
    let asked = feed.asked().len();
    sleep(secs(60)).await;
    assert_eq!((feed.asked().len(), shelf.saves().len()), (asked, 0));
    stuck.ack.accept();
    settle_down().await;
    assert!(rig.recorder.ids().len() > 1_024);
    assert_eq!(rig.health(), Health::Ready);
}

#[tokio::test(start_paused = true)]
async fn quiet_hours_behind_a_stuck_event_open_no_pages() {
    // Each answer has a new cursor, as a feed gives that counts time; only the first and the last have an event.
    let mut asked = 0_u64;
    let quiet = move |_: Option<Cursor>| {
        asked += 1;
        let item = Item { draft: Draft::new(asked.to_string(), "tick", ""), after: None };
        let items = if asked == 1 || asked == 3_000 { vec![item] } else { Vec::new() };
        std::future::ready(Ok(Page::new(items, Some(Cursor::from(asked)))))
    };
    let shelf = Shelf::default();
    let polling = Polling::from_fn("ticks", quiet).settings(PollingSettings::short(secs(1)));
    let rig = Rig::new(polling.store(Arc::new(shelf.clone()), key()), Recorder::new());
    rig.recorder.came(2).await;
    assert_eq!(rig.recorder.ids(), ["1", "3000"]);
    rig.recorder.take().ack.accept();
    settle_down().await;
    assert_eq!(shelf.saved(), 2_999, "all that was empty commits with the page before it");
}

#[tokio::test(start_paused = true)]
async fn a_restart_begins_where_everything_had_settled() {
    let (feed, shelf) = (feed(Consumes::ByClient, 2, 6), Shelf::default());
    let make = || polling(&feed).store(Arc::new(shelf.clone()), key());
    let first = Rig::new(make(), Recorder::new());
    first.recorder.came(6).await;
    for id in ["e0", "e1", "e2", "e5"] {
        first.recorder.take_id(id).ack.accept();
    }
    first.stop(0).await.unwrap();
    assert_eq!(shelf.saved(), 2);
    let second = Rig::new(make(), Recorder::accepting());
    second.recorder.came(4).await;
    assert_eq!(second.recorder.ids(), ["e2", "e3", "e4", "e5"]);
}

#[tokio::test(start_paused = true)]
async fn while_the_store_fails_nothing_more_is_fetched_and_health_says_so() {
    let (rig, feed, shelf) = rig(2, 2, Recorder::accepting());
    settle_down().await;
    shelf.fails(true);
    // It takes its time to fail, too: the second try must not be spun on.
    shelf.takes(ms(700));
    tell(&feed, 2);
    sleep(secs(1)).await;
    let asked = feed.asked().len();
    tell(&feed, 2);
    sleep(secs(30)).await;
    assert!(matches!(rig.health(), Health::Troubled { why, .. } if why.contains("the disk is full")));
    assert!(feed.asked().len() <= asked + 1, "a crash would bring all that again");
    shelf.fails(false);
    sleep(secs(61)).await;
    assert_eq!((shelf.saved(), rig.recorder.ids().len(), rig.health()), (6, 6, Health::Ready));
}

#[tokio::test(start_paused = true)]
async fn a_gap_is_committed_in_its_turn_and_counted() {
    let history = |from: Option<Cursor>| async move {
        let item = |id: &str| Item { draft: Draft::new(id, "x", ""), after: None };
        Ok(match from.as_ref().map(Cursor::as_str) {
            None => Page::new(vec![item("a")], Cursor::new("1").ok()),
            Some("1") => {
                let mut gap = Page::new(Vec::new(), Cursor::new("100").ok());
                gap.gap = true;
                gap
            }
            Some("100") => {
                let mut page = Page::new(vec![item("b")], Cursor::new("101").ok());
                page.reset = true;
                page
            }
            Some(_) => Page::default(),
        })
    };
    let shelf = Shelf::default();
    let polling = Polling::from_fn("gaps", history).settings(PollingSettings::short(ms(100)));
    let rig = Rig::new(polling.store(Arc::new(shelf.clone()), key()), Recorder::new());
    rig.recorder.came(2).await;
    assert!(shelf.saves().is_empty(), "the gap lies behind an unsettled event");
    rig.recorder.take_id("b").ack.accept();
    settle_down().await;
    assert!(shelf.saves().is_empty());
    rig.recorder.take_id("a").ack.accept();
    settle_down().await;
    assert_eq!(shelf.saves(), ["101"]);
    assert_eq!((rig.count(Count::Gaps), rig.count(Count::CursorReset)), (1, 1));
}

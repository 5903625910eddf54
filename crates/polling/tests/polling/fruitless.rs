//! Servers that answer at once and say nothing new: they are not spun on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use pollhook_core::{Consumes, Cursor, Draft, Item, Once, Page, Rules};
use pollhook_polling::{Builder, Polling, PollingSettings};
use pollhook_testkit::{Bench, Recorder};
use tokio::time::sleep;

use crate::rig::{Rig, ms, secs};

/// Long polls of 10 s over a closure, and how often it was called.
fn counted(page: impl Fn() -> Page + Send + 'static, holds: Arc<AtomicBool>) -> (Builder, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let fetch = move |_: Option<Cursor>| {
        count.fetch_add(1, Relaxed);
        let (page, holds) = (page(), holds.load(Relaxed));
        async move {
            if holds {
                sleep(secs(10)).await;
            }
            Ok(page)
        }
    };
    (Polling::from_fn("odd", fetch).settings(PollingSettings::long_for(secs(10))), calls)
}

#[tokio::test(start_paused = true)]
async fn empty_answers_at_once_get_one_request_a_second_until_it_holds_again() {
    let holds = Arc::new(AtomicBool::new(false));
    let (polling, calls) = counted(Page::default, Arc::clone(&holds));
    let _rig = Rig::new(polling, Recorder::new());
    sleep(ms(60_500)).await;
    assert_eq!(calls.swap(0, Relaxed), 63, "three at once, then one a second");
    holds.store(true, Relaxed);
    sleep(secs(100)).await;
    assert_eq!(calls.swap(0, Relaxed), 10, "one a hold");
    holds.store(false, Relaxed);
    sleep(secs(10)).await;
    assert!(calls.load(Relaxed) <= 13, "{} more", calls.load(Relaxed));
}

#[tokio::test(start_paused = true)]
async fn an_empty_answer_with_an_ever_new_cursor_is_no_progress() {
    let n = AtomicUsize::new(0);
    let page = move || Page::new(Vec::new(), Some(Cursor::from(n.fetch_add(1, Relaxed) as u64)));
    let (polling, calls) = counted(page, Arc::default());
    let _rig = Rig::new(polling, Recorder::new());
    sleep(ms(60_500)).await;
    assert_eq!(calls.load(Relaxed), 63);
}

/// A cursor that the server does not honour: it answers from the head of its queue, for ever.
#[tokio::test(start_paused = true)]
async fn the_same_known_events_again_and_again_are_asked_for_ever_less() {
    let page = || {
        let item = Item { draft: Draft::new("1", "x", ""), after: Some(Cursor::from(2_u64)) };
        Page::new(vec![item], Some(Cursor::from(2_u64)))
    };
    for consumes in [Consumes::ByClient, Consumes::OnNextFetch] {
        let (polling, calls) = counted(page, Arc::default());
        let mut rules = Rules::new();
        rules.consumes = consumes;
        let recorder = Recorder::accepting();
        let bench = Bench::new(Once::new(recorder.clone(), Arc::default()), 10);
        let rig = Rig::on(bench, polling.rules(&rules), recorder);
        sleep(secs(120)).await;
        assert_eq!(rig.recorder.ids(), ["1"]);
        assert!((6..=14).contains(&calls.load(Relaxed)), "{consumes:?}: {} calls", calls.load(Relaxed));
    }
}

#[tokio::test(start_paused = true)]
async fn the_pace_that_a_platform_asks_for_is_kept() {
    let page = || {
        let mut page = Page::default();
        page.pace = Some(secs(60));
        page
    };
    for (settings, hold) in [(PollingSettings::short(secs(1)), false), (PollingSettings::long_for(secs(10)), true)] {
        let (polling, calls) = counted(page, Arc::new(AtomicBool::new(hold)));
        let _rig = Rig::new(polling.settings(settings), Recorder::new());
        sleep(secs(599)).await;
        let calls = calls.load(Relaxed);
        assert!((9..=10).contains(&calls), "{calls} calls in ten minutes");
    }
}

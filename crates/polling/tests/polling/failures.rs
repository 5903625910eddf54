//! Failures by cause, each with what the operator is told and when it is tried again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use pollhook_core::{
    Answer, Ask, Auth, Call, Consumes, Count, Cursor, Failure, Health, Heard, Now, Page, PollProtocol, SourceError,
};
use pollhook_polling::{Polling, PollingSettings};
use pollhook_testkit::{Fault, Recorder, Reply, ScriptedHttp};
use tokio::time::{Instant, sleep};

use crate::rig::{Rig, feed, most_a_second, ms, polling, secs, settle_down, tell};

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_and_health_tells_it() {
    let faults = [
        Fault::Status(502, "Bad Gateway"),
        Fault::Status(200, "<html>maintenance</html>"),
        Fault::Status(200, "{\"first\": 0, \"eve"),
        Fault::Status(429, "slow down"),
        Fault::Status(409, "own"),
        Fault::Cut,
        Fault::CutLate,
        Fault::Hang,
    ];
    for fault in faults {
        let feed = feed(Consumes::OnNextFetch, 10, 1);
        let rig = Rig::new(polling(&feed), Recorder::accepting());
        settle_down().await;
        assert_eq!(rig.health(), Health::Ready);
        // The next question but one fails: the long poll that is under way is answered first.
        feed.fault(fault);
        tell(&feed, 1);
        let begun = Instant::now();
        let mut health = rig.bench.health.watch();
        health.wait_for(|health| matches!(health, Health::Troubled { .. })).await.unwrap();
        assert!(begun.elapsed() < secs(60), "{fault:?} shows within a minute: {:?}", begun.elapsed());
        tell(&feed, 1);
        rig.recorder.came(3).await;
        assert!(begun.elapsed() < secs(62), "{fault:?} is over after {:?}", begun.elapsed());
        assert_eq!(rig.health(), Health::Ready, "{fault:?}");
        assert_eq!(rig.count(Count::FailedPolls), 1, "{fault:?}");
        assert_eq!(rig.recorder.ids(), feed.ids(), "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_person_must_mend_ends_it() {
    type Is = fn(&SourceError) -> bool;
    let table: [(Fault, Is); 3] = [
        (Fault::Status(401, "no such token"), |e| matches!(e, SourceError::Unauthorised(_))),
        (Fault::Status(409, "webhook"), |e| matches!(e, SourceError::WebhookActive(_))),
        (Fault::Status(400, "bad request"), |e| matches!(e, SourceError::Fatal(_))),
    ];
    for (fault, is) in table {
        let feed = feed(Consumes::OnNextFetch, 10, 1);
        feed.fault(fault);
        let rig = Rig::new(polling(&feed), Recorder::accepting());
        let error = rig.ended().await.unwrap_err();
        assert!(is(&error), "{fault:?}: {error:?}");
        assert_eq!(feed.asked().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_had_settled_is_confirmed_even_when_it_ends_by_an_error() {
    let feed = feed(Consumes::OnNextFetch, 2, 2);
    let rig = Rig::new(polling(&feed), Recorder::new());
    rig.recorder.came(2).await;
    feed.fault(Fault::Status(400, "no more"));
    let kept = rig.recorder.take_id("e1");
    rig.recorder.accept_all();
    let begun = Instant::now();
    assert!(rig.ended().await.is_err());
    assert!(begun.elapsed() < secs(5), "a handler that hangs hides no error: {:?}", begun.elapsed());
    assert_eq!(feed.confirmed(), 1);
    drop(kept);
}

#[tokio::test(start_paused = true)]
async fn another_consumer_slows_polling_down_and_may_end_it() {
    let feed = feed(Consumes::OnNextFetch, 10, 0);
    (0..1_000).for_each(|_| feed.fault(Fault::Status(409, "taken")));
    let settings = PollingSettings::long().give_up_taken_after(secs(300));
    let begun = Instant::now();
    let rig = Rig::new(polling(&feed).settings(settings), Recorder::new());
    sleep(secs(200)).await;
    assert!(matches!(rig.health(), Health::Troubled { .. }));
    let conflicts = rig.count(Count::Conflicts);
    assert!((4..=20).contains(&conflicts), "{conflicts} in 200 s");
    let error = rig.ended().await.unwrap_err();
    assert!(matches!(error, SourceError::Taken(_)), "{error:?}");
    assert!((300..=365).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

/// The platform's pause is kept to the second, an absurd one is cut.
#[tokio::test(start_paused = true)]
async fn the_pause_that_a_platform_asks_for_is_kept() {
    for (asked, made) in [(17, 17), (1_000_000_000, 3_600)] {
        let calls = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&calls);
        let fetch = move |_: Option<Cursor>| {
            let first = count.fetch_add(1, Relaxed) == 0;
            let failure = Failure::Retry { after: Some(secs(asked)), why: "slow down".to_owned() };
            std::future::ready(if first { Err(failure.into()) } else { Ok(Page::default()) })
        };
        let rig = Rig::new(Polling::from_fn("slow", fetch), Recorder::new());
        sleep(secs(made) - ms(1)).await;
        assert_eq!(calls.load(Relaxed), 1);
        assert!(matches!(rig.health(), Health::Troubled { why, .. } if why == "slow down"));
        sleep(ms(2)).await;
        assert!(calls.load(Relaxed) > 1);
        assert_eq!(rig.health(), Health::Ready);
    }
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_not_hammered() {
    let feed = feed(Consumes::OnNextFetch, 10, 0);
    (0..10_000).for_each(|_| feed.fault(Fault::Cut));
    let rig = Rig::new(polling(&feed), Recorder::new());
    sleep(secs(3_600)).await;
    let polls = rig.count(Count::Polls);
    assert!((60..400).contains(&polls), "{polls} in an hour");
    assert!(most_a_second(&feed) <= 10);
}

/// A page of many steps, and one that never becomes whole.
#[tokio::test(start_paused = true)]
async fn steps_are_taken_at_once_and_at_most_fifty() {
    struct Stepwise(u32);
    impl PollProtocol for Stepwise {
        fn ask(&mut self, _: Option<&Cursor>, _: Ask, _: Now) -> Call {
            Call::get("http://steps.test", Auth::None)
        }

        fn hear(&mut self, _: &Answer, _: Now) -> Heard {
            self.0 = self.0.saturating_sub(1);
            if self.0 == 0 { Heard::Page(Page::default()) } else { Heard::Again }
        }
    }
    for (steps, polls, failed) in [(50, 50, 0), (51, 50, 1)] {
        let http = ScriptedHttp::new((0..steps).map(|_| Reply::ok("{}")));
        let polling = Polling::builder("steps", Box::new(Stepwise(steps)), Arc::new(http.clone()));
        let rig = Rig::new(polling, Recorder::new());
        settle_down().await;
        assert_eq!((rig.count(Count::Polls), rig.count(Count::FailedPolls)), (polls, failed), "{steps} steps");
    }
}

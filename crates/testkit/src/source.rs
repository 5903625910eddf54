//! What every event source must do, whatever it brings its events from.
//!
//! A source under test is given as a [`Subject`]: the source, how many events its upstream has ready, and how many of
//! those upstream has been told are done with. Run it under a paused clock (`#[tokio::test(start_paused = true)]`).

use std::fmt;
use std::time::Duration;

use pollhook_core::{EventSource, ShutdownReason, SourceError};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use crate::{Bench, Recorder};

/// A source and its upstream, of which the source has read nothing yet.
pub struct Subject {
    source: Box<dyn EventSource>,
    confirmed: Box<dyn Fn() -> usize + Send + Sync>,
}

impl Subject {
    /// A source, and how to ask its upstream how many events, from the oldest on, it would not bring again.
    pub fn new(source: impl EventSource + 'static, confirmed: impl Fn() -> usize + Send + Sync + 'static) -> Self {
        Self { source: Box::new(source), confirmed: Box::new(confirmed) }
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subject")
    }
}

/// More patience than any source needs to bring what is ready.
const PATIENCE: Duration = Duration::from_secs(600);
/// What a source may take to say its last word.
const LAST_WORD: Duration = Duration::from_secs(3);

/// Checks a source whose upstream has `events` events ready: at least three, of as many keys as you like. Nothing of it
/// may need more than `events` to be in flight.
///
/// # Panics
/// With the promise that was broken.
pub async fn conforms(events: usize, make: impl Fn() -> Subject) {
    assert!(events >= 3, "fewer than three events show nothing");
    stops_when_told(make()).await;
    waits_for_what_is_outstanding(events, make()).await;
    stops_waiting_at_the_deadline(events, make()).await;
    brings_again_what_is_handed_back(events, make()).await;
    may_run_again_after_a_crash(events, make()).await;
    ends_when_the_sink_is_closed(make()).await;
}

/// A source at work.
struct Work {
    bench: Bench,
    recorder: Recorder,
    source: JoinHandle<(Box<dyn EventSource>, Result<(), SourceError>)>,
    confirmed: Box<dyn Fn() -> usize + Send + Sync>,
}

impl Work {
    fn begin(recorder: Recorder, room: usize, subject: Subject) -> Self {
        let bench = Bench::new(recorder.clone(), room);
        let Subject { mut source, confirmed } = subject;
        let cx = bench.context();
        let source = tokio::spawn(async move {
            let ended = source.run(cx).await;
            (source, ended)
        });
        Self { bench, recorder, source, confirmed }
    }

    /// Waits until so many events came.
    async fn came(&self, events: usize) {
        let came = timeout(PATIENCE, self.recorder.came(events)).await;
        assert!(came.is_ok(), "{events} events are ready, and only {} came", self.recorder.ids().len());
    }

    /// Waits for the end, which must come within `limit`.
    async fn ended(self, limit: Duration, what: &str) {
        let ended = timeout(limit, self.source).await;
        let (_, ended) =
            ended.unwrap_or_else(|_| panic!("{what}: not within {limit:?}")).expect("a source must not panic");
        ended.unwrap_or_else(|error| panic!("{what}: with an error: {error}"));
    }
}

async fn stops_when_told(subject: Subject) {
    let work = Work::begin(Recorder::accepting(), 100, subject);
    sleep(PATIENCE).await;
    work.bench.stop(ShutdownReason::Switch, PATIENCE);
    work.ended(LAST_WORD, "a source with nothing outstanding stops at once when it is told").await;
}

async fn waits_for_what_is_outstanding(events: usize, subject: Subject) {
    let work = Work::begin(Recorder::new(), events, subject);
    work.came(events).await;
    assert_eq!((work.confirmed)(), 0, "nothing has settled, so nothing may be confirmed");
    work.bench.stop(ShutdownReason::Stop, PATIENCE);
    sleep(PATIENCE / 2).await;
    assert!(!work.source.is_finished(), "events are outstanding, and the source ended before the deadline");
    work.recorder.accept_all();
    let Work { bench: _bench, source, confirmed, .. } = work;
    let ended = timeout(LAST_WORD, source).await.expect("all has settled: the source ends").expect("no panic");
    ended.1.unwrap_or_else(|error| panic!("told to stop, it ended with {error}"));
    assert_eq!(confirmed(), events, "all has settled, so all is confirmed by the end");
}

async fn stops_waiting_at_the_deadline(events: usize, subject: Subject) {
    let work = Work::begin(Recorder::new(), events, subject);
    work.came(events).await;
    let stuck = work.recorder.ids()[1].clone();
    let kept = work.recorder.take_id(&stuck);
    work.recorder.accept_all();
    let deadline = Duration::from_secs(30);
    let begun = Instant::now();
    work.bench.stop(ShutdownReason::Stop, deadline);
    let Work { source, confirmed, .. } = work;
    timeout(deadline + LAST_WORD, source).await.expect("the deadline is the end").expect("no panic").1.expect("Ok");
    assert!(begun.elapsed() >= deadline, "one event is outstanding: it is waited for");
    assert!(confirmed() <= 1, "{} events are confirmed, and the second never settled", confirmed());
    drop(kept);
}

async fn brings_again_what_is_handed_back(events: usize, subject: Subject) {
    let work = Work::begin(Recorder::new(), events, subject);
    work.came(events).await;
    let middle = work.recorder.ids()[1].clone();
    let back = work.recorder.take_id(&middle).ack.hand_back(None);
    assert!(back.is_ok(), "a source whose events are kept upstream takes them back");
    let comes_again = async {
        while !work.recorder.ids()[events..].contains(&middle) {
            work.recorder.accept_all();
            sleep(Duration::from_secs(1)).await;
        }
        work.recorder.accept_all();
    };
    let again = timeout(PATIENCE, comes_again).await;
    assert!(again.is_ok(), "{middle} was handed back and did not come again");
    work.bench.stop(ShutdownReason::Stop, PATIENCE);
    let recorder = work.recorder.clone();
    let settling = async {
        loop {
            recorder.accept_all();
            sleep(Duration::from_secs(1)).await;
        }
    };
    tokio::select! {
        () = work.ended(PATIENCE, "what came again has settled") => {}
        () = settling => {}
    }
}

async fn may_run_again_after_a_crash(events: usize, subject: Subject) {
    let Subject { mut source, confirmed } = subject;
    let (bench, recorder) = bench(events);
    tokio::select! {
        ended = source.run(bench.context()) => panic!("nobody told it to stop, and it ended: {ended:?}"),
        () = recorder.came(events) => {}
    }
    // The future was dropped where it stood. What settles now, nobody hears of.
    let stuck = recorder.take_id(&recorder.ids()[1]);
    recorder.accept_all();
    assert_eq!(confirmed(), 0, "nothing had settled");

    let (bench, recorder) = self::bench(events);
    let settled = async {
        while confirmed() < events {
            recorder.accept_all();
            sleep(Duration::from_secs(1)).await;
            if recorder.held() == 0 && recorder.ids().len() >= events {
                bench.stop(ShutdownReason::Stop, PATIENCE);
            }
        }
    };
    let both = async { tokio::join!(source.run(bench.context()), settled) };
    let ended = timeout(PATIENCE, both).await;
    assert!(ended.is_ok(), "run again, it confirmed only {} of {events} events", confirmed());
    let stuck_id = stuck.event.id().to_string();
    assert!(recorder.ids().contains(&stuck_id), "{stuck_id} had not settled, and did not come again");
}

fn bench(room: usize) -> (Bench, Recorder) {
    let recorder = Recorder::new();
    (Bench::new(recorder.clone(), room), recorder)
}

async fn ends_when_the_sink_is_closed(subject: Subject) {
    let work = Work::begin(Recorder::new(), 1, subject);
    work.came(1).await;
    work.bench.sink.close();
    let ended = timeout(PATIENCE, work.source).await.expect("a sink that admits nothing ends a source");
    let (_, ended) = ended.expect("a source must not panic");
    assert!(matches!(ended, Err(SourceError::Closed)), "a closed sink is said: {ended:?}");
}

#[cfg(test)]
mod tests;

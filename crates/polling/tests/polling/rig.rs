//! A poller at work on a bench.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use pollhook_core::{
    BoxError, Consumes, Count, Cursor, CursorKey, CursorStore, EventSource, Health, ShutdownReason, SourceError,
    async_trait,
};
use pollhook_polling::{Builder, Polling};
use pollhook_testkit::{Bench, Feed, Recorder};
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// A poller that runs, and all that surrounds it.
pub(crate) struct Rig {
    pub(crate) bench: Bench,
    pub(crate) recorder: Recorder,
    running: JoinHandle<Result<(), SourceError>>,
}

impl Rig {
    /// Runs a poller before a recorder, with room for a thousand events.
    pub(crate) fn new(polling: Builder, recorder: Recorder) -> Self {
        Self::with_room(1_000, polling, recorder)
    }

    pub(crate) fn with_room(room: usize, polling: Builder, recorder: Recorder) -> Self {
        let bench = Bench::new(recorder.clone(), room);
        Self::on(bench, polling, recorder)
    }

    /// Runs a poller on a bench whose sink leads to the recorder in some way.
    pub(crate) fn on(bench: Bench, polling: Builder, recorder: Recorder) -> Self {
        let mut polling = polling.seed(1).build().expect("the settings work");
        let cx = bench.context();
        let running = tokio::spawn(async move { polling.run(cx).await });
        Self { bench, recorder, running }
    }

    pub(crate) fn count(&self, count: Count) -> u64 {
        self.bench.stats.get(count)
    }

    pub(crate) fn health(&self) -> Health {
        self.bench.health.get()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.running.is_finished()
    }

    /// How it ended.
    pub(crate) async fn ended(self) -> Result<(), SourceError> {
        self.running.await.expect("a poller does not panic")
    }

    /// Tells it to stop, and waits.
    pub(crate) async fn stop(self, within: u64) -> Result<(), SourceError> {
        self.bench.stop(ShutdownReason::Stop, secs(within));
        self.ended().await
    }
}

pub(crate) fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub(crate) fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// Lets everything that is ready happen.
pub(crate) async fn settle_down() {
    sleep(ms(1)).await;
}

/// Polls a feed.
pub(crate) fn polling(feed: &Feed) -> Builder {
    Polling::builder("feed", feed.protocol(), Arc::new(feed.clone())).rules(&feed.rules())
}

/// A feed that tells at most `limit` events at once, and has told so many: `e0`, `e1`, … in turn of two chats.
pub(crate) fn feed(consumes: Consumes, limit: usize, events: usize) -> Feed {
    let feed = Feed::new(consumes, limit);
    tell(&feed, events);
    feed
}

pub(crate) fn tell(feed: &Feed, events: usize) {
    let first = feed.ids().len();
    for n in first..first + events {
        feed.tell(format!("e{n}"), if n % 2 == 0 { "even" } else { "odd" });
    }
}

/// The most questions that were asked within any second.
pub(crate) fn most_a_second(feed: &Feed) -> usize {
    let asked = feed.asked();
    let within = |from: usize| asked[from..].iter().take_while(|a| a.at - asked[from].at < secs(1)).count();
    (0..asked.len()).map(within).max().unwrap_or(0)
}

/// A store that tells what was saved, takes its time, and fails when told to.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Mutex<Shelved>>);

#[derive(Default)]
struct Shelved {
    saves: Vec<Cursor>,
    takes: Duration,
    failing: bool,
}

impl Shelf {
    pub(crate) fn saves(&self) -> Vec<String> {
        self.0.lock().unwrap().saves.iter().map(ToString::to_string).collect()
    }

    /// How many events lie before what was saved last.
    pub(crate) fn saved(&self) -> usize {
        self.saves().last().map_or(0, |cursor| cursor.parse().unwrap())
    }

    pub(crate) fn takes(&self, duration: Duration) {
        self.0.lock().unwrap().takes = duration;
    }

    pub(crate) fn fails(&self, failing: bool) {
        self.0.lock().unwrap().failing = failing;
    }
}

pub(crate) fn key() -> CursorKey {
    CursorKey { bot: "test".into(), platform: "feed".into(), api: "http://feed.test".into(), kind: "".into() }
}

#[async_trait]
impl CursorStore for Shelf {
    async fn load(&self, _key: &CursorKey) -> Result<Option<Cursor>, BoxError> {
        Ok(self.0.lock().unwrap().saves.last().cloned())
    }

    async fn save(&self, _key: &CursorKey, cursor: &Cursor) -> Result<(), BoxError> {
        let (takes, failing) = {
            let shelved = self.0.lock().unwrap();
            (shelved.takes, shelved.failing)
        };
        sleep(takes).await;
        if failing {
            return Err("the disk is full".into());
        }
        self.0.lock().unwrap().saves.push(cursor.clone());
        Ok(())
    }
}

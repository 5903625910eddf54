//! The API: who the bot is, where it is called, and the updates that wait for it.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use crate::Error;

/// How it answers when there is nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Manner {
    /// It holds the question, as asked.
    Holds,
    /// It answers at once, whatever was asked.
    AnswersAtOnce,
}

/// An API on loopback. It ends with this.
pub(crate) struct Api {
    pub(crate) url: String,
    feed: Arc<Feed>,
    serving: JoinHandle<()>,
}

struct Feed {
    manner: Manner,
    /// What still waits, or may be asked for again.
    updates: Mutex<Waiting>,
    more: Notify,
    questions: AtomicU64,
    confirmed: AtomicU64,
    /// When something new was told, and the number of its last update.
    told: Mutex<Vec<(u64, Instant)>>,
    newest: AtomicU64,
    /// The most that one answer holds.
    most: AtomicUsize,
    /// The shortest time from the telling of a page to its confirmation, in microseconds.
    soonest: AtomicU64,
}

/// Updates in the order of their numbers.
#[derive(Default)]
struct Waiting {
    /// How many were forgotten: number `n` is at `n - 1 - forgotten`.
    forgotten: usize,
    texts: Vec<String>,
}

impl Waiting {
    /// Those after the first `from`, at most so many.
    fn page(&self, from: usize, limit: usize) -> &[String] {
        let from = from.saturating_sub(self.forgotten).min(self.texts.len());
        &self.texts[from..(from + limit).min(self.texts.len())]
    }
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    offset: i64,
    limit: Option<usize>,
    #[serde(default)]
    timeout: u64,
}

impl Api {
    pub(crate) async fn start(manner: Manner) -> Result<Self, Error> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let feed = Arc::new(Feed {
            manner,
            updates: Mutex::default(),
            more: Notify::new(),
            questions: AtomicU64::new(0),
            confirmed: AtomicU64::new(0),
            told: Mutex::default(),
            newest: AtomicU64::new(0),
            most: AtomicUsize::new(100),
            soonest: AtomicU64::new(u64::MAX),
        });
        let app = Router::new().route("/{bot}/{method}", axum::routing::any(call)).with_state(Arc::clone(&feed));
        let serving = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, app).await {
                eprintln!("{error}");
            }
        });
        Ok(Self { url, feed, serving })
    }

    /// Lets these wait for the bot, too.
    pub(crate) fn add(&self, updates: impl IntoIterator<Item = String>) {
        lock(&self.feed.updates).texts.extend(updates);
        self.feed.more.notify_waiters();
    }

    /// Answers with no more than this at once.
    pub(crate) fn pages_of(&self, most: usize) {
        self.feed.most.store(most, Ordering::Relaxed);
    }

    /// How many were confirmed.
    pub(crate) fn confirmed(&self) -> u64 {
        self.feed.confirmed.load(Ordering::Relaxed)
    }

    /// How many were told.
    pub(crate) fn told(&self) -> u64 {
        self.feed.newest.load(Ordering::Relaxed)
    }

    /// Frees what the bot has confirmed.
    pub(crate) fn forget_confirmed(&self) {
        let confirmed = usize::try_from(self.feed.confirmed.load(Ordering::Relaxed)).unwrap_or_default();
        let mut updates = lock(&self.feed.updates);
        let gone = confirmed.saturating_sub(updates.forgotten).min(updates.texts.len());
        updates.texts.drain(..gone);
        updates.forgotten += gone;
    }

    /// How often updates were asked for.
    pub(crate) fn questions(&self) -> u64 {
        self.feed.questions.load(Ordering::Relaxed)
    }

    /// The shortest time between telling a page and its confirmation.
    pub(crate) fn soonest(&self) -> Duration {
        Duration::from_micros(self.feed.soonest.load(Ordering::Relaxed))
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Feed {
    async fn updates(&self, question: &Question) -> String {
        self.questions.fetch_add(1, Ordering::Relaxed);
        let from = usize::try_from(question.offset.max(1)).unwrap_or(1) - 1;
        self.confirm(from as u64);
        // What was confirmed is gone, whoever asks anew.
        let from = from.max(usize::try_from(self.confirmed.load(Ordering::Relaxed)).unwrap_or_default());
        let limit = question.limit.unwrap_or(100).min(self.most.load(Ordering::Relaxed));
        let hold = Duration::from_secs(question.timeout);
        let wait = async {
            loop {
                let more = self.more.notified();
                if !lock(&self.updates).page(from, 1).is_empty() {
                    return;
                }
                more.await;
            }
        };
        if self.manner == Manner::Holds {
            // Whether something came or not, what there is is told.
            let _ = timeout(hold, wait).await;
        }
        let updates = lock(&self.updates);
        let page = updates.page(from, limit);
        let last = (from + page.len()) as u64;
        // What is told again was told before.
        if self.newest.fetch_max(last, Ordering::Relaxed) < last {
            lock(&self.told).push((last, Instant::now()));
        }
        format!("{{\"ok\":true,\"result\":[{}]}}", page.join(","))
    }

    fn confirm(&self, upto: u64) {
        self.confirmed.fetch_max(upto, Ordering::Relaxed);
        lock(&self.told).retain(|(last, when)| {
            if *last <= upto {
                let micros = u64::try_from(when.elapsed().as_micros()).unwrap_or(u64::MAX);
                self.soonest.fetch_min(micros, Ordering::Relaxed);
            }
            *last > upto
        });
    }
}

/// With all the fields that are always there.
const ME: &str = concat!(
    r#"{"ok":true,"result":{"id":9000000001,"is_bot":true,"first_name":"Bench","username":"bench_bot","#,
    r#""can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false,"#,
    r#""can_connect_to_business":false,"has_main_web_app":false}}"#
);

/// Methods are called in any case, as the real API lets them be.
async fn call(State(feed): State<Arc<Feed>>, Path((_bot, method)): Path<(String, String)>, body: Bytes) -> Response {
    let text = match method.to_ascii_lowercase().as_str() {
        "getme" => ME.to_owned(),
        "getwebhookinfo" => {
            r#"{"ok":true,"result":{"url":"","has_custom_certificate":false,"pending_update_count":0}}"#.to_owned()
        }
        "getupdates" => match serde_json::from_slice(&body) {
            Ok(question) => feed.updates(&question).await,
            Err(error) => format!("{{\"ok\":false,\"error_code\":400,\"description\":\"{error}\"}}"),
        },
        _ => r#"{"ok":true,"result":true}"#.to_owned(),
    };
    ([(CONTENT_TYPE, "application/json")], text).into_response()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

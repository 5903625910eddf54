//! The other side: a parlour as a real server on this machine, in which people leave notes and bots answer them.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use pollhook::{Error, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{SetOnce, mpsc, watch};
use tokio::time::{sleep, timeout};

/// What the bot proves itself with when it calls.
pub(crate) const TOKEN: &str = "a-token";
/// What the parlour proves itself with when it calls.
pub(crate) const SECRET: &str = "a-secret";

/// So many notes are told at a time.
const LIMIT: usize = 10;
/// Before a note is told again.
const PAUSE: Duration = Duration::from_millis(50);
/// A bot that is alive answers sooner.
const PATIENCE: Duration = Duration::from_secs(10);

/// A parlour as its visitors see it.
pub(crate) struct Visit {
    pub(crate) address: String,
    shared: Arc<Shared>,
    answers: mpsc::Receiver<String>,
}

struct Shared {
    notes: watch::Sender<Vec<Value>>,
    hook: SetOnce<String>,
    answered: mpsc::Sender<String>,
    questions: AtomicUsize,
    calls: AtomicUsize,
}

/// Opens a parlour, which is there as long as the future is polled.
pub(crate) async fn open() -> Result<(Visit, impl Future<Output = Result<()>>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let (answered, answers) = mpsc::channel(1);
    let (questions, calls) = Default::default();
    let notes = watch::Sender::default();
    let shared = Arc::new(Shared { notes, hook: SetOnce::new(), answered, questions, calls });
    let router = Router::new().route("/notes", get(told).post(written)).with_state(Arc::clone(&shared));
    let told = Arc::clone(&shared);
    let serve = async move {
        tokio::select! {
            served = axum::serve(listener, router) => Ok(served?),
            told = tell(&told) => told,
        }
    };
    Ok((Visit { address, shared, answers }, serve))
}

impl Visit {
    /// Has the bot called at this address.
    pub(crate) fn call_at(&self, url: String) {
        // Only the first address counts, and there is no other.
        let _ = self.shared.hook.set(url);
    }

    /// Leaves a note, and waits for the answer.
    pub(crate) async fn says(&mut self, who: &str, text: &str) -> Result<String> {
        self.shared.notes.send_modify(|notes| {
            notes.push(json!({ "number": notes.len() + 1, "room": "tea", "who": who, "text": text }));
        });
        let answer = timeout(PATIENCE, self.answers.recv()).await.ok().flatten();
        answer.ok_or_else(|| Error::permanent(format!("the bot has not answered within {PATIENCE:?}")))
    }

    /// How often the bot asked, and how often it was called.
    pub(crate) fn exchanges(&self) -> (usize, usize) {
        (self.shared.questions.load(Ordering::Relaxed), self.shared.calls.load(Ordering::Relaxed))
    }
}

#[derive(Deserialize)]
struct Asked {
    after: usize,
    wait: u64,
}

/// `GET /notes`: held while there is nothing to tell.
async fn told(
    State(shared): State<Arc<Shared>>,
    head: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Json<Value>, StatusCode> {
    is_the_bot(&head)?;
    shared.questions.fetch_add(1, Ordering::Relaxed);
    let mut notes = shared.notes.subscribe();
    let wait = Duration::from_secs(asked.wait);
    // Whether there is one or the time is over, what there is is told.
    let _ = timeout(wait, notes.wait_for(|notes| notes.len() > asked.after)).await;
    let found: Vec<Value> = notes.borrow().iter().skip(asked.after).take(LIMIT).cloned().collect();
    Ok(Json(json!({ "next": asked.after + found.len(), "notes": found })))
}

/// `POST /notes`: from the bot.
async fn written(
    State(shared): State<Arc<Shared>>,
    head: HeaderMap,
    Json(note): Json<Value>,
) -> Result<Json<Value>, StatusCode> {
    is_the_bot(&head)?;
    let text = note["text"].as_str().unwrap_or_default().to_owned();
    shared.answered.send(text).await.map_err(|_| StatusCode::GONE)?;
    Ok(Json(json!({})))
}

fn is_the_bot(head: &HeaderMap) -> Result<(), StatusCode> {
    let known = head.get("authorization").is_some_and(|given| *given == format!("Bearer {TOKEN}"));
    if known { Ok(()) } else { Err(StatusCode::UNAUTHORIZED) }
}

/// Tells one note after another to the bot's address, each until it is taken.
async fn tell(shared: &Shared) -> Result<()> {
    let client = Client::builder(TokioExecutor::new()).build_http();
    let hook = shared.hook.wait().await;
    let mut notes = shared.notes.subscribe();
    for at in 0.. {
        let note = notes.wait_for(|notes| notes.len() > at).await?[at].to_string();
        loop {
            let request =
                Request::post(hook).header("x-parlour-secret", SECRET).body(Full::<Bytes>::from(note.clone()))?;
            shared.calls.fetch_add(1, Ordering::Relaxed);
            if client.request(request).await.is_ok_and(|answer| answer.status().is_success()) {
                break;
            }
            sleep(PAUSE).await;
        }
    }
    Ok(())
}

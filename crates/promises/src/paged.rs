//! A real server for the test kit's scripted platform `Paged`: the client holds the cursor, and only whole pages count.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use pollhook_testkit::Word;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::arena::Arena;
use crate::script::{Script, Step};
use crate::stage::Network;

/// The token that it takes.
pub const TOKEN: &str = "nobody-may-read-this";

/// The server and all that was said there. It ends when this is dropped.
#[derive(Debug)]
pub struct Paged {
    shared: Arc<Shared>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    page: usize,
    state: Mutex<Told>,
    more: Notify,
}

#[derive(Debug, Default)]
struct Told {
    words: Vec<Word>,
    /// How far any question of this life has read.
    read_upto: usize,
}

impl Paged {
    /// Starts it, with pages of so many words.
    pub async fn start(page: usize) -> Self {
        let shared = Arc::new(Shared { page, state: Mutex::default(), more: Notify::new() });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let router = Router::new().route("/words", get(words)).with_state(Arc::clone(&shared));
        let serve = async move { axum::serve(listener, router).await.expect("it serves for ever") };
        Self { shared, address, task: tokio::spawn(serve) }
    }

    /// The address of its API.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The numbers of what lies between two positions.
    fn numbers(&self, from: usize, upto: usize) -> BTreeSet<u64> {
        let told = self.shared.told();
        told.words[from..upto].iter().map(|word| word.id.parse().expect("ids are numbers")).collect()
    }
}

/// Where the client stands by its file: how many words lie before.
fn position(arena: &Arena) -> usize {
    arena.cursor().and_then(|cursor| cursor.parse().ok()).unwrap_or_default()
}

impl Network for Paged {
    fn say(&self, chat: usize, number: u64, steps: &[Step]) {
        let text = Script::new(number, steps).to_string();
        self.shared.told().words.push(Word { id: number.to_string(), chat: format!("chat{chat}"), text });
        self.shared.more.notify_waiters();
    }

    fn confirmed(&self, arena: &Arena) -> BTreeSet<u64> {
        self.numbers(0, position(arena))
    }

    fn is_done(&self, arena: &Arena) -> bool {
        position(arena) == self.shared.told().words.len()
    }

    /// What the life that has just ended had read. The next life begins with the next question.
    fn was_in_flight(&self, arena: &Arena) -> BTreeSet<u64> {
        let (from, upto) = (position(arena), std::mem::take(&mut self.shared.told().read_upto));
        self.numbers(from, upto.max(from))
    }
}

impl Drop for Paged {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn told(&self) -> MutexGuard<'_, Told> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn page(&self, after: usize) -> Vec<Word> {
        self.told().words.iter().skip(after).take(self.page).cloned().collect()
    }
}

#[derive(serde::Deserialize)]
struct Question {
    after: Option<usize>,
    wait: f64,
}

async fn words(
    State(shared): State<Arc<Shared>>,
    Query(question): Query<Question>,
    headers: HeaderMap,
) -> Result<Response, StatusCode> {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if given != Some(&format!("Bearer {TOKEN}")) {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let after = question.after.unwrap_or_default();
    // Whoever is not told within its time asks again.
    let _ = tokio::time::timeout(Duration::from_secs_f64(question.wait), said_after(&shared, after)).await;
    let words = shared.page(after);
    let next = after + words.len();
    let mut told = shared.told();
    told.read_upto = told.read_upto.max(next);
    drop(told);
    Ok(Json(json!({ "next": next.to_string(), "full": words.len() == shared.page, "words": words })).into_response())
}

async fn said_after(shared: &Shared, after: usize) {
    loop {
        let more = shared.more.notified();
        if shared.told().words.len() > after {
            return;
        }
        more.await;
    }
}

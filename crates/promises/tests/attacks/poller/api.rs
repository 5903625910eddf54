//! A little Telegram, with a script of what it does to which answer.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use super::telling::{Act, Update, answer, honest};

/// What is said next, and what is done to the first answer that tells of it. Later ones are honest.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) updates: Vec<Update>,
    pub(crate) acts: Vec<Act>,
    /// How many questions meet it.
    pub(crate) times: usize,
}

impl Scene {
    /// These acts in place of the answer that tells of these.
    pub(crate) fn new(updates: Vec<Update>, acts: impl Into<Vec<Act>>) -> Self {
        Self { updates, acts: acts.into(), times: 1 }
    }

    /// The answer, as it should be.
    pub(crate) fn honest(updates: Vec<Update>) -> Self {
        Self { updates, acts: Vec::new(), times: 0 }
    }

    /// For so many questions in a row.
    pub(crate) fn again(mut self, times: usize) -> Self {
        self.times = times;
        self
    }
}

/// The server; gone when dropped.
pub(crate) struct Api {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    bots: Mutex<BTreeMap<String, Told>>,
    more: Notify,
}

/// What one bot is told.
#[derive(Default)]
struct Told {
    script: VecDeque<Scene>,
    /// Told and not confirmed, oldest first.
    pending: Vec<Update>,
    scene: Option<Scene>,
    polls: u64,
}

impl Api {
    /// Starts it.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::<Shared>::default();
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, Arc::clone(&serving)));
            }
        });
        Self { address, shared, task }
    }

    /// Adds to the script of a bot.
    pub(crate) fn plays(&self, token: &str, scenes: impl IntoIterator<Item = Scene>) {
        self.shared.bots().entry(token.to_owned()).or_default().script.extend(scenes);
        self.shared.more.notify_waiters();
    }

    /// How often a bot has asked for updates.
    pub(crate) fn polls(&self, token: &str) -> u64 {
        self.shared.bots().get(token).map_or(0, |told| told.polls)
    }
}

impl Drop for Api {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn bots(&self) -> MutexGuard<'_, BTreeMap<String, Told>> {
        self.bots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is done about a question for updates; `None`: there is nothing to tell yet.
    fn tell(&self, token: &str, offset: u64) -> Option<Vec<Act>> {
        let mut bots = self.bots();
        let told = bots.entry(token.to_owned()).or_default();
        told.pending.retain(|update| update.id >= offset || offset == 0);
        if told.scene.is_none() && told.pending.is_empty() {
            let scene = told.script.pop_front()?;
            told.pending.clone_from(&scene.updates);
            told.scene = (scene.times > 0).then_some(scene);
        }
        if let Some(scene) = &mut told.scene {
            let acts = scene.acts.clone();
            scene.times -= 1;
            if scene.times == 0 {
                told.scene = None;
            }
            return Some(acts);
        }
        (!told.pending.is_empty()).then(|| vec![Act::Say(honest(told.pending.iter().take(100)))])
    }

    async fn updates(&self, token: &str, question: &Value) -> Vec<Act> {
        let offset = question["offset"].as_u64().unwrap_or_default();
        let hold = Duration::from_secs(question["timeout"].as_u64().unwrap_or_default());
        self.bots().entry(token.to_owned()).or_default().polls += 1;
        let told = async {
            loop {
                let more = self.more.notified();
                match self.tell(token, offset) {
                    Some(acts) => return acts,
                    None => more.await,
                }
            }
        };
        let told = tokio::time::timeout(hold, told).await;
        told.unwrap_or_else(|_| vec![Act::Say(honest(&[]))])
    }
}

/// Serves one connection until it is cut.
async fn serve(stream: TcpStream, shared: Arc<Shared>) {
    let mut stream = BufReader::new(stream);
    while let Ok(Some((path, body))) = request(&mut stream).await {
        // `/bot7:token/getUpdates`
        let (token, method) = path.trim_start_matches("/bot").split_once('/').unwrap_or_default();
        let acts = match method {
            "getUpdates" => shared.updates(token, &serde_json::from_slice(&body).unwrap_or_default()).await,
            other => vec![Act::Say(answer("200 OK", "", &json!({ "ok": true, "result": result(other) }).to_string()))],
        };
        for act in acts {
            if act.perform(stream.get_mut()).await.is_err() {
                return;
            }
        }
    }
}

fn result(method: &str) -> Value {
    match method {
        "getMe" => json!({ "id": 7, "is_bot": true, "first_name": "Bot", "username": "hurt_bot" }),
        "getWebhookInfo" => json!({ "url": "", "has_custom_certificate": false, "pending_update_count": 0 }),
        _ => json!(true),
    }
}

/// The path and the body of a request; `None` at the end of the connection.
async fn request(stream: &mut BufReader<TcpStream>) -> io::Result<Option<(String, Vec<u8>)>> {
    let (mut path, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let line = line.trim_end().to_ascii_lowercase().clone() + "\n" + line.trim_end();
        let (lower, line) = line.split_once('\n').unwrap_or_default();
        if lower.is_empty() {
            break;
        }
        if path.is_empty() {
            path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        }
        length = lower.strip_prefix("content-length:").map_or(length, |length| length.trim().parse().unwrap_or(0));
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some((path, body)))
}

//! A server that plays a script: what it says, how slowly, and where it stops.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use pollhook_core::{Call, Http, HttpError, HttpErrorKind, SecretString};
use pollhook_http::{Constant, HttpClient, HttpSettings, Proxy};
use pollhook_testkit::TestClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// What the server does after a request.
pub(crate) enum Step {
    /// Sends these bytes.
    Say(Vec<u8>),
    /// Sends one byte every few milliseconds, for ever.
    Drip,
    /// Says no more, and keeps the connection.
    Hang,
    /// Closes the connection.
    Close,
}

type Script = dyn Fn(usize, &str) -> Vec<Step> + Send + Sync;

/// A server on loopback; gone when dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

struct Shared {
    script: Box<Script>,
    requests: Mutex<Vec<String>>,
    connections: AtomicUsize,
}

impl Server {
    /// Plays a script: the number of a request and its text, to what is done about it.
    pub(crate) async fn start(script: impl Fn(usize, &str) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared =
            Arc::new(Shared { script: Box::new(script), requests: Mutex::default(), connections: AtomicUsize::new(0) });
        let task = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { address, shared, task }
    }

    /// Says the same after every request.
    pub(crate) async fn saying(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |_, _| vec![Step::Say(bytes.clone())]).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked so far, heads and bodies.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap().clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        shared.connections.fetch_add(1, Relaxed);
        connections.spawn(serve(stream, Arc::clone(&shared)));
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    while let Some(request) = read(&mut stream).await {
        let steps = {
            let mut requests = shared.requests.lock().unwrap();
            requests.push(request.clone());
            (shared.script)(requests.len() - 1, &request)
        };
        for step in steps {
            let open = play(step, &mut stream).await;
            if !open {
                return;
            }
        }
    }
}

async fn play(step: Step, stream: &mut TcpStream) -> bool {
    match step {
        Step::Say(bytes) => stream.write_all(&bytes).await.is_ok(),
        Step::Drip => {
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            false
        }
        Step::Hang => std::future::pending().await,
        Step::Close => false,
    }
}

/// A whole request, as text; `None` at the end of the connection.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text.into_owned());
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// An answer with a length.
pub(crate) fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} -\r\n{headers}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// An address at which nobody listens any more.
pub(crate) fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/", listener.local_addr().unwrap())
}

/// A client with this credential, and nobody in between.
pub(crate) fn client(secret: &str) -> HttpClient {
    let mut settings = HttpSettings::default();
    settings.proxy = Proxy::None;
    client_with(secret, &settings)
}

pub(crate) fn client_with(secret: &str, settings: &HttpSettings) -> HttpClient {
    let constant = Constant::new(SecretString::from(secret));
    HttpClient::new(Arc::new(constant), Arc::new(TestClock::new()), settings).unwrap()
}

/// What a call must come to: an error of this kind, long before anybody would lose patience.
pub(crate) async fn fails(client: &HttpClient, call: Call, kind: HttpErrorKind) -> HttpError {
    let sent = tokio::time::timeout(Duration::from_secs(20), client.send(call)).await;
    let error = sent.expect("an end in time").expect_err("an error");
    assert_eq!(error.kind(), kind, "{error}");
    error
}

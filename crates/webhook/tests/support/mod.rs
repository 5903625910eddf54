//! One webhook on a bench, with its clients.

#![allow(dead_code, reason = "each test binary uses its own part of it")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use pollhook_core::{
    Admit, Count, EventSource, Late, Platform, Rules, Setup, Shutdown, ShutdownOrder, ShutdownReason, SourceError,
    Stopper, WebhookProtocol,
};
use pollhook_testkit::{Bench, Pushed};
use pollhook_webhook::{Route, Routes, Server, ServerSettings, Webhook, WebhookSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tower::ServiceExt;

pub(crate) const SECRET: &str = "a-secret";

/// A platform that never sends again, and waits 8 s for an answer.
pub(crate) fn never_again() -> Rules {
    Pushed::waiting(Duration::from_secs(8)).rules().clone()
}

/// A platform that sends again for an hour, waits 50 s, and may be told to ask again.
pub(crate) fn asks_again() -> Rules {
    let mut rules = never_again();
    rules.redelivers = Some(Duration::from_secs(3600));
    rules.ack_within = Some(Duration::from_secs(50));
    rules.late = Late::AskAgain;
    rules
}

/// A platform that sends again, but must not be kept waiting for more than 3 s.
pub(crate) fn impatient() -> Rules {
    let mut rules = asks_again();
    rules.ack_within = Some(Duration::from_secs(3));
    rules.late = Late::Ack;
    rules
}

pub(crate) fn protocol() -> Arc<dyn WebhookProtocol> {
    let mut setup = Setup::new("");
    setup.secrets = vec![SECRET.to_owned().into()];
    Pushed::waiting(Duration::ZERO).webhook(&setup).expect("it has a webhook").expect("with a secret")
}

pub(crate) fn webhook(route: Route, rules: &Rules) -> Webhook {
    Webhook::new(route, protocol(), rules, WebhookSettings::default(), "pushed")
}

/// A webhook at `/hook` that runs on a bench.
pub(crate) struct Net {
    pub(crate) bench: Bench,
    pub(crate) routes: Routes,
    pub(crate) running: JoinHandle<Result<(), SourceError>>,
}

impl Net {
    pub(crate) async fn new(rules: &Rules, admit: impl Admit, in_flight: usize) -> Self {
        Self::behind(Routes::default(), rules, admit, in_flight).await
    }

    pub(crate) async fn behind(routes: Routes, rules: &Rules, admit: impl Admit, in_flight: usize) -> Self {
        let bench = Bench::new(admit, in_flight);
        let mut source = webhook(routes.claim("/hook").expect("a free path"), rules);
        let cx = bench.context();
        let running = tokio::spawn(async move { source.run(cx).await });
        bench.health.ready().await;
        Self { bench, routes, running }
    }

    /// Sends a request without a socket.
    pub(crate) fn send(&self, request: Request<Full<Bytes>>) -> JoinHandle<Response<Full<Bytes>>> {
        let sent = self.routes.clone().oneshot(request);
        tokio::spawn(async move { sent.await.expect("infallible") })
    }

    /// Sends words of these ids, all in one chat, without a socket.
    pub(crate) fn push(&self, ids: &[&str]) -> JoinHandle<Response<Full<Bytes>>> {
        self.send(request(words(ids)))
    }

    pub(crate) fn count(&self, count: Count) -> u64 {
        self.bench.stats.get(count)
    }

    pub(crate) async fn stopped(self, reason: ShutdownReason, within: Duration) {
        self.bench.stop(reason, within);
        self.running.await.expect("no panic").expect("an orderly end");
    }
}

pub(crate) fn words(ids: &[&str]) -> String {
    let words: Vec<_> = ids.iter().map(|id| serde_json::json!({"id": id, "chat": "anna", "text": "hi"})).collect();
    serde_json::to_string(&words).expect("JSON")
}

pub(crate) fn request(body: impl Into<Bytes>) -> Request<Full<Bytes>> {
    let body = body.into();
    Request::post("/hook")
        .header("x-secret", SECRET)
        .header("content-length", body.len())
        .body(Full::new(body))
        .expect("a request")
}

pub(crate) fn retry_after(response: &Response<Full<Bytes>>) -> u64 {
    response.headers()["retry-after"].to_str().expect("text").parse().expect("seconds")
}

/// A server on loopback that is stopped at the end of the test.
pub(crate) struct Listening {
    pub(crate) address: SocketAddr,
    pub(crate) routes: Routes,
    pub(crate) running: JoinHandle<()>,
    stopper: Stopper,
}

impl Listening {
    pub(crate) async fn with(settings: ServerSettings) -> Self {
        let server = Server::bind("127.0.0.1:0".parse().expect("an address"), settings).await.expect("a free port");
        let (stopper, shutdown) = Shutdown::pair();
        let (address, routes) = (server.local_addr(), server.routes());
        Self { address, routes, running: tokio::spawn(server.run(shutdown)), stopper }
    }

    pub(crate) async fn client(&self) -> Client {
        Client(TcpStream::connect(self.address).await.expect("a connection"))
    }

    pub(crate) fn stop(&self, deadline: std::time::Instant) {
        self.stopper.stop(ShutdownOrder { reason: ShutdownReason::Stop, deadline });
    }
}

/// A client that may say anything.
pub(crate) struct Client(pub(crate) TcpStream);

impl Client {
    pub(crate) async fn say(&mut self, bytes: impl AsRef<[u8]>) {
        // The other side may have hung up already: what it said before is what counts.
        let _ = self.0.write_all(bytes.as_ref()).await;
    }

    /// Hears the head of an answer: none of them has a body. Empty when the connection was closed.
    pub(crate) async fn hears(&mut self) -> String {
        let mut heard = Vec::new();
        while !heard.ends_with(b"\r\n\r\n") {
            match self.0.read_u8().await {
                Ok(byte) => heard.push(byte),
                Err(_) => break,
            }
        }
        String::from_utf8(heard).expect("a head is text")
    }

    /// Hears the status of an answer; 0 when the connection was closed.
    pub(crate) async fn status(&mut self) -> u16 {
        let heard = self.hears().await;
        heard.split(' ').nth(1).map_or(0, |status| status.parse().expect("a status"))
    }

    pub(crate) async fn asks(&mut self, bytes: impl AsRef<[u8]>) -> u16 {
        self.say(bytes).await;
        self.status().await
    }

    /// Whether the other side has closed.
    pub(crate) async fn is_closed(&mut self) -> bool {
        !matches!(self.0.read(&mut [0; 64]).await, Ok(n) if n > 0)
    }
}

/// A good request over a socket.
pub(crate) fn raw(ids: &[&str]) -> String {
    with_body(&words(ids))
}

pub(crate) fn with_body(body: &str) -> String {
    with_head(&format!("content-length: {}\r\n", body.len()), body)
}

pub(crate) fn with_head(head: &str, body: &str) -> String {
    format!("POST /hook HTTP/1.1\r\nhost: test\r\nx-secret: {SECRET}\r\n{head}\r\n{body}")
}

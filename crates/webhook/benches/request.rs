//! What a request costs here and in the handler that a good engineer would write by hand: the secret is checked and an
//! update is parsed, over loopback, with so many requests on their way that the system calls weigh little.
//!
//! On a virtual machine with two cores that half a dozen others wanted too, client and server on one thread: 58 µs here and
//! 52 by hand for a request alone; 16.4 and 14.1 each where 64 come at a time.

#![allow(clippy::unwrap_used, reason = "a bench may")]
#![allow(missing_docs, reason = "criterion's macros have none")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use http::{HeaderMap, StatusCode};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use pollhook_core::{
    Admit, Delivery, Draft, EventSource, Late, Now, Once, Outcome, Parts, Refusal, Rules, Shutdown, Verdict,
    WebhookAnswer, WebhookProtocol,
};
use pollhook_testkit::Bench;
use pollhook_webhook::{Server, ServerSettings, Webhook, WebhookSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

const SECRET: &str = "a-secret-of-some-length";
const PIPELINED: usize = 64;

#[derive(serde::Deserialize)]
struct Update {
    update_id: u64,
    message: Message,
}

#[derive(serde::Deserialize)]
struct Message {
    text: String,
}

impl Update {
    fn parse(body: &[u8]) -> Self {
        let update: Self = serde_json::from_slice(body).unwrap();
        assert!(update.update_id > 0 && !update.message.text.is_empty());
        update
    }
}

fn secret_is_right(headers: &HeaderMap) -> bool {
    headers.get("x-telegram-bot-api-secret-token").is_some_and(|secret| secret == SECRET)
}

/// By hand.
async fn handler(headers: HeaderMap, body: Bytes) -> StatusCode {
    if !secret_is_right(&headers) {
        return StatusCode::UNAUTHORIZED;
    }
    Update::parse(&body);
    StatusCode::OK
}

async fn by_hand() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = axum::Router::new().route("/hook", axum::routing::post(handler));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let _ = stream.set_nodelay(true);
            let service = TowerToHyperService::new(app.clone());
            let serving = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            tokio::spawn(serving);
        }
    });
    address
}

struct Protocol;

#[derive(serde::Deserialize)]
struct Numbered {
    update_id: u64,
}

impl WebhookProtocol for Protocol {
    fn head(&self, parts: &Parts, _now: Now) -> Result<(), Refusal> {
        if secret_is_right(&parts.headers) { Ok(()) } else { Err(Refusal::unauthenticated("wrong secret")) }
    }

    fn body(&self, _parts: &Parts, body: &Bytes, _now: Now) -> Verdict {
        let Numbered { update_id } = serde_json::from_slice(body).unwrap();
        Verdict::Accept(vec![Draft::new(update_id.to_string(), "message", body.clone()).key("chat:1")])
    }

    fn answer(&self, _outcome: &Outcome) -> WebhookAnswer {
        WebhookAnswer::empty(StatusCode::OK)
    }
}

/// A handler that parses what it is given, as the one by hand does.
struct Handler;

impl Admit for Handler {
    fn admit(&self, delivery: Delivery) {
        Update::parse(delivery.event.payload());
        delivery.ack.accept();
    }
}

async fn here() -> SocketAddr {
    let server = Server::bind("127.0.0.1:0".parse().unwrap(), ServerSettings::default()).await.unwrap();
    let address = server.local_addr();
    let mut rules = Rules::new();
    rules.redelivers = Some(Duration::from_secs(3600));
    rules.ack_within = Some(Duration::from_secs(50));
    rules.late = Late::AskAgain;
    let route = server.routes().claim("/hook").unwrap();
    let mut source = Webhook::new(route, Arc::new(Protocol), &rules, WebhookSettings::default(), "bench");
    let bench = Bench::new(Once::new(Handler, Arc::default()), 1024);
    let cx = bench.context();
    let (stopper, shutdown) = Shutdown::pair();
    tokio::spawn(async move { tokio::join!(source.run(cx), server.run(shutdown)) });
    bench.health.ready().await;
    // Nobody stops them before the runtime goes.
    std::mem::forget((bench, stopper));
    address
}

/// A client whose every update is new.
struct Client {
    stream: TcpStream,
    next: u64,
    answer: usize,
}

impl Client {
    async fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let mut client = Self { stream, next: 1_000_000, answer: 0 };
        // Every answer is as long as the first.
        client.write(1).await;
        let mut first = Vec::new();
        while !first.ends_with(b"\r\n\r\n") {
            first.push(client.stream.read_u8().await.unwrap());
        }
        assert!(first.starts_with(b"HTTP/1.1 200"));
        client.answer = first.len();
        client
    }

    async fn write(&mut self, requests: usize) {
        let mut all = String::new();
        for _ in 0..requests {
            self.next += 1;
            let body = format!(
                r#"{{"update_id":{},"message":{{"message_id":7,"date":1767225600,"chat":{{"id":1,"type":"private","first_name":"Anna"}},"from":{{"id":1,"is_bot":false,"first_name":"Anna","language_code":"en"}},"text":"{}"}}}}"#,
                self.next,
                "hello ".repeat(60)
            );
            all += &format!(
                "POST /hook HTTP/1.1\r\nhost: bot.example.org\r\ncontent-type: application/json\r\ncontent-length: {}\r\naccept-encoding: gzip, deflate\r\nx-telegram-bot-api-secret-token: {SECRET}\r\n\r\n{body}",
                body.len()
            );
        }
        self.stream.write_all(all.as_bytes()).await.unwrap();
    }

    async fn round(&mut self, requests: usize) {
        self.write(requests).await;
        let mut answers = vec![0; self.answer * requests];
        self.stream.read_exact(&mut answers).await.unwrap();
    }
}

/// One thread for both sides: what is measured is work, not waking.
fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn requests(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("request");
    for requests in [1, PIPELINED] {
        group.throughput(Throughput::Elements(requests as u64));
        for what in ["by hand", "here"] {
            let runtime = runtime();
            let mut client = runtime.block_on(async {
                let address = if what == "here" { here().await } else { by_hand().await };
                Client::new(address).await
            });
            group.bench_function(format!("{what}, {requests} at a time"), |bencher| {
                bencher.iter(|| runtime.block_on(client.round(requests)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, requests);
criterion_main!(benches);

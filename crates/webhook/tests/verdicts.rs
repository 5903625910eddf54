//! What a protocol may say about a request, a panic included, and what the operator reads about it.

mod support;

use std::io;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use pollhook_core::{Count, Draft, EventSource, Now, Outcome, Parts, Refusal, Verdict, WebhookAnswer, WebhookProtocol};
use pollhook_testkit::{Bench, Recorder};
use pollhook_webhook::{ServerSettings, Webhook, WebhookSettings};
use tower::ServiceExt;

use support::{Listening, asks_again};

/// Does what the body says.
struct Judge;

impl WebhookProtocol for Judge {
    fn head(&self, _parts: &Parts, _now: Now) -> Result<(), Refusal> {
        Ok(())
    }

    fn body(&self, _parts: &Parts, body: &Bytes, _now: Now) -> Verdict {
        match &body[..] {
            b"handshake" => Verdict::Respond(WebhookAnswer::with_body(StatusCode::OK, "text/plain", "the code")),
            b"forged" => Verdict::Reject(Refusal::unauthenticated("its signature is wrong")),
            b"odd" => Verdict::Reject(Refusal::new(StatusCode::BAD_REQUEST, "it is odd")),
            b"panic" => panic!("a protocol with a mistake"),
            _ => Verdict::Accept(vec![Draft::new("1", "word", body.clone())]),
        }
    }

    fn answer(&self, outcome: &Outcome) -> WebhookAnswer {
        match outcome {
            Outcome::Accepted(Some(inline)) => {
                WebhookAnswer::with_body(StatusCode::OK, inline.content_type, inline.body.clone())
            }
            _ => WebhookAnswer::empty(StatusCode::OK),
        }
    }
}

/// Serves the judge behind a server.
async fn judged(server: &Listening) -> Bench {
    let bench = Bench::new(Recorder::accepting(), 16);
    let route = server.routes.claim("/hook").expect("it is well made");
    let mut source = Webhook::new(route, Arc::new(Judge), &asks_again(), WebhookSettings::default(), "judge");
    let cx = bench.context();
    tokio::spawn(async move { source.run(cx).await });
    bench.health.ready().await;
    bench
}

fn request(body: &'static str, length: usize) -> Request<Full<Bytes>> {
    Request::post("/hook").header("content-length", length).body(Full::new(Bytes::from(body))).expect("it is well made")
}

#[tokio::test]
async fn each_verdict_has_its_answer() {
    let server = Listening::with(ServerSettings::default()).await;
    let bench = judged(&server).await;
    let table = [
        ("handshake", StatusCode::OK, "the code"),
        ("forged", StatusCode::UNAUTHORIZED, ""),
        ("odd", StatusCode::BAD_REQUEST, ""),
        ("good", StatusCode::OK, ""),
    ];
    for (body, status, said) in table {
        let response = server.routes.clone().oneshot(request(body, body.len())).await.unwrap();
        assert_eq!(response.status(), status, "{body}");
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), said, "{body}");
    }
    let counts = [Count::Unauthenticated, Count::Malformed].map(|count| bench.stats.get(count));
    assert_eq!(counts, [1, 1]);
}

#[tokio::test]
async fn a_panic_ends_its_own_connection_and_no_other() {
    let server = Listening::with(ServerSettings::default()).await;
    let _bench = judged(&server).await;
    let post = |body: &str| format!("POST /hook HTTP/1.1\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let mut neighbour = server.client().await;
    assert_eq!(neighbour.asks(post("good")).await, 200);
    assert_eq!(server.client().await.asks(post("panic")).await, 0);
    assert_eq!(neighbour.asks(post("good")).await, 200);
    assert_eq!(server.client().await.asks(post("good")).await, 200);
}

/// Where log lines go.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_layer_that_rewrites_bodies_is_named_and_a_flood_of_refusals_is_one_line_a_minute() {
    let lines = Lines::default();
    let written = lines.clone();
    let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || written.clone()).finish();
    let _log = tracing::subscriber::set_default(log);
    let said = || String::from_utf8(std::mem::take(&mut *lines.0.lock().unwrap())).unwrap();

    let server = Listening::with(ServerSettings::default()).await;
    let bench = judged(&server).await;
    let refuse = async |length| {
        let response = server.routes.clone().oneshot(request("forged", length)).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    };
    // Tests run side by side, and a line that another one is the first to come to is noted as one that nobody reads. So
    // it is come to once, and noted anew.
    refuse(6).await;
    tracing::callsite::rebuild_interest_cache();
    said();
    tokio::time::advance(std::time::Duration::from_secs(60)).await;

    refuse(999).await;
    let line = said();
    assert!(line.contains("announced=999 seen=6") && line.contains("rewrites bodies"), "{line}");
    for _ in 0..100 {
        refuse(6).await;
    }
    assert_eq!(said(), "", "within the minute");
    assert_eq!(bench.stats.get(Count::Unauthenticated), 102, "but they are counted");
    tokio::time::advance(std::time::Duration::from_secs(60)).await;
    refuse(6).await;
    let line = said();
    assert!(line.contains("its signature is wrong") && !line.contains("rewrites"), "{line}");
}

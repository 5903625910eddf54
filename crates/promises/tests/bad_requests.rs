//! What anybody on the internet may send to a webhook of each platform, and what the platform itself may: what they are
//! answered, what the operator is told, and that all that is good beside it is handled.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use pollhook_promises::arena::{Arena, LETTERS};
use pollhook_promises::config::{Door, PATH};
use pollhook_promises::facebook::VERIFY_TOKEN;
use pollhook_promises::process::{Ended, Process};
use pollhook_promises::pushed;
use pollhook_promises::script::Step;
use pollhook_promises::stage::{Network, Stage};
use pollhook_simulator::Forgery;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(40);

/// What a signature looks like.
const SIGNATURE: &str =
    "x-hub-signature-256: sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n";
const FORGERIES: [(Forgery, &str); 3] = [
    (Forgery::Unsigned, "no signature: does the platform know the secret?"),
    (Forgery::WrongSecret, "it was signed with none of the secrets configured"),
    (Forgery::Tampered, "it was signed with none of the secrets configured"),
];

/// A head by hand, what it is answered, and what is told.
type Row<'a> = (String, u16, &'a str);

/// A bot that is called, among people of good will.
struct Called<N> {
    stage: Stage<N>,
    arena: Arena,
    process: Process,
    to: SocketAddr,
    said: u64,
}

impl<N: Network> Called<N> {
    async fn new(stage: Stage<N>) -> Self {
        let arena = stage.arena(env!("CARGO_BIN_EXE_contestant"), "");
        // What is refused again within a minute is only counted, and told to who looks closer.
        let arena = arena.variable("RUST_LOG", "info,pollhook_webhook=debug");
        let (Door::Messenger(_, to) | Door::GitHubWebhook(_, to)) = stage.door else { panic!("it is called") };
        stage.network.open(&arena).await;
        Self { process: arena.ready().await, stage, arena, to, said: 0 }
    }

    /// Sends a head by hand.
    async fn try_head(&mut self, (head, status, told): Row<'_>) {
        let mut stream = TcpStream::connect(self.to).await.unwrap();
        let head = format!("{head}host: {}\r\nconnection: close\r\n\r\n", self.to);
        stream.write_all(head.as_bytes()).await.unwrap();
        assert_eq!(pushed::status(&mut stream).await.ok(), Some(status), "{head}");
        self.told(told).await;
    }

    /// It was told, and a neighbour is heard as if nothing had been.
    async fn told(&mut self, told: &str) {
        if !told.is_empty() {
            self.process.says(told).await;
        }
        self.said += 1;
        let number = self.said;
        self.stage.say(0, number, &[Step::pause(1)]);
        self.arena.journal.until("a neighbour is heard", PATIENCE, |summary| summary.has_ended(number)).await;
    }

    /// What became dead letters, and how the bot ended.
    async fn end(mut self) -> (Vec<Value>, Ended) {
        let ended = self.process.terminate().await;
        let summary = self.arena.journal.read();
        assert_eq!((summary.ended() as u64, summary.doubled()), (self.said, [].into()), "{}", ended.output);
        let letters = fs::read_to_string(self.arena.path(LETTERS)).unwrap_or_default();
        (letters.lines().map(|letter| serde_json::from_str(letter).unwrap()).collect(), ended)
    }
}

/// What nobody can read is kept as it came.
fn kept(letters: &[Value], payloads: &[&str]) {
    let kept: Vec<_> = letters.iter().map(|letter| letter["event"]["payload"].as_str().unwrap()).collect();
    assert_eq!(kept, payloads);
    assert!(letters.iter().all(|letter| letter["event"]["kind"] == "undecodable"), "{letters:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn messenger() {
    let mut called = Called::new(Stage::messenger(1).await).await;
    let get = |query: &str| format!("GET {PATH}{query} HTTP/1.1\r\n");
    let unverified = "the verify token is not the one in the config: compare it with the app's dashboard";
    let rows = [
        (format!("DELETE {PATH} HTTP/1.1\r\n{SIGNATURE}"), 405, "neither a push nor a handshake"),
        (format!("POST /elsewhere HTTP/1.1\r\n{SIGNATURE}content-length: 0\r\n"), 404, ""),
        (
            format!("POST {PATH} HTTP/1.1\r\ncontent-length: 0\r\n"),
            401,
            "no signature: does the platform know the secret?",
        ),
        (
            format!("POST {PATH} HTTP/1.1\r\nx-hub-signature-256: sha256=short\r\ncontent-length: 0\r\n"),
            401,
            "is not `sha256=` and 64 digits of hex",
        ),
        (
            format!("POST {PATH} HTTP/1.1\r\n{SIGNATURE}content-length: 5000000\r\n"),
            413,
            "its body is longer than this platform's are",
        ),
        (get(""), 403, "a GET that does not verify the webhook: a browser perhaps"),
        (get("?hub.mode=subscribe&hub.challenge=17"), 403, unverified),
        (get("?hub.mode=subscribe&hub.challenge=17&hub.verify_token=guessed"), 403, unverified),
        (get(&format!("?hub.mode=subscribe&hub.verify_token={VERIFY_TOKEN}")), 400, "no challenge to answer"),
    ];
    for row in rows {
        called.try_head(row).await;
    }
    for (forgery, told) in FORGERIES {
        let (app, pages) = (&called.stage.network.app, &called.stage.network.pages);
        assert_eq!(app.forge(&pages[0], "99 pause=1", forgery).await, Some(401), "{forgery:?}");
        called.told(told).await;
    }

    let page = called.stage.network.pages[0].id().to_owned();
    let push = |item: Value| json!({ "object": "page", "entry": [{ "id": page, "time": 1, "messaging": [item] }] });
    let happened =
        |name: &str| push(json!({ "sender": { "id": "5" }, "recipient": { "id": page }, "timestamp": 1, name: {} }));
    let nothing = push(json!({ "sender": { "id": "5" } })).to_string();
    let unreadable =
        ["no JSON", "[]", r#"{"object":"page","entry":7}"#, r#"{"object":"instagram","entry":[]}"#, &nothing];
    for body in unreadable {
        assert_eq!(called.stage.network.app.push_raw(body).await, Some(200), "{body}");
        called.told("is now a dead letter").await;
    }
    assert_eq!(called.stage.network.app.push_raw(&happened("telepathy").to_string()).await, Some(200));
    called.told("").await;
    // One that nobody can read, amid good ones in the same push.
    let mut push = happened("message");
    let message = |number: u64| json!({ "sender": { "id": "5" }, "recipient": { "id": page }, "timestamp": 1, "message": { "mid": format!("m{number}"), "text": format!("{number} pause=1") } });
    push["entry"][0]["messaging"] = json!([message(called.said + 1), { "sender": 7 }, message(called.said + 2)]);
    assert_eq!(called.stage.network.app.push_raw(&push.to_string()).await, Some(200));
    called.said += 2;
    called.told("").await;

    let (letters, ended) = called.end().await;
    let (last, before) = letters.split_last().unwrap();
    kept(before, &unreadable);
    assert!(last["event"]["payload"].as_str().unwrap().contains(r#"[{"sender":7}]"#), "{last}");
    let counted = ["unauthenticated", "malformed", "rejected", "unrouted"].map(|name| ended.count(name));
    assert_eq!(counted, [8, 3, 6, 1], "{}", ended.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn github() {
    let mut called = Called::new(Stage::github_webhook().await).await;
    let post = |headers: &str| format!("POST {PATH} HTTP/1.1\r\n{headers}content-length: 0\r\n");
    let (event, delivery) = ("x-github-event: issues\r\n", "x-github-delivery: 1-2-3\r\n");
    let rows = [
        (format!("GET {PATH} HTTP/1.1\r\n{SIGNATURE}"), 405, "not a POST"),
        (format!("POST /elsewhere HTTP/1.1\r\n{SIGNATURE}content-length: 0\r\n"), 404, ""),
        (post(&format!("{event}{delivery}")), 401, "no signature: does the platform know the secret?"),
        (post(&format!("{SIGNATURE}{SIGNATURE}{event}{delivery}")), 401, "more than one signature"),
        (post(&format!("{SIGNATURE}{delivery}")), 400, "no X-GitHub-Event: this is no delivery of GitHub"),
        (post(&format!("{SIGNATURE}{event}")), 400, "no X-GitHub-Delivery: this is no delivery of GitHub"),
        (
            format!("POST {PATH} HTTP/1.1\r\n{SIGNATURE}{event}{delivery}content-length: 27000000\r\n"),
            413,
            "its body is longer than this platform's are",
        ),
    ];
    for row in rows {
        called.try_head(row).await;
    }
    for (forgery, told) in FORGERIES {
        assert_eq!(called.stage.network.repo.forge("99 pause=1", forgery).await, Some(401), "{forgery:?}");
        called.told(told).await;
    }

    let unreadable = ["no JSON", "[]", r#"{"action":"opened","issue":"no issue"}"#];
    for body in unreadable {
        assert_eq!(called.stage.network.repo.push_raw("issues", body).await, Some(200), "{body}");
        called.told("is now a dead letter").await;
    }
    for kind in ["telepathy", "ping"] {
        assert_eq!(called.stage.network.repo.push_raw(kind, "{}").await, Some(200), "{kind}");
        called.told("").await;
    }

    let (letters, ended) = called.end().await;
    kept(&letters, &unreadable);
    let counted = ["unauthenticated", "malformed", "rejected", "unrouted"].map(|name| ended.count(name));
    assert_eq!(counted, [5, 4, 3, 1], "a ping is no event: {}", ended.output);
}

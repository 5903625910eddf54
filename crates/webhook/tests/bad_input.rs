//! What comes in over a socket and should not have: each with its answer, and its neighbours untouched.

mod support;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use pollhook_core::Count;
use pollhook_testkit::Recorder;
use pollhook_webhook::ServerSettings;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};

use support::{Client, Listening, Net, SECRET, asks_again, raw, with_body, with_head};

/// A server with one webhook whose handlers accept at once, and a client that was there before.
struct World {
    server: Listening,
    net: Net,
    recorder: Recorder,
    neighbour: Client,
    good: usize,
}

impl World {
    async fn with(settings: ServerSettings) -> Self {
        let recorder = Recorder::accepting();
        let server = Listening::with(settings).await;
        let net = Net::behind(server.routes.clone(), &asks_again(), recorder.clone(), 16).await;
        let neighbour = server.client().await;
        let mut world = Self { server, net, recorder, neighbour, good: 0 };
        world.neighbours_are_untouched("at first").await;
        world
    }

    async fn new() -> Self {
        Self::with(ServerSettings::default()).await
    }

    /// The one who was there before is served on, on the same connection, and so is a newcomer.
    async fn neighbours_are_untouched(&mut self, by: &str) {
        self.good += 1;
        assert_eq!(self.neighbour.asks(raw(&[&self.good.to_string()])).await, 204, "an old neighbour: {by}");
        self.good += 1;
        let mut newcomer = self.server.client().await;
        assert_eq!(newcomer.asks(raw(&[&self.good.to_string()])).await, 204, "a new neighbour: {by}");
        assert_eq!(self.recorder.ids().last().expect("one came"), &self.good.to_string());
    }
}

#[tokio::test]
async fn the_table() {
    let huge = "x".repeat(10 << 20);
    let chunked = format!("{:x}\r\n{huge}\r\n0\r\n\r\n", huge.len());
    let headers: String = (0..10_000).map(|n| format!("x-{n}: y\r\n")).collect();
    let long_header = format!("x-long: {}\r\n", "y".repeat(20 << 10));
    let words = support::words(&["never"]);
    let post = |line: &str, secret: &str| format!("{line}\r\nhost: test\r\n{secret}content-length: 2\r\n\r\n[]");
    let secret = format!("x-secret: {SECRET}\r\n");
    let (none, malformed, stranger) = (None, Some(Count::Malformed), Some(Count::Unauthenticated));
    let table: &[(&str, String, u16, Option<Count>)] = &[
        ("GET", post("GET /hook HTTP/1.1", &secret), 405, malformed),
        ("HEAD", post("HEAD /hook HTTP/1.1", &secret), 405, malformed),
        ("a method nobody knows", post("BREW /hook HTTP/1.1", &secret), 405, malformed),
        ("another path", post("POST /hooks HTTP/1.1", &secret), 404, none),
        ("the path and a slash", post("POST /hook/ HTTP/1.1", &secret), 404, none),
        ("no secret", post("POST /hook HTTP/1.1", ""), 401, stranger),
        ("an empty secret", post("POST /hook HTTP/1.1", "x-secret:\r\n"), 401, stranger),
        ("another secret", post("POST /hook HTTP/1.1", "x-secret: a-secres\r\n"), 401, stranger),
        ("a negative length", with_head("content-length: -1\r\n", &words), 400, none),
        ("a length that is none", with_head("content-length: many\r\n", &words), 400, none),
        ("two lengths", with_head("content-length: 2\r\ncontent-length: 3\r\n", "[] "), 400, none),
        ("10 MiB", with_body(&huge), 413, malformed),
        ("10 MiB announced", with_head("content-length: 10485760\r\n", ""), 413, malformed),
        ("10 MiB in chunks", with_head("transfer-encoding: chunked\r\n", &chunked), 413, malformed),
        ("chunks that are none", with_head("transfer-encoding: chunked\r\n", "zz\r\n"), 400, malformed),
        ("10,000 headers", with_head(&headers, ""), 431, none),
        ("one header of 20 KiB", with_head(&long_header, ""), 431, none),
        ("no HTTP at all", "\u{16}\u{3}\u{1} hello\r\n\r\n".into(), 400, none),
    ];
    let mut world = World::new().await;
    for (what, request, expected, count) in table {
        let counted = |world: &World| count.map(|count| world.net.count(count));
        let before = counted(&world);
        let mut client = world.server.client().await;
        let heard = tokio::join!(client.say(request), async {
            let mut heard = TcpStream::connect(world.server.address).await.map(Client).unwrap();
            heard.asks(raw(&[])).await
        });
        assert_eq!(heard.1, 204, "one who comes meanwhile: {what}");
        let heard = client.hears().await;
        assert!(heard.starts_with(&format!("HTTP/1.1 {expected} ")), "{what}: {heard:?}");
        assert!(heard.contains("content-length: 0") || *what == "HEAD", "without a word: {what}: {heard:?}");
        assert_eq!(counted(&world), before.map(|before| before + 1), "counted: {what}");
        world.neighbours_are_untouched(what).await;
    }
    assert!(!world.recorder.ids().contains(&"never".into()));
    let mut modern = world.server.client().await;
    assert_eq!(modern.asks("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await, 0, "HTTP/2 is hung up on");
    world.neighbours_are_untouched("HTTP/2").await;
}

#[tokio::test]
async fn what_is_authenticated_but_cannot_be_read_is_an_event_nevertheless() {
    let mut world = World::new().await;
    for (what, body) in [("not JSON", "{"), ("JSON of another shape", "{\"id\": 7}"), ("no body", "")] {
        let mut client = world.server.client().await;
        let before = world.recorder.ids().len();
        assert_eq!(client.asks(with_body(body)).await, 204, "{what}");
        assert_eq!(world.recorder.ids().len(), before + 1, "{what}");
        world.neighbours_are_untouched(what).await;
    }
}

#[tokio::test]
async fn a_body_shorter_than_its_length_brings_no_event() {
    let mut world = World::new().await;
    let before = world.recorder.ids().len();
    let mut client = world.server.client().await;
    client.say(with_head("content-length: 100\r\n", &support::words(&["never"]))).await;
    client.0.shutdown().await.unwrap();
    assert!(matches!(client.status().await, 0 | 400), "it broke off");
    assert_eq!(world.recorder.ids().len(), before);
    world.neighbours_are_untouched("a short body").await;
}

#[tokio::test]
async fn a_body_longer_than_its_length_ends_the_connection_after_its_answer() {
    let mut world = World::new().await;
    let mut client = world.server.client().await;
    assert_eq!(client.asks(with_head("content-length: 2\r\n", "[] and more\r\n\r\n")).await, 204);
    assert_eq!(client.status().await, 400, "the rest is no request");
    assert!(client.is_closed().await);
    world.neighbours_are_untouched("a long body").await;
}

#[tokio::test]
async fn what_old_and_eager_clients_do_is_served() {
    let world = World::new().await;
    let mut old = world.server.client().await;
    let body = support::words(&["old"]);
    let head = format!("POST /hook HTTP/1.0\r\nx-secret: {SECRET}\r\ncontent-length: {}\r\n\r\n", body.len());
    assert_eq!(old.asks(head + &body).await, 204);
    assert!(old.is_closed().await, "HTTP/1.0 ends with its answer");

    let mut eager = world.server.client().await;
    eager.say(raw(&["p1"]) + &raw(&["p2"]) + &raw(&["p3"])).await;
    assert_eq!([eager.status().await, eager.status().await, eager.status().await], [204; 3]);

    let mut polite = world.server.client().await;
    let body = support::words(&["polite"]);
    let head = format!("content-length: {}\r\nexpect: 100-continue\r\n", body.len());
    assert_eq!(polite.asks(with_head(&head, "")).await, 100);
    assert_eq!(polite.asks(body).await, 204);
    assert_eq!(polite.asks(with_head("content-length: 10485760\r\nexpect: 100-continue\r\n", "")).await, 413);

    let mut in_pieces = world.server.client().await;
    in_pieces.say(with_head("transfer-encoding: chunked\r\n", "")).await;
    for piece in support::words(&["pieces"]).as_bytes().chunks(3) {
        in_pieces.say(format!("{:x}\r\n{}\r\n", piece.len(), std::str::from_utf8(piece).unwrap())).await;
    }
    assert_eq!(in_pieces.asks("0\r\n\r\n").await, 204);

    let ids = world.recorder.ids();
    assert!(["old", "p1", "p2", "p3", "polite", "pieces"].iter().all(|id| ids.contains(&(*id).into())), "{ids:?}");
}

#[tokio::test]
async fn one_peer_has_a_quarter_unless_it_is_a_trusted_proxy() {
    let mut settings = ServerSettings::default();
    settings.connections = 16;
    let mut world = World::with(settings.clone()).await;
    let mut open = Vec::new();
    for n in 0..3 {
        let mut client = world.server.client().await;
        assert_eq!(client.asks(raw(&[])).await, 204, "connection {n}");
        open.push(client);
    }
    let mut refused = world.server.client().await;
    assert_eq!(refused.status().await, 503);
    assert!(refused.is_closed().await);
    let mut elsewhere = from("127.0.0.2", world.server.address).await;
    assert_eq!(elsewhere.asks(raw(&[])).await, 204, "another peer");
    drop(open);
    // The server learns of it when it reads the end of the stream.
    while world.server.client().await.asks(raw(&[])).await != 204 {}
    world.neighbours_are_untouched("a greedy peer").await;

    settings.trusted_proxies = vec!["127.0.0.0/30".parse().unwrap()];
    let world = World::with(settings).await;
    let mut open = Vec::new();
    for n in 0..8 {
        let mut client = world.server.client().await;
        assert_eq!(client.asks(raw(&[])).await, 204, "connection {n} of a proxy");
        open.push(client);
    }
}

#[tokio::test]
async fn when_every_connection_is_taken_the_idle_ones_make_room() {
    let mut settings = ServerSettings::default();
    settings.connections = 4;
    settings.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    let world = World::with(settings).await;
    let mut idle = Vec::new();
    for _ in 0..3 {
        let mut client = world.server.client().await;
        assert_eq!(client.asks(raw(&[])).await, 204);
        idle.push(client);
    }
    // Served only when one of the four has gone.
    let mut newcomer = world.server.client().await;
    assert_eq!(newcomer.asks(raw(&["n"])).await, 204);
    assert!(idle[0].is_closed().await, "an idle one had to go");
}

#[tokio::test]
async fn bodies_over_the_budget_are_turned_away_and_the_budget_comes_back() {
    let mut settings = ServerSettings::default();
    settings.bytes_in_flight = 100_000;
    let mut world = World::with(settings).await;
    let big = |bytes: usize| format!("[{}]", " ".repeat(bytes));
    let chunked = format!("{:x}\r\n{}\r\n0\r\n\r\n", 200_002, big(200_000));
    let table = [with_body(&big(200_000)), with_head("transfer-encoding: chunked\r\n", &chunked)];
    for (n, request) in (1..).zip(table) {
        assert_eq!(world.server.client().await.asks(request).await, 503);
        assert_eq!(world.net.count(Count::TurnedAway), n);
        assert_eq!(world.server.client().await.asks(with_body(&big(120_000))).await, 204, "all of it is there again");
        world.neighbours_are_untouched("a body over the budget").await;
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_said_with_what_to_do() {
    let world = World::new().await;
    let address = world.server.address;
    let error = pollhook_webhook::Server::bind(address, ServerSettings::default()).await.unwrap_err().to_string();
    assert!(
        error.contains(&address.to_string()) && error.contains("in use") && error.contains("another port"),
        "{error}"
    );
}

#[tokio::test]
async fn a_client_that_hangs_up_and_sends_again_gets_the_outcome_of_the_first() {
    use std::sync::Arc;
    let recorder = Recorder::new();
    let stats = Arc::default();
    let once = pollhook_core::Once::new(recorder.clone(), Arc::clone(&stats));
    let server = Listening::with(ServerSettings::default()).await;
    let net = Net::behind(server.routes.clone(), &asks_again(), once, 16).await;
    let mut client = server.client().await;
    client.say(raw(&["1"])).await;
    recorder.came(1).await;
    drop(client);
    let mut again = server.client().await;
    again.say(raw(&["1"])).await;
    while stats.get(Count::Joined) == 0 {
        tokio::task::yield_now().await;
    }
    recorder.accept_all();
    assert_eq!(again.status().await, 204);
    assert_eq!(recorder.ids(), ["1"], "the handler ran once");
    assert_eq!(net.bench.sink.room(), 16);
}

#[tokio::test]
async fn told_to_stop_the_server_answers_what_it_has_and_ends() {
    let recorder = Recorder::new();
    let server = Listening::with(ServerSettings::default()).await;
    let _net = Net::behind(server.routes.clone(), &asks_again(), recorder.clone(), 16).await;
    let (mut idle, mut silent, mut busy) = (server.client().await, server.client().await, server.client().await);
    assert_eq!(idle.asks(raw(&[])).await, 204);
    busy.say(raw(&["1"])).await;
    recorder.came(1).await;
    server.stop(Instant::now() + Duration::from_secs(60));
    assert!(idle.is_closed().await && silent.is_closed().await, "who has no request goes at once");
    recorder.accept_all();
    assert_eq!(busy.status().await, 204);
    assert!(busy.is_closed().await);
    let address = server.address;
    server.running.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens");
}

#[tokio::test]
async fn at_its_deadline_the_server_ends_whatever_is_open() {
    let recorder = Recorder::new();
    let server = Listening::with(ServerSettings::default()).await;
    let _net = Net::behind(server.routes.clone(), &asks_again(), recorder.clone(), 16).await;
    let mut busy = server.client().await;
    busy.say(raw(&["1"])).await;
    recorder.came(1).await;
    server.stop(Instant::now());
    server.running.await.unwrap();
    assert_eq!(busy.status().await, 0);
}

/// A client that comes from another address of this machine.
async fn from(address: &str, to: SocketAddr) -> Client {
    let socket = TcpSocket::new_v4().expect("loopback is 127.0.0.0/8");
    socket.bind(format!("{address}:0").parse().expect("loopback is 127.0.0.0/8")).expect("loopback is 127.0.0.0/8");
    Client(socket.connect(to).await.expect("loopback is 127.0.0.0/8"))
}

//! Slow and silent clients, on a paused clock.

use std::time::Duration;

use pollhook_core::{Late, Platform, Setup};
use pollhook_testkit::{Bench, Pushed, Recorder};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::Attendant;
use crate::{Routes, ServerSettings, Webhook, WebhookSettings};

/// One connection to a webhook at `/hook`.
struct Line {
    client: DuplexStream,
    served: JoinHandle<()>,
    told: CancellationToken,
    start: Instant,
    _source: JoinHandle<()>,
}

impl Line {
    async fn open(recorder: &Recorder) -> Self {
        let routes = Routes::default();
        let mut setup = Setup::new("");
        setup.secrets = vec!["s".to_owned().into()];
        let platform = Pushed::waiting(Duration::from_secs(50));
        let mut rules = platform.rules().clone();
        rules.late = Late::AskAgain;
        let protocol = platform.webhook(&setup).unwrap().unwrap();
        let route = routes.claim("/hook").unwrap();
        let mut source = Webhook::new(route, protocol, &rules, WebhookSettings::default(), "pushed");
        let bench = Bench::new(recorder.clone(), 16);
        let cx = bench.context();
        let source = tokio::spawn(async move {
            let ran = pollhook_core::EventSource::run(&mut source, cx).await;
            ran.unwrap();
            drop(bench);
        });
        tokio::task::yield_now().await;
        let (client, server) = duplex(64 << 10);
        let (attendant, told) = (Attendant::new(routes, &ServerSettings::default()), CancellationToken::new());
        let leave = told.clone();
        let served = tokio::spawn(async move { attendant.attend(server, leave).await });
        Self { client, served, told, start: Instant::now(), _source: source }
    }

    async fn say(&mut self, text: &str) {
        self.client.write_all(text.as_bytes()).await.unwrap();
    }

    /// Hears everything until the other side closes.
    async fn hears_to_the_end(&mut self) -> String {
        let mut heard = String::new();
        self.client.read_to_string(&mut heard).await.unwrap();
        heard
    }

    async fn status(&mut self) -> String {
        let mut heard = String::new();
        while !heard.ends_with("\r\n\r\n") {
            heard.push(char::from(self.client.read_u8().await.unwrap()));
        }
        heard.split(' ').nth(1).unwrap().to_owned()
    }

    fn secs(&self) -> u64 {
        self.start.elapsed().as_secs()
    }
}

const HEAD: &str = "POST /hook HTTP/1.1\r\nx-secret: s\r\ncontent-length: 2\r\n\r\n";

/// A request whose head has so many bytes.
fn with_head_of(length: usize) -> String {
    let (first, rest) = HEAD.split_at(HEAD.len() - 2);
    let filler = length - HEAD.len() - "x-long: \r\n".len();
    format!("{first}x-long: {}\r\n{rest}{{}}", "a".repeat(filler))
}

#[tokio::test(start_paused = true)]
async fn a_head_may_be_as_long_as_its_limit_on_every_request_and_not_a_byte_longer() {
    let mut line = Line::open(&Recorder::accepting()).await;
    let limit = ServerSettings::default().head_limit;
    for _ in 0..3 {
        line.say(&with_head_of(limit)).await;
        assert_eq!(line.status().await, "204");
    }
    line.say(&with_head_of(limit + 1)).await;
    assert!(line.hears_to_the_end().await.starts_with("HTTP/1.1 431 "));
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_end_is_answered_408_however_it_drips() {
    for pause in [1, 100] {
        let mut line = Line::open(&Recorder::new()).await;
        let (mut reader, mut writer) = tokio::io::split(line.client);
        let drip = async {
            for byte in HEAD.bytes() {
                if writer.write_all(&[byte]).await.is_err() {
                    break;
                }
                sleep(Duration::from_secs(pause)).await;
            }
        };
        let hear = async {
            let mut heard = String::new();
            reader.read_to_string(&mut heard).await.unwrap();
            (heard, line.start.elapsed())
        };
        let (heard, took) = tokio::select! { heard = hear => heard, () = drip => unreachable!("it is cut off before") };
        assert!(heard.starts_with("HTTP/1.1 408 "), "{heard}");
        assert_eq!(took, Duration::from_secs(5));
        line.client = reader.unsplit(writer);
        drop(line.client);
        line.served.await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_later_head_has_its_own_time() {
    let mut line = Line::open(&Recorder::accepting()).await;
    line.say(HEAD).await;
    line.say("[]").await;
    assert_eq!(line.status().await, "204");
    sleep(Duration::from_secs(30)).await;
    line.say("POST /ho").await;
    assert!(line.hears_to_the_end().await.starts_with("HTTP/1.1 408 "));
    assert_eq!(line.secs(), 35);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_end_is_answered_408() {
    let mut line = Line::open(&Recorder::new()).await;
    line.say(HEAD).await;
    line.say("[").await;
    assert!(line.hears_to_the_end().await.starts_with("HTTP/1.1 408 "));
    assert_eq!(line.secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_silent_connection_is_closed_and_an_idle_one_a_little_late_at_most() {
    let mut line = Line::open(&Recorder::new()).await;
    line.hears_to_the_end().await;
    assert_eq!(line.secs(), 5);

    let mut line = Line::open(&Recorder::accepting()).await;
    line.say(HEAD).await;
    line.say("[]").await;
    assert_eq!(line.status().await, "204");
    assert_eq!(line.hears_to_the_end().await, "", "without a word");
    assert!((75..=80).contains(&line.secs()), "{}", line.secs());
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_used_lives_on_and_one_that_waits_for_its_handler_too() {
    let recorder = Recorder::accepting();
    let mut line = Line::open(&recorder).await;
    for _ in 0..10 {
        line.say(HEAD).await;
        line.say("[]").await;
        assert_eq!(line.status().await, "204");
        sleep(Duration::from_secs(60)).await;
    }
    let recorder = Recorder::new();
    let mut line = Line::open(&recorder).await;
    line.say(&HEAD.replace("2\r\n", "37\r\n")).await;
    line.say(r#"[{"id": "1", "chat": "a", "text": ""}]"#).await;
    assert_eq!(line.status().await, "503", "told late after 50 s, and not before");
    assert_eq!(line.secs(), 50);
}

#[tokio::test(start_paused = true)]
async fn once_told_it_ends_with_the_request_it_is_at() {
    let recorder = Recorder::new();
    let mut line = Line::open(&recorder).await;
    line.say(&HEAD.replace("2\r\n", "37\r\n")).await;
    line.say(r#"[{"id": "1", "chat": "a", "text": ""}]"#).await;
    recorder.came(1).await;
    line.told.cancel();
    sleep(Duration::from_secs(1)).await;
    recorder.accept_all();
    let heard = line.hears_to_the_end().await;
    assert!(heard.starts_with("HTTP/1.1 204 ") && heard.contains("connection: close"), "{heard}");
    line.served.await.unwrap();

    let mut idle = Line::open(&Recorder::accepting()).await;
    idle.say(HEAD).await;
    idle.say("[]").await;
    assert_eq!(idle.status().await, "204");
    idle.told.cancel();
    assert_eq!(idle.hears_to_the_end().await, "");
    assert_eq!(idle.secs(), 0);
}

#[tokio::test(start_paused = true)]
async fn once_told_a_head_must_be_whole_within_a_second() {
    for start in ["", "POST /ho"] {
        let mut line = Line::open(&Recorder::new()).await;
        line.say(start).await;
        sleep(Duration::from_millis(300)).await;
        line.told.cancel();
        assert_eq!(line.hears_to_the_end().await, "", "{start:?}");
        assert_eq!(line.start.elapsed(), Duration::from_secs(1), "{start:?}");
    }
    let mut old = Line::open(&Recorder::new()).await;
    old.say("POST /ho").await;
    sleep(Duration::from_secs(3)).await;
    old.told.cancel();
    assert_eq!(old.hears_to_the_end().await, "");
    assert_eq!(old.secs(), 3, "it had its second");
    // One that comes in time is served, and is the last.
    let mut young = Line::open(&Recorder::accepting()).await;
    young.told.cancel();
    sleep(Duration::from_millis(900)).await;
    young.say(HEAD).await;
    young.say("[]").await;
    let heard = young.hears_to_the_end().await;
    assert!(heard.starts_with("HTTP/1.1 204 ") && heard.contains("connection: close"), "{heard}");
    assert_eq!(young.start.elapsed(), Duration::from_millis(900));
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_the_answers_is_cut_off() {
    let mut line = Line::open(&Recorder::accepting()).await;
    let requests = format!("{HEAD}[]").repeat(100_000);
    line.say(&requests).await;
    assert_eq!(line.secs(), 5, "once its answers filled the line, nothing was served any more");
    let heard = line.hears_to_the_end().await;
    assert!(heard.matches("HTTP/1.1 204 ").count() < 10_000);
    line.served.await.unwrap();
}

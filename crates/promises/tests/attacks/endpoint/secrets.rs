//! Whoever does not know the secret, and whoever overheard a request of one who does.

use std::time::{Duration, Instant};

use pollhook_promises::pushed::SECRET;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinSet;

use super::peer::{Peer, status};
use super::target::{Target, sign};
use crate::extent::many;

const NAME: &str = "x-telegram-bot-api-secret-token";

fn guess(secret: &str, headers: &str) -> Vec<u8> {
    format!("POST /hook HTTP/1.1\r\nhost: bot\r\n{NAME}: {secret}\r\n{headers}content-length: 0\r\n\r\n").into_bytes()
}

/// Every one is refused, and good requests pass between them. One line in the log a minute tells of it.
#[tokio::test(flavor = "multi_thread")]
async fn wrong_secrets_at_full_speed_are_refused_and_good_ones_pass() {
    let mut target = Target::telegram().await;
    let until = Instant::now() + many(Duration::from_secs(2), Duration::from_secs(20));
    let mut guessing = JoinSet::new();
    for number in 0..16 {
        let peer = Peer::hostile(number / 8, target.to);
        guessing.spawn(async move {
            let (mut stream, mut refused) = (peer.connect().await.unwrap(), 0_u64);
            let (requests, mut heard) = (guess("nobody-may-read-this-neither", "").repeat(16), vec![0; 64 << 10]);
            while Instant::now() < until {
                stream.write_all(&requests).await.unwrap();
                let mut answers = 0;
                while answers < 16 {
                    let read = stream.read(&mut heard).await.unwrap();
                    let ends = heard[..read].windows(12).filter(|at| at == b"HTTP/1.1 401").count();
                    assert!(read > 0, "it goes on listening");
                    // An answer may be cut in two by chance; then this one is asked to wait for less.
                    answers += ends.max(1);
                    refused += ends as u64;
                }
            }
            refused
        });
    }
    let (mut took, mut good) = (Duration::ZERO, 0);
    while Instant::now() < until {
        took = took.max(target.answers("between wrong secrets").await);
        good += 1;
    }
    let refused: u64 = guessing.join_all().await.into_iter().sum();
    println!("{refused} wrong secrets refused, {good} good requests between them, the slowest in {took:?}");
    target.withstood("wrong secrets at full speed", 32).await;
    let ended = target.end().await;
    assert!(ended.count("unauthenticated") >= refused, "each is counted");
    let lines = ended.output.lines().filter(|line| line.contains("was refused")).count();
    assert!(lines <= 3, "a flood of requests is no flood of lines: {lines}");
}

/// Each byte of the secret counts, and nothing behind it.
#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_is_wrong_in_one_byte_is_wrong() {
    let mut target = Target::telegram().await;
    let mut guesses =
        vec![String::new(), SECRET[1..].into(), format!("{SECRET}a"), SECRET.repeat(2), SECRET.to_uppercase()];
    for at in 0..SECRET.len() {
        let mut wrong = SECRET.as_bytes().to_vec();
        wrong[at] ^= 1;
        guesses.push(String::from_utf8(wrong).unwrap());
        guesses.push(SECRET[..at].into());
    }
    for guessed in &guesses {
        let heard = Peer::hostile(0, target.to).says(&guess(guessed, "connection: close\r\n")).await;
        assert_eq!(status(&heard), Some(401), "{guessed}: {heard}");
        assert!(!heard.contains(SECRET) && heard.ends_with("\r\n\r\n"), "and hears no more than that: {heard}");
    }
    target.withstood("secrets that are nearly right", 16).await;
    assert_eq!(target.end().await.count("unauthenticated"), guesses.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_that_is_wrong_in_one_digit_is_wrong() {
    let mut target = Target::github().await;
    let signature = sign(b"{}");
    let digits = "sha256=".len()..signature.len();
    for at in digits.clone() {
        let mut wrong = signature.clone().into_bytes();
        wrong[at] = if wrong[at] == b'0' { b'1' } else { b'0' };
        let head = format!(
            "POST /hook HTTP/1.1\r\nhost: bot\r\nx-github-event: issues\r\nx-github-delivery: near\r\nconnection: close\r\n\
             x-hub-signature-256: {}\r\ncontent-length: 2\r\n\r\n{{}}",
            String::from_utf8(wrong).unwrap()
        );
        let heard = Peer::hostile(0, target.to).says(head.as_bytes()).await;
        assert_eq!(status(&heard), Some(401), "digit {at}: {heard}");
    }
    target.withstood("signatures that are nearly right", 16).await;
    assert_eq!(target.end().await.count("unauthenticated"), digits.len() as u64);
}

/// No platform that is there yet signs a time, so a request that was overheard stays good. It is answered as it was
/// before, and nothing runs twice: the event is known by its id.
#[tokio::test(flavor = "multi_thread")]
async fn a_replayed_request_runs_nothing_twice() {
    for mut target in [Target::telegram().await, Target::github().await] {
        let overheard = target.next("pause=1", "connection: close\r\n");
        for _ in 0..many(20, 1_000) {
            let heard = Peer::hostile(0, target.to).says(&overheard).await;
            assert_eq!(status(&heard), Some(200), "{heard}");
        }
        target.withstood("a replayed request", 16).await;
        target.end().await;
    }
}

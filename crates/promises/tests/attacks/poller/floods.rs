//! Answers that are too slow, too long, or without an end.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::api::Scene;
use super::bot::Polling;
use super::telling::Act;
use crate::extent::many;

const AT_ONCE: Duration = Duration::ZERO;
/// A page of Telegram's may have 8 MiB; what is read grows by doubling, and is packed beside it.
const PAGE: u64 = 32;

/// Zeros that unpack to so many MiB.
fn bomb(mib: usize) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![0; 1 << 20];
    (0..mib).for_each(|_| gzip.write_all(&zeros).unwrap());
    gzip.finish().unwrap()
}

fn head(headers: &str) -> Act {
    Act::Say(format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{headers}\r\n").into_bytes())
}

/// What it is called, what is done, and what the operator reads.
fn table() -> Vec<(&'static str, Vec<Act>, &'static str)> {
    let chunk = [b"10000\r\n", &[b' '; 1 << 16][..], b"\r\n"].concat();
    let bomb = bomb(many(64, 1024));
    let packed = head(&format!("content-encoding: gzip\r\ncontent-length: {}\r\n", bomb.len()));
    let nested = format!(r#"{{"ok":true,"result":{}"#, "[".repeat(4 << 20));
    let too_long = "the answer is longer than 8388608 bytes";
    vec![
        (
            "a page of 1 GiB, declared",
            vec![head("content-length: 1073741824\r\n"), Act::Forever(chunk.clone(), AT_ONCE)],
            too_long,
        ),
        (
            "a page of 1 GiB and more, in chunks",
            vec![head("transfer-encoding: chunked\r\n"), Act::Forever(chunk, AT_ONCE)],
            too_long,
        ),
        (
            "a body without an end",
            vec![head("connection: close\r\n"), Act::Forever(vec![b' '; 1 << 16], AT_ONCE)],
            too_long,
        ),
        ("a gzip bomb", vec![packed, Act::Say(bomb), Act::Close], too_long),
        (
            "no gzip at all",
            vec![head("content-encoding: gzip\r\nconnection: close\r\n"), Act::Say(vec![b'x'; 100]), Act::Close],
            "could not be decompressed",
        ),
        (
            "a head without an end",
            vec![Act::Say(b"HTTP/1.1 200 OK\r\n".to_vec()), Act::Forever(b"x-more: and more\r\n".repeat(100), AT_ONCE)],
            "the connection broke before an answer came",
        ),
        (
            "a header without an end",
            vec![Act::Say(b"HTTP/1.1 200 OK\r\nx-more: ".to_vec()), Act::Forever(vec![b'a'; 1 << 16], AT_ONCE)],
            "the connection broke before an answer came",
        ),
        (
            "a million arrays in each other",
            vec![Act::Say(super::telling::answer("200 OK", "", &nested))],
            "not in Telegram's words",
        ),
        (
            "noise",
            vec![Act::Say((0..=255).cycle().take(100_000).collect()), Act::Close],
            "the connection broke before an answer came",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_an_end_ends_at_the_cap() {
    let mut polling = Polling::new().await;
    for (name, acts, told) in table() {
        let update = polling.next(1);
        polling.plays(Scene::new(update, acts));
        polling.withstood(name, PAGE).await;
        let output = polling.process.output();
        assert!(output.contains(told), "{name} is told as {told:?}:\n{output}");
    }
    polling.end().await;
}

/// Whoever is slow is given up at the deadline of the question, which covers all of the answer.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_drips_ends_at_the_deadline() {
    let drip = Duration::from_millis(200);
    let waits = [
        vec![Act::Hang],
        vec![Act::Forever(b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), drip)],
        vec![Act::Say(b"HTTP/1.1 200 OK\r\nx-a: ".to_vec()), Act::Forever(b"a".to_vec(), drip)],
        vec![head("content-length: 1000\r\n"), Act::Forever(b" ".to_vec(), drip)],
    ];
    // Each at a bot of its own, so that they wait beside each other.
    let mut polling = Polling::many(waits.len()).await;
    for (number, acts) in waits.into_iter().enumerate() {
        let update = polling.next(1);
        polling.api.plays(&super::bot::token(number), [Scene::new(update, acts)]);
    }
    polling.withstood("answers that drip", 16).await;
    let output = polling.end().await.output;
    for told in ["no answer within 11s", "the answer began, but did not end within 11s"] {
        assert!(output.contains(told), "{told:?}:\n{output}");
    }
}

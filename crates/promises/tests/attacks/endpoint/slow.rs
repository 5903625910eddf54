//! Slowloris: whoever is slow holds a place, and there are not many.

use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::WriteHalf;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::peer::{PATIENCE, Peer, status};
use super::target::{Target, forged_head};
use crate::extent::{descriptors, many};

/// Between two bytes.
const DRIP: Duration = Duration::from_millis(300);
/// So many places, of which one peer may have a quarter.
const PLACES: usize = 64;
const FEW_PLACES: &str = "max_connections = 64";

/// A head that is never whole.
const HEAD: &[u8] = b"POST /hook HTTP/1.1\r\nx-slow: ";

/// Begins with these bytes, then says one at a time until the connection is closed; what was heard.
async fn drips(mut stream: TcpStream, start: &[u8]) -> String {
    let (mut reader, writer) = stream.split();
    let mut heard = Vec::new();
    let mut listening = pin!(reader.read_to_end(&mut heard));
    tokio::select! {
        biased;
        _ = &mut listening => {}
        _broken = says_slowly(writer, start) => drop(listening.as_mut().await),
    }
    String::from_utf8_lossy(&heard).into_owned()
}

/// Says one byte at a time, until nobody listens any more.
async fn says_slowly(mut writer: WriteHalf<'_>, start: &[u8]) -> io::Error {
    if let Err(error) = writer.write_all(start).await {
        return error;
    }
    loop {
        sleep(DRIP).await;
        if let Err(error) = writer.write_all(b"a").await {
            return error;
        }
    }
}

/// So many of them, in peers that stay within their share.
async fn slow_ones(target: &Target, count: usize, start: &'static [u8]) -> JoinSet<String> {
    descriptors(2 * count + 200);
    let mut slow = JoinSet::new();
    for number in 0..count {
        let stream = Peer::hostile(number / 200, target.to).connect().await.unwrap();
        slow.spawn(drips(stream, start));
    }
    slow
}

async fn all_are_told(slow: JoinSet<String>, expected: u16) {
    let heard = tokio::time::timeout(PATIENCE, slow.join_all()).await.expect("who is slow is cut");
    let other = heard.iter().find(|heard| status(heard) != Some(expected));
    assert_eq!(other, None, "{expected} is the answer to each of {}", heard.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_heads_are_cut_and_good_ones_pass_between_them() {
    let mut target = Target::telegram().await;
    let slow = slow_ones(&target, many(200, 1_000), HEAD).await;
    target.answers("between slow heads").await;
    all_are_told(slow, 408).await;
    target.withstood("slow heads", 64).await;
    target.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_bodies_are_cut_and_good_ones_pass_between_them() {
    let mut target = Target::github().await;
    let head = forged_head("content-length: 1000000\r\n").leak();
    let slow = slow_ones(&target, many(200, 1_000), head.as_bytes()).await;
    target.answers("between slow bodies").await;
    all_are_told(slow, 408).await;
    target.withstood("slow bodies", 64).await;
    target.end().await;
}

/// Four peers take every place with slow heads, and each that is cut is back at once.
#[tokio::test(flavor = "multi_thread")]
async fn slow_heads_in_every_place_do_not_keep_a_good_one_out() {
    let mut target = Target::telegram_with(FEW_PLACES).await;
    let mut slow = JoinSet::new();
    for number in 0..PLACES {
        let peer = Peer::hostile(number / (PLACES / 4), target.to);
        let mut stream = peer.connect().await.unwrap();
        slow.spawn(async move {
            loop {
                drips(stream, HEAD).await;
                stream = peer.connect().await.unwrap();
            }
        });
    }
    for _ in 0..many(5, 50) {
        let took = target.answers("with every place taken").await;
        println!("slow heads in every place: a good request took {took:?}");
    }
    target.process.says("every connection is taken").await;
    slow.shutdown().await;
    target.withstood("slow heads in every place", 64).await;
    target.end().await;
}

/// Nobody reads an answer: the place comes free all the same, for it is not idle but in the way.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_read_the_answers_is_cut() {
    let mut target = Target::telegram().await;
    let mut deaf = JoinSet::new();
    let request =
        b"POST /hook HTTP/1.1\r\nhost: bot\r\nx-telegram-bot-api-secret-token: guess\r\ncontent-length: 0\r\n\r\n";
    let requests = request.repeat(100);
    for number in 0..many(20, 250) {
        let mut stream = Peer::hostile(number / 200, target.to).connect_narrow().await.unwrap();
        let requests = requests.clone();
        // Writes until it is told that nobody listens.
        deaf.spawn(async move { while stream.write_all(&requests).await.is_ok() {} });
    }
    target.answers("between those who do not read").await;
    tokio::time::timeout(PATIENCE, deaf.join_all()).await.expect("who does not read is cut");
    target.withstood("unread answers", 64).await;
    target.end().await;
}

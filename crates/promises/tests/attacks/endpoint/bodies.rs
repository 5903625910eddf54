//! Bodies that are too large, that say so or not, and that have no end.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use pollhook_promises::config::PATH;
use pollhook_promises::pushed::SECRET;
use tokio::io::AsyncWriteExt;

use super::peer::{Peer, status};
use super::target::{Target, forged_head, sign};
use crate::extent::many;

/// As much is held of bodies for requests that are not answered, and a connection has some for itself.
const HELD: u64 = 64 + 32;

/// Bodies that stop just before their ends hold all that bodies may hold: first in large pieces, then what is left in
/// ever smaller ones.
#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_that_stop_do_not_keep_small_ones_out() {
    let mut target = Target::github().await;
    let head = forged_head("content-length: 26214400\r\n");
    let mut held = Vec::new();
    for (pieces, length) in [(3, 20 << 20), (12, 2 << 20), (32, 256 << 10), (64, 36 << 10)] {
        for _ in 0..pieces {
            let mut stream = Peer::hostile(0, target.to).connect().await.unwrap();
            stream.write_all(head.as_bytes()).await.unwrap();
            // Where all is held it is refused, and that is all right, too.
            let _ = stream.write_all(&vec![b' '; length]).await;
            held.push(stream);
        }
    }
    target.process.says("too many bytes wait to be answered").await;
    for _ in 0..5 {
        target.answers("beside large bodies that stop").await;
    }
    drop(held);
    target.withstood("large bodies that stop", HELD).await;
    target.end().await;
}

/// Who is authenticated by the head is refused by it, too.
#[tokio::test(flavor = "multi_thread")]
async fn two_gib_are_refused_before_the_first_byte() {
    for mut target in [Target::telegram().await, Target::github().await] {
        let secret = format!("x-telegram-bot-api-secret-token: {SECRET}\r\n");
        for _ in 0..many(5, 1_000) {
            let head = forged_head(&format!("{secret}content-length: 2147483648\r\nexpect: 100-continue\r\n"));
            let heard = Peer::hostile(0, target.to).says(head.as_bytes()).await;
            assert_eq!(status(&heard), Some(413), "{heard}");
        }
        target.withstood("2 GiB declared", 16).await;
        target.end().await;
    }
}

/// Sends chunks of this size until it is told to stop.
async fn chunks_without_end(target: &Target, size: usize) -> String {
    let mut stream = Peer::hostile(0, target.to).connect().await.unwrap();
    stream.write_all(forged_head("transfer-encoding: chunked\r\n").as_bytes()).await.unwrap();
    let chunk = format!("{size:x}\r\n{}\r\n", "a".repeat(size)).repeat((64 << 10) / size);
    let (mut reader, mut writer) = stream.split();
    let mut heard = Vec::new();
    let forever = async { while writer.write_all(chunk.as_bytes()).await.is_ok() {} };
    tokio::join!(forever, async { drop(tokio::io::AsyncReadExt::read_to_end(&mut reader, &mut heard).await) });
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_without_end_end_at_the_longest_body() {
    let mut target = Target::github().await;
    // Where chunks are small, time ends first.
    for (size, told) in [(16 << 10, [413, 413]), (1, [408, 413])] {
        let heard = chunks_without_end(&target, size).await;
        assert!(told.map(Some).contains(&status(&heard)), "chunks of {size}: {heard}");
        target.answers("after chunks without end").await;
    }
    target.withstood("chunks without end", HELD).await;
    target.end().await;
}

/// 64 MiB of spaces in as many KiB.
fn bomb() -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let spaces = vec![b' '; 1 << 20];
    (0..64).for_each(|_| gzip.write_all(&spaces).unwrap());
    gzip.finish().unwrap()
}

/// Nothing is unpacked: what arrives is what is checked, and what the platform sends is not packed.
#[tokio::test(flavor = "multi_thread")]
async fn a_gzip_bomb_stays_packed() {
    let mut target = Target::github().await;
    let bomb = bomb();
    for (signature, expected) in [("sha256=".to_owned() + &"0".repeat(64), 401), (sign(&bomb), 200)] {
        let head = format!(
            "POST {PATH} HTTP/1.1\r\nhost: bot\r\nx-github-event: issues\r\nx-github-delivery: bomb\r\n\
             x-hub-signature-256: {signature}\r\ncontent-encoding: gzip\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            bomb.len()
        );
        let heard = Peer::hostile(0, target.to).says(&[head.as_bytes(), &bomb].concat()).await;
        assert_eq!(status(&heard), Some(expected), "{heard}");
    }
    target.withstood("a gzip bomb", 16).await;
    assert_eq!(target.end().await.count("rejected"), 1, "who knows the secret leaves a letter that nobody can read");
}

//! Requests in a row, and connections of which one half is closed.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::peer::{PATIENCE, Peer};
use super::target::Target;
use crate::extent::many;

#[tokio::test(flavor = "multi_thread")]
async fn pipelined_requests_are_answered_each_and_in_turn() {
    let mut target = Target::telegram(&[]).await;
    let count = many(500, 10_000);
    let mut requests = Vec::new();
    for _ in 1..count {
        requests.extend(target.next("pause=1", ""));
    }
    requests.extend(target.next("pause=1", "connection: close\r\n"));
    let heard = Peer::hostile(0, target.to).says(&requests).await;
    assert_eq!(heard.matches("HTTP/1.1 200 OK\r\n").count(), count, "{heard}");
    target.withstood(&format!("{count} pipelined requests"), 64).await;
    target.end().await;
}

/// Whoever closes their half has hung up as far as HTTP servers go: what is under way runs on, but nobody is told. Whole
/// requests that came before are handled once, whether or not the answer still finds its reader.
#[tokio::test(flavor = "multi_thread")]
async fn a_half_closed_connection_holds_nothing() {
    let mut target = Target::telegram(&[]).await;
    for _ in 0..many(20, 1_000) {
        let request = target.next("pause=1", "");
        let mut stream = Peer::hostile(0, target.to).connect().await.unwrap();
        stream.write_all(&request).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut heard = Vec::new();
        let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut heard));
        drop(end.await.expect("the other half is closed, too"));
    }
    // Halves of requests, too.
    for cut in [1, 20, 200] {
        let request = target.request(99, "pause=1", "");
        let mut stream = Peer::hostile(0, target.to).connect().await.unwrap();
        stream.write_all(&request[..cut]).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut heard = Vec::new();
        let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut heard));
        drop(end.await.expect("the other half is closed, too"));
    }
    target.withstood("half-closed connections", 16).await;
    target.end().await;
}

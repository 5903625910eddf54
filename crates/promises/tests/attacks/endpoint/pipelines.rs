//! Requests in a row, and connections of which one half is closed.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::peer::{PATIENCE, Peer};
use super::target::Target;
use crate::extent::many;

#[tokio::test(flavor = "multi_thread")]
async fn pipelined_requests_are_answered_each_and_in_turn() {
    let mut target = Target::telegram().await;
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

/// Sends these bytes, closes its half, and waits for the end of the other.
async fn half_closes(target: &Target, bytes: &[u8]) {
    let mut stream = Peer::hostile(0, target.to).connect().await.unwrap();
    stream.write_all(bytes).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut heard = Vec::new();
    let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut heard)).await;
    drop(end.expect("the other half is closed, too"));
}

/// Whoever closes their half has hung up: what runs already runs on, and nothing is confirmed, so it comes again.
#[tokio::test(flavor = "multi_thread")]
async fn a_half_closed_connection_holds_nothing() {
    let mut target = Target::telegram().await;
    for _ in 0..many(20, 1_000) {
        let request = target.next_dropped("pause=1");
        half_closes(&target, &request).await;
        half_closes(&target, &request).await;
    }
    for cut in [0, 1, 20, 200] {
        let request = target.next_dropped("pause=1");
        half_closes(&target, &request[..cut]).await;
    }
    target.withstood("half-closed connections", 16).await;
    target.end().await;
}

//! More connections than there are places, or descriptors.

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::peer::{PATIENCE, Peer};
use super::target::Target;
use crate::extent::{descriptors, many};

/// As many from one address.
const OF_ONE: usize = 250;

/// Connects, however long that takes, and holds on.
async fn hold(peer: Peer) -> Option<TcpStream> {
    tokio::time::timeout(PATIENCE, peer.connect()).await.ok()?.ok()
}

async fn crowd(target: &Target, count: usize) -> Vec<TcpStream> {
    descriptors(count + 2_000);
    let mut coming = JoinSet::new();
    for number in 0..count {
        coming.spawn(hold(Peer::hostile(number / OF_ONE, target.to)));
    }
    coming.join_all().await.into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_of_silent_connections_does_not_keep_a_good_one_out() {
    let mut target = Target::telegram().await;
    let count = many(2_000, 10_000);
    let crowd = crowd(&target, count).await;
    assert!(crowd.len() > 1_024, "premise: more than there are places: {}", crowd.len());
    target.answers("amid a crowd").await;
    target.withstood(&format!("{} silent connections", crowd.len()), 64).await;
    drop(crowd);
    target.withstood("the crowd has gone", 64).await;
    target.end().await;
}

/// One address has a quarter of the places. The rest of its connections are told so, and cost nothing.
#[tokio::test(flavor = "multi_thread")]
async fn one_peer_has_its_share_and_the_others_have_the_rest() {
    let mut target = Target::telegram().await;
    descriptors(3_000);
    let peer = Peer::hostile(0, target.to);
    let mut heard = JoinSet::new();
    for _ in 0..many(600, 1_500) {
        let mut stream = peer.connect().await.unwrap();
        // A place is held in silence, until that has lasted too long; a refusal comes at once.
        heard.spawn(async move {
            let mut start = [0; 12];
            stream.read_exact(&mut start).await.is_ok() && &start == b"HTTP/1.1 503"
        });
    }
    target.answers("beside a greedy peer").await;
    let heard = tokio::time::timeout(PATIENCE, heard.join_all()).await.expect("none is held for ever");
    let refused = heard.into_iter().filter(|refused| *refused).count();
    assert!(refused > 0, "it came for more than its share");
    target.withstood(&format!("a greedy peer, {refused} times refused"), 64).await;
    target.end().await;
}

/// The operating system gives no more descriptors: those who lie idle give theirs.
#[tokio::test(flavor = "multi_thread")]
async fn a_process_without_descriptors_goes_on_when_there_are_some() {
    let mut target = Target::telegram().await;
    target.process.limit_descriptors(64).await;
    let crowd = crowd(&target, 400).await;
    target.process.says("no connection can be accepted just now").await;
    drop(crowd);
    target.withstood("no descriptors left", 64).await;
    target.end().await;
}

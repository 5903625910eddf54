//! The door, with a script for a socket and a paused clock.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use pollhook_core::{Shutdown, ShutdownOrder, ShutdownReason};
use tokio::io::{AsyncReadExt, DuplexStream, duplex};
use tokio::time::{Instant, sleep, timeout};

use super::{Connections, Listen};
use crate::connection::Attendant;
use crate::{Routes, ServerSettings};

/// Says what its script says, and then nothing more.
#[derive(Default)]
struct Script {
    says: VecDeque<io::Result<DuplexStream>>,
    asked: Arc<AtomicUsize>,
}

impl Listen for Script {
    type Stream = DuplexStream;

    async fn accept(&mut self) -> io::Result<(DuplexStream, SocketAddr)> {
        self.asked.fetch_add(1, Relaxed);
        match self.says.pop_front() {
            Some(said) => said.map(|stream| (stream, "203.0.113.1:1".parse().unwrap())),
            None => std::future::pending().await,
        }
    }

    fn refuse(_stream: DuplexStream, _why: &[u8]) {}
}

fn connections(limit: usize) -> Connections {
    let everybody = "0.0.0.0/0".parse().unwrap();
    let settings = ServerSettings { connections: limit, trusted_proxies: vec![everybody], ..ServerSettings::default() };
    Connections::new(Attendant::new(Routes::default(), &settings), &settings)
}

#[tokio::test(start_paused = true)]
async fn without_descriptors_it_pauses_instead_of_spinning() {
    const EMFILE: i32 = 24;
    let mut script = Script::default();
    script.says.extend((0..1000).map(|_| Err(io::Error::from_raw_os_error(EMFILE))));
    let asked = Arc::clone(&script.asked);
    let (_stopper, shutdown) = Shutdown::pair();
    let serving = connections(8).serve(script, &shutdown);
    assert!(timeout(Duration::from_secs(60), serving).await.is_err());
    let asked = asked.load(Relaxed);
    assert!((50..80).contains(&asked), "about once a second, not {asked} times in a minute");
}

#[tokio::test(start_paused = true)]
async fn a_failure_of_one_connection_delays_no_other() {
    let (mut client, server) = duplex(1024);
    let mut script = Script::default();
    script.says.extend((0..100).map(|_| Err(io::ErrorKind::ConnectionAborted.into())));
    script.says.push_back(Ok(server));
    let asked = Arc::clone(&script.asked);
    let (stopper, shutdown) = Shutdown::pair();
    let serving = tokio::spawn(async move { connections(8).serve(script, &shutdown).await });
    let start = Instant::now();
    while asked.load(Relaxed) < 102 {
        tokio::task::yield_now().await;
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    stopper.stop(ShutdownOrder { reason: ShutdownReason::Stop, deadline: start.into_std() + Duration::from_secs(9) });
    assert_eq!(client.read(&mut [0]).await.unwrap(), 0, "told to go");
    serving.await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(1), "silent connections do not delay the end for long");
}

#[tokio::test(start_paused = true)]
async fn no_more_connections_are_open_than_may_be() {
    let (mut clients, servers): (Vec<_>, Vec<_>) = (0..4).map(|_| duplex(1024)).unzip();
    let mut script = Script::default();
    script.says.extend(servers.into_iter().map(Ok));
    let asked = Arc::clone(&script.asked);
    let (_stopper, shutdown) = Shutdown::pair();
    let _serving = tokio::spawn(async move { connections(2).serve(script, &shutdown).await });
    for client in &mut clients[..2] {
        // A head that has begun: such a connection is not idle, and is not sent off at once.
        tokio::io::AsyncWriteExt::write_all(client, b"POST /").await.unwrap();
    }
    sleep(Duration::from_millis(900)).await;
    assert_eq!(asked.load(Relaxed), 3, "the third one is held at the door, the fourth waits in the backlog");
    sleep(Duration::from_millis(200)).await;
    assert_eq!(asked.load(Relaxed), 5, "both had their second: the others were let in");
    for client in &mut clients[..2] {
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
    }
    for client in &mut clients[2..] {
        let read = timeout(Duration::from_millis(500), client.read(&mut [0])).await;
        assert!(read.is_err(), "who came later is left in peace");
    }
}

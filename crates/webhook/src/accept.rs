//! The door: accepts connections within their bounds, owns their tasks, and closes them in the end.

use std::future::Future;
use std::io::{self, ErrorKind, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use pollhook_core::Shutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::ServerSettings;
use crate::connection::Attendant;
use crate::peers::Peers;

/// What is said to a peer that has its share already.
const TOO_MANY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// The first and the longest pause after a failure to accept.
const PAUSES: (Duration, Duration) = (Duration::from_millis(10), Duration::from_secs(1));

/// Where connections come from: a socket, or a script.
pub(crate) trait Listen: Send {
    type Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// *Cancel safety*: a connection is not lost when the future is dropped.
    fn accept(&mut self) -> impl Future<Output = io::Result<(Self::Stream, SocketAddr)>> + Send;

    /// Says why to a connection that is not served. Must not wait.
    fn refuse(stream: Self::Stream, why: &[u8]);
}

impl Listen for TcpListener {
    type Stream = TcpStream;

    async fn accept(&mut self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, peer) = TcpListener::accept(self).await?;
        // Answers are one write each: there is nothing to wait for.
        let _ = stream.set_nodelay(true);
        Ok((stream, peer))
    }

    fn refuse(stream: TcpStream, why: &[u8]) {
        // A new socket has room for a line; if not, its peer learns it by the closing.
        let _ = stream.into_std().and_then(|mut stream| stream.write_all(why));
    }
}

/// The open connections of one listener.
pub(crate) struct Connections {
    attendant: Arc<Attendant>,
    limit: usize,
    peers: Arc<Peers>,
    tasks: JoinSet<()>,
    /// Cancelled to tell all who are connected now to go when they are done.
    told: CancellationToken,
    full: bool,
}

impl Connections {
    pub(crate) fn new(attendant: Attendant, settings: &ServerSettings) -> Self {
        Self {
            attendant: Arc::new(attendant),
            limit: settings.connections.max(1),
            peers: Peers::new(settings.share(), settings.trusted_proxies.clone()),
            tasks: JoinSet::new(),
            told: CancellationToken::new(),
            full: false,
        }
    }

    /// Accepts until told to stop, then closes: by the deadline every connection is gone.
    pub(crate) async fn serve(mut self, listener: impl Listen, shutdown: &Shutdown) {
        // Dropping the listener first lets the operating system refuse whoever comes now.
        shutdown.unless(self.accept_all(listener)).await;
        self.close(shutdown).await;
    }

    async fn accept_all<L: Listen>(&mut self, mut listener: L) {
        let mut pause = PAUSES.0;
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                Some(ended) = self.tasks.join_next() => {
                    said_if_panicked(ended);
                    continue;
                }
            };
            match accepted {
                Ok((stream, peer)) => {
                    pause = PAUSES.0;
                    self.admit::<L>(stream, peer).await;
                }
                Err(error) if is_of_one_connection(&error) => tracing::debug!(%error, "a connection broke at the door"),
                Err(error) => {
                    // No descriptors, most likely: those who lie idle hold some.
                    tracing::warn!(%error, open = self.tasks.len(), "no connection can be accepted just now");
                    self.send_off();
                    sleep(pause).await;
                    pause = (pause * 2).min(PAUSES.1);
                }
            }
        }
    }

    async fn admit<L: Listen>(&mut self, stream: L::Stream, peer: SocketAddr) {
        let Some(connected) = self.peers.enter(peer.ip()) else {
            tracing::debug!(%peer, "a peer has its share of connections already");
            return L::refuse(stream, TOO_MANY);
        };
        self.make_room().await;
        let (attendant, told) = (Arc::clone(&self.attendant), self.told.clone());
        self.tasks.spawn(async move {
            attendant.attend(stream, told).await;
            drop(connected);
        });
    }

    /// Waits until one more connection may be open. Whoever lies idle is sent off for its sake, and who is at a head, or
    /// does not read its answer, must hurry: those who came before it, and not the newcomer itself.
    async fn make_room(&mut self) {
        if self.tasks.len() < self.limit {
            self.full &= self.tasks.len() > self.limit / 2;
            return;
        }
        if !std::mem::replace(&mut self.full, true) {
            tracing::warn!(open = self.tasks.len(), "every connection is taken: idle ones are closed, new ones wait");
        }
        self.send_off();
        while self.tasks.len() >= self.limit {
            if let Some(ended) = self.tasks.join_next().await {
                said_if_panicked(ended);
            }
        }
    }

    /// Tells all who are connected now to go when they are done: the idle ones go at once, the slow ones soon.
    fn send_off(&mut self) {
        std::mem::take(&mut self.told).cancel();
    }

    async fn close(&mut self, shutdown: &Shutdown) {
        self.send_off();
        let mut order = shutdown.requested().await;
        loop {
            tokio::select! {
                ended = self.tasks.join_next() => match ended {
                    Some(ended) => said_if_panicked(ended),
                    None => return,
                },
                () = sleep_until(order.deadline.into()) => break,
                next = shutdown.escalated(order) => order = next,
            }
        }
        tracing::warn!(open = self.tasks.len(), "connections are cut off: their requests were not answered in time");
        self.tasks.shutdown().await;
    }
}

/// A failure that says nothing about the next connection.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionRefused
            | ErrorKind::Interrupted
    )
}

/// A panic in a protocol ends its own connection and nothing else.
fn said_if_panicked(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "serving a connection panicked");
    }
}

#[cfg(test)]
mod tests;

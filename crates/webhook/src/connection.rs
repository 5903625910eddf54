//! One connection, from its first byte to its last.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::Poll;
use std::time::Duration;

use http::HeaderValue;
use http::header::CONNECTION;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::patience::Patience;
use crate::pulse::{Phase, Pulse, Watched};
use crate::serve::serve;
use crate::{Routes, ServerSettings};

/// How long a client may take to read our last words and to hang up.
const LINGER: Duration = Duration::from_secs(1);

/// How long a connection that is told to go may still take for a head, or for reading an answer. Others wait for its
/// place, or the process for its end.
const HURRIED: Duration = Duration::from_secs(1);

/// What is said to a head that does not come to its end.
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// What is said to one that is longer than it may be.
const TOO_LONG: &[u8] =
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// How much is read of a body at once, at most, and how much of answers may wait to be written.
const AT_ONCE: usize = 256 << 10;

/// What every connection of a server is served with.
#[derive(Debug)]
pub(crate) struct Attendant {
    routes: Routes,
    http: http1::Builder,
    head_limit: usize,
    head_within: Duration,
    idle: Duration,
}

impl Attendant {
    pub(crate) fn new(routes: Routes, settings: &ServerSettings) -> Self {
        let mut http = http1::Builder::new();
        // hyper's own time-out would count the idle time into that of the head; ours tells them apart.
        let head_limit = settings.head_limit.max(8 << 10);
        http.max_buf_size(head_limit.max(AT_ONCE)).header_read_timeout(None);
        Self { routes, http, head_limit, head_within: settings.head_within, idle: settings.idle }
    }

    /// Serves a connection until it ends; once `told`, it takes no further request.
    pub(crate) async fn attend<S>(&self, stream: S, told: CancellationToken)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send,
    {
        let (pulse, leaving) = (Pulse::new(), AtomicBool::new(false));
        let stream = TokioIo::new(Watched::new(stream, pulse.clone(), self.head_limit));
        let mut connection = self.http.serve_connection(
            stream,
            service_fn(|request| {
                let busy = pulse.busy();
                let leaving = &leaving;
                async move {
                    let mut response = serve(&self.routes, request).await;
                    if leaving.load(Relaxed) {
                        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
                    }
                    drop(busy);
                    Ok::<_, Infallible>(response)
                }
            }),
        );
        let mut patience = Patience::new(self.head_within, self.idle, pulse.beat());
        let mut leave = pin!(told.cancelled());
        let mut last = false;
        let awaited_in_vain = poll_fn(|cx| {
            loop {
                // First: a request that has arrived is served, even when it is told to go in the same moment.
                if let Poll::Ready(ended) = Pin::new(&mut connection).poll(cx) {
                    said_if_broken(ended);
                    return Poll::Ready(None);
                }
                if !leaving.load(Relaxed) && leave.as_mut().poll(cx).is_ready() {
                    leaving.store(true, Relaxed);
                    patience.hurry(HURRIED);
                }
                // Not while a head is awaited: its first bytes may be on their way.
                if leaving.load(Relaxed) && !last && pulse.beat().phase() != Phase::Head {
                    last = true;
                    Pin::new(&mut connection).graceful_shutdown();
                    continue;
                }
                return patience.poll_end(cx, pulse.beat()).map(Some);
            }
        })
        .await;
        let watched = connection.into_parts().io.into_inner();
        let last_words = match awaited_in_vain {
            Some(Phase::Head) => TOO_SLOW,
            None if watched.head_was_too_long() => TOO_LONG,
            _ => b"",
        };
        if !leaving.load(Relaxed) {
            // Whoever is slow about it is left behind.
            let _ = timeout(LINGER, hang_up(watched.into_inner(), last_words)).await;
        }
    }
}

fn said_if_broken(ended: hyper::Result<()>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke");
    }
}

/// Says the last words, then reads on until the client hangs up: a socket that is closed with bytes unread resets the
/// connection, and the client would never see the answer that refused them.
async fn hang_up<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, last_words: &[u8]) -> std::io::Result<()> {
    stream.write_all(last_words).await?;
    stream.shutdown().await?;
    let mut unread = [0; 4096];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

#[cfg(test)]
mod tests;

//! What a connection is doing, seen from its bytes: hyper knows, but does not say.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a connection is doing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Phase {
    /// A head is awaited: the first one, or one that has begun.
    Head,
    /// A request is served.
    Busy,
    /// Between two requests.
    Idle,
}

/// The phase of a connection, shared by its stream, its service and its attendant. All of them run in one task, so the
/// atomic only has to be one for the compiler's sake.
#[derive(Clone, Debug)]
pub(crate) struct Pulse(Arc<AtomicU32>);

/// One reading of a pulse: two are equal only when nothing happened between them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Beat(u32);

impl Pulse {
    /// The pulse of a new connection.
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicU32::new(Phase::Head as u32)))
    }

    pub(crate) fn beat(&self) -> Beat {
        Beat(self.0.load(Relaxed))
    }

    /// A request has begun; it ends when the guard goes.
    pub(crate) fn busy(&self) -> Busy {
        self.turn(Phase::Busy);
        Busy(self.clone())
    }

    fn bytes_came(&self) {
        if self.beat().phase() == Phase::Idle {
            self.turn(Phase::Head);
        }
    }

    fn turn(&self, phase: Phase) {
        let beats = self.0.load(Relaxed) >> 2;
        self.0.store(beats.wrapping_add(1) << 2 | phase as u32, Relaxed);
    }
}

impl Beat {
    pub(crate) fn phase(self) -> Phase {
        match self.0 & 3 {
            0 => Phase::Head,
            1 => Phase::Busy,
            _ => Phase::Idle,
        }
    }
}

/// A request that is served.
#[derive(Debug)]
pub(crate) struct Busy(Pulse);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.turn(Phase::Idle);
    }
}

/// A stream that moves the pulse when bytes come.
#[derive(Debug)]
pub(crate) struct Watched<S> {
    pub(crate) stream: S,
    pub(crate) pulse: Pulse,
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.pulse.bytes_came();
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

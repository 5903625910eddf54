//! What a connection is doing, seen from its bytes: hyper knows, but does not say.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf, Take};

/// What a connection is doing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Phase {
    /// A head is awaited: the first one, or one that has begun.
    Head,
    /// A request is served.
    Busy,
    /// Between two requests.
    Idle,
    /// An answer is written, and its client does not read.
    Unread,
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

    /// Whether the stream took what was to be written. Whatever a connection does else, it is in the way while it does
    /// not: the next request may be served already, and its answer waits behind this one.
    fn wrote(&self, taken: bool) {
        let Beat(now) = self.beat();
        if (now & UNREAD == 0) != taken {
            self.0.store((now ^ UNREAD).wrapping_add(BEAT), Relaxed);
        }
    }

    fn turn(&self, phase: Phase) {
        let Beat(now) = self.beat();
        self.0.store((now & !PHASE | phase as u32).wrapping_add(BEAT), Relaxed);
    }
}

/// The bits of a beat: the phase, whether an answer is unread, and a number that each turn raises.
const PHASE: u32 = 0b011;
const UNREAD: u32 = 0b100;
const BEAT: u32 = 0b1000;

impl Beat {
    pub(crate) fn phase(self) -> Phase {
        if self.0 & UNREAD != 0 {
            return Phase::Unread;
        }
        match self.0 & PHASE {
            0 => Phase::Head,
            1 => Phase::Busy,
            _ => Phase::Idle,
        }
    }

    /// A head has begun and is not complete, whether or not an answer before it is read.
    fn awaits_head(self) -> bool {
        self.0 & PHASE == Phase::Head as u32
    }

    /// A request is served, likewise.
    fn serves(self) -> bool {
        self.0 & PHASE == Phase::Busy as u32
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

/// A stream that moves the pulse when bytes come, and when they do not go. It reads a head no further than that may be
/// long; hyper knows only one bound for that and for how much it reads of a body at once.
#[derive(Debug)]
pub(crate) struct Watched<S> {
    stream: Take<S>,
    pulse: Pulse,
    head_limit: usize,
    /// How much was read since the head began.
    of_head: usize,
}

impl<S: AsyncRead> Watched<S> {
    /// A stream whose heads may have so many bytes.
    pub(crate) fn new(stream: S, pulse: Pulse, head_limit: usize) -> Self {
        Self { stream: stream.take(0), pulse, head_limit, of_head: 0 }
    }

    /// Whether its last head was longer than it may be.
    pub(crate) fn head_was_too_long(&self) -> bool {
        self.of_head >= self.head_limit && self.pulse.beat().awaits_head()
    }

    pub(crate) fn into_inner(self) -> S {
        self.stream.into_inner()
    }

    /// How much may be read now; `None` of a body, of which others say how long it may be.
    fn room(&mut self) -> Option<usize> {
        let beat = self.pulse.beat();
        if !beat.awaits_head() {
            self.of_head = 0;
        }
        (!beat.serves()).then(|| self.head_limit.saturating_sub(self.of_head))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let room = self.room();
        if room == Some(0) {
            return Poll::Ready(Err(io::Error::other("its head is too long")));
        }
        self.stream.set_limit(room.map_or(u64::MAX, |room| room as u64));
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        let came = buf.filled().len() - before;
        if came > 0 {
            self.pulse.bytes_came();
            self.of_head += room.map_or(0, |_| came);
        }
        polled
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(self.stream.get_mut()).poll_write(cx, buf);
        self.pulse.wrote(polled.is_ready());
        polled
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let polled = Pin::new(self.stream.get_mut()).poll_write_vectored(cx, bufs);
        self.pulse.wrote(polled.is_ready());
        polled
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.get_ref().is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.get_mut()).poll_shutdown(cx)
    }
}

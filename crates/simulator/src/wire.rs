//! A socket that counts what passes it, and that can be made to misbehave.
//!
//! Counting here rather than in handlers sees heads, bodies and what was lost in a cut alike. An HTTP library cannot
//! be asked to break its own protocol, so a broken answer takes its place just below it.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::Traffic;
use crate::log::Entry;

/// What is known of the exchange that a connection carries at the moment.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    gauge: Mutex<Gauge>,
}

#[derive(Debug, Default)]
struct Gauge {
    read: u64,
    written: u64,
    answered: bool,
    entry: Option<Entry>,
    instead: Option<Bytes>,
}

impl Meter {
    /// The answer is about to be written; the entry is closed when all of it has left.
    pub(crate) fn answering(&self, entry: Option<Entry>) {
        let mut gauge = self.gauge();
        gauge.entry = entry;
        gauge.answered = true;
    }

    /// These bytes leave in place of the answer, then the connection ends.
    pub(crate) fn put_instead(&self, bytes: Bytes) {
        self.gauge().instead = Some(bytes);
    }

    /// Bytes read and written since the last time.
    pub(crate) fn take(&self) -> (u64, u64) {
        let mut gauge = self.gauge();
        (std::mem::take(&mut gauge.read), std::mem::take(&mut gauge.written))
    }

    fn close(&self) {
        let mut gauge = self.gauge();
        if !gauge.answered {
            return;
        }
        let bytes = Traffic { from_bot: gauge.read, to_bot: gauge.written };
        let entry = gauge.entry.take();
        *gauge = Gauge { instead: gauge.instead.take(), ..Gauge::default() };
        drop(gauge);
        if let Some(mut entry) = entry {
            entry.bytes = bytes;
        }
    }

    fn gauge(&self) -> MutexGuard<'_, Gauge> {
        self.gauge.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.close();
    }
}

/// A TCP stream under a [`Meter`].
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    meter: Arc<Meter>,
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, meter: Arc<Meter>) -> Self {
        Self { stream, meter }
    }

    /// Writes what was put in place of an answer; the error that follows makes the HTTP library give up.
    fn poll_instead(&mut self, cx: &mut Context<'_>, mut bytes: Bytes) -> Poll<io::Result<usize>> {
        while bytes.has_remaining() {
            match Pin::new(&mut self.stream).poll_write(cx, &bytes) {
                Poll::Ready(Ok(count)) => {
                    self.meter.gauge().written += count as u64;
                    bytes.advance(count);
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    self.meter.put_instead(bytes);
                    return Poll::Pending;
                }
            }
        }
        Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        self.meter.gauge().read += (buf.filled().len() - before) as u64;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let instead = self.meter.gauge().instead.take();
        if let Some(bytes) = instead {
            return self.poll_instead(cx, bytes);
        }
        let count = ready!(Pin::new(&mut self.stream).poll_write(cx, buf))?;
        self.meter.gauge().written += count as u64;
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.meter.close();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

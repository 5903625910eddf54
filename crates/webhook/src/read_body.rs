//! A body, within a length, a time and the budget.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Instant;

use bytes::{Buf, Bytes, BytesMut};
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use http_body::Body;

use crate::budget::Held;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unread {
    /// It is longer than the route allows.
    TooLong,
    /// It did not arrive in time.
    Slow,
    /// It ended early, or was no body.
    Broken,
    /// Too many bytes are held for others.
    NoBudget,
}

/// What a body may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// In bytes.
    pub(crate) length: usize,
    /// When it must have arrived.
    pub(crate) until: Instant,
}

/// The length that the head announces, if it is a number.
pub(crate) fn declared(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads a body. One that is announced as too long is refused before it is read.
pub(crate) async fn read_body<B: Body>(
    body: B,
    declared: Option<usize>,
    bounds: Bounds,
    held: &mut Held<'_>,
) -> Result<Bytes, Unread> {
    let announced = declared.unwrap_or(0);
    if announced > bounds.length {
        return Err(Unread::TooLong);
    }
    if !held.fits(announced) {
        return Err(Unread::NoBudget);
    }
    let mut gathered = pin!(gather(body, announced, bounds.length, held));
    // Most bodies came together with their heads: a timer is set only for one that did not.
    if let Some(read) = soon(gathered.as_mut()).await {
        return read;
    }
    match tokio::time::timeout_at(bounds.until.into(), gathered).await {
        Ok(read) => read,
        Err(_elapsed) => Err(Unread::Slow),
    }
}

/// What a future has at the first look or at the second: a server reads a body only once it is asked for it.
async fn soon<F: Future>(mut future: Pin<&mut F>) -> Option<F::Output> {
    let mut looked = false;
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if looked => Poll::Ready(None),
        Poll::Pending => {
            looked = true;
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

async fn gather<B: Body>(body: B, announced: usize, length: usize, held: &mut Held<'_>) -> Result<Bytes, Unread> {
    let mut body = pin!(body);
    let mut whole = Whole { announced, ..Whole::default() };
    while let Some(frame) = poll_fn(|cx| body.as_mut().poll_frame(cx)).await {
        let frame = frame.map_err(|_| Unread::Broken)?;
        let Ok(mut data) = frame.into_data() else { continue };
        let bytes = data.remaining();
        if bytes > length - whole.len() {
            return Err(Unread::TooLong);
        }
        if !held.take(bytes) {
            return Err(Unread::NoBudget);
        }
        whole.push(data.copy_to_bytes(bytes));
    }
    Ok(whole.into_bytes())
}

/// What has arrived. A body that comes in one piece, as most do, is never copied.
#[derive(Debug, Default)]
struct Whole {
    announced: usize,
    first: Bytes,
    joined: BytesMut,
}

impl Whole {
    fn len(&self) -> usize {
        self.first.len() + self.joined.len()
    }

    fn push(&mut self, piece: Bytes) {
        if self.len() == 0 {
            self.first = piece;
            return;
        }
        let first = std::mem::take(&mut self.first);
        let needed = self.joined.len() + first.len() + piece.len();
        if needed > self.joined.capacity() {
            // What is only announced gets no memory, but each time it grows all is copied: the middle between the two.
            let room = self.announced.min(4 * needed).max(needed);
            self.joined.reserve(room - self.joined.len());
        }
        self.joined.extend_from_slice(&first);
        self.joined.extend_from_slice(&piece);
    }

    fn into_bytes(self) -> Bytes {
        if self.joined.is_empty() { self.first } else { self.joined.freeze() }
    }
}

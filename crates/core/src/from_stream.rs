//! A source of any stream of events.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{Ordering::AcqRel, Ordering::Acquire};

use async_trait::async_trait;
use futures_core::Stream;

use crate::sync::{AtomicUsize, Notify};
use crate::{Event, EventSource, Health, Kept, NotKept, Offer, Outcome, Settle, SourceContext, SourceError};

/// Emits what a stream yields, in order, as fast as there is room. The end of the stream ends the source, once all that
/// it emitted has settled.
///
/// A stream cannot be asked again, so its events are kept by nobody: what cannot be handled becomes a dead letter.
#[derive(Debug)]
pub struct FromStream<S>(S);

impl<S: Stream<Item = Event> + Send + Unpin> FromStream<S> {
    /// A source of `stream`.
    pub fn new(stream: S) -> Self {
        Self(stream)
    }
}

#[async_trait]
impl<S: Stream<Item = Event> + Send + Unpin> EventSource for FromStream<S> {
    async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError> {
        cx.health.set(Health::Ready);
        let outstanding = Arc::new(Outstanding::default());
        // Room first: an event is taken from the stream only when somebody will answer for it.
        while let Some(slot) = cx.shutdown.unless(cx.sink.reserve()).await {
            let slot = slot?;
            let next = poll_fn(|task| Pin::new(&mut self.0).poll_next(task));
            let Some(event) = cx.shutdown.unless(next).await.flatten() else { break };
            outstanding.begin();
            slot.emit_to(Offer { kept: Kept::Nobody, ..event.into() }, Arc::clone(&outstanding) as _, 0);
        }
        // Whoever drives a source enforces the deadline, by dropping this future.
        outstanding.settled().await;
        Ok(())
    }
}

/// How many events have no outcome yet.
#[derive(Debug, Default)]
pub(crate) struct Outstanding {
    count: AtomicUsize,
    wake: Notify,
}

impl Outstanding {
    pub(crate) fn begin(&self) {
        self.count.fetch_add(1, AcqRel);
    }

    pub(crate) async fn settled(&self) {
        while self.count.load(Acquire) > 0 {
            self.wake.notified().await;
        }
    }
}

impl Settle for Outstanding {
    fn settle(&self, _at: u32, outcome: Outcome) -> Result<(), NotKept> {
        if matches!(outcome, Outcome::Retry(_)) {
            return Err(NotKept);
        }
        self.count.fetch_sub(1, AcqRel);
        self.wake.notify_one();
        Ok(())
    }
}

#[cfg(test)]
mod tests;

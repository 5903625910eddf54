//! Where everything meets: room is reserved first, the event is emitted into it, its outcome comes later.

use std::sync::Arc;

use crate::receipt::Receipt;
use crate::sync::{Semaphore, TryAcquireError};
use crate::{Ack, Count, Delivery, Event, Offer, Settle, Stats};

/// What stands behind a sink: a dispatcher, a store, a broker, or a layer before one of them.
pub trait Admit: Send + Sync + 'static {
    /// Takes a delivery for which room has been reserved. Never called with a lock held; does not block.
    fn admit(&self, delivery: Delivery);

    /// Joins the outcome of an event that is known already, and says whether it is. A layer forwards the question;
    /// [`Once`](crate::Once) answers it.
    fn join(&self, _event: &Event, _to: &Arc<dyn Settle>, _at: u32) -> bool {
        false
    }
}

impl<A: Admit + ?Sized> Admit for Arc<A> {
    fn admit(&self, delivery: Delivery) {
        (**self).admit(delivery);
    }

    fn join(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        (**self).join(event, to, at)
    }
}

/// A bounded door to whatever admits events. Cheap to clone; all clones share the room.
///
/// It counts what passes and how that ends: all that its sources are answerable for, repetitions included.
#[derive(Clone)]
pub struct EventSink(Arc<Inner>);

struct Inner {
    admit: Box<dyn Admit>,
    room: Semaphore,
    stats: Arc<Stats>,
}

impl EventSink {
    /// A door before `admit`, with room for `in_flight` unsettled events.
    pub fn new(admit: impl Admit, in_flight: usize, stats: Arc<Stats>) -> Self {
        let room = Semaphore::new(in_flight.clamp(1, Semaphore::MAX_PERMITS));
        Self(Arc::new(Inner { admit: Box::new(admit), room, stats }))
    }

    /// Waits for room for one event, first come, first served.
    ///
    /// *Cancel safety*: dropping the future gives up the place in the queue and nothing else.
    ///
    /// # Errors
    /// [`Closed`] once the sink admits nothing more.
    pub async fn reserve(&self) -> Result<Slot, Closed> {
        self.0.room.acquire().await.map_err(|_| Closed)?.forget();
        Ok(self.slot())
    }

    /// Takes room for one event if there is some now.
    ///
    /// # Errors
    /// [`NoRoom::Full`] now, [`NoRoom::Closed`] for good.
    pub fn try_reserve(&self) -> Result<Slot, NoRoom> {
        match self.0.room.try_acquire() {
            Ok(permit) => permit.forget(),
            Err(TryAcquireError::NoPermits) => return Err(NoRoom::Full),
            Err(TryAcquireError::Closed) => return Err(NoRoom::Closed),
        }
        Ok(self.slot())
    }

    /// Joins the outcome of an event that is known already; it needs no room then. Says whether it was known.
    #[must_use = "an event that is not known must be emitted"]
    pub fn join_to(&self, event: &Event, to: &Arc<dyn Settle>, at: u32) -> bool {
        self.0.admit.join(event, to, at)
    }

    /// Admits nothing more. What was admitted goes on.
    pub fn close(&self) {
        self.0.room.close();
    }

    /// How many more events there is room for.
    #[must_use]
    pub fn room(&self) -> usize {
        self.0.room.available_permits()
    }

    fn slot(&self) -> Slot {
        Slot { room: Room(Arc::clone(&self.0)) }
    }
}

impl std::fmt::Debug for EventSink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventSink").field("room", &self.room()).finish_non_exhaustive()
    }
}

/// Reserved room for one event. Dropping it gives the room back.
#[must_use = "a slot that is dropped gives its room back unused"]
pub struct Slot {
    room: Room,
}

impl Slot {
    /// Emits one event and gives a future of its outcome.
    pub fn emit(self, offer: impl Into<Offer>) -> Receipt {
        let (receipt, cell) = Receipt::new();
        self.emit_to(offer, cell, 0);
        receipt
    }

    /// Emits one event of many; its outcome goes to `to`, at `at`.
    pub fn emit_to(self, offer: impl Into<Offer>, to: Arc<dyn Settle>, at: u32) {
        let Offer { event, attempt, deadline, kept, epoch } = offer.into();
        let sink = Arc::clone(&self.room.0);
        sink.stats.add(Count::Admitted);
        let ack = Ack::new(to, at, Some(self.room)).counted(Arc::clone(&sink.stats));
        sink.admit.admit(Delivery { event, attempt, deadline, kept, epoch, ack });
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Slot")
    }
}

/// One place of the sink's room, given back when it is dropped.
pub(crate) struct Room(Arc<Inner>);

impl Room {
    pub(crate) fn stats(&self) -> &Stats {
        &self.0.stats
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.0.room.add_permits(1);
    }
}

/// The sink admits nothing more.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Closed;

impl std::fmt::Display for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the sink is closed: the bot is stopping")
    }
}

impl std::error::Error for Closed {}

/// Why there was no room.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NoRoom {
    /// Every place is taken; one will come free.
    Full,
    /// The sink admits nothing more.
    Closed,
}

#[cfg(test)]
mod tests;

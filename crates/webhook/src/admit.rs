//! From what happened to the answer: room, emit, wait for the outcome, answer.
//!
//! The events of a request are emitted one by one as room comes, in order, and settle into one batch. Whatever is
//! answered before they have settled is decided here, by the platform's rules.

use std::future::pending;
use std::mem;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pollhook_core::{
    Count, Draft, Event, Kept, Late, NoRoom, Now, Offer, Outcome, Settle, ShutdownReason, Slot, WebhookAnswer,
};
use tokio::time::{sleep_until, timeout, timeout_at};

use crate::batch::Batch;
use crate::hook::Hook;
use crate::serve::SOON;

/// When to come again for an outcome that is not there yet, or for what was handed back without a word.
const AGAIN: Duration = Duration::from_secs(1);

/// Why events were not admitted.
enum Turned {
    NoRoom,
    Closing,
}

/// The events of a request that are not admitted yet. A client that hangs up drops the wait for room: of those that
/// will not come again nobody else would know.
struct Left<'a> {
    hook: &'a Hook,
    events: usize,
}

impl Drop for Left<'_> {
    fn drop(&mut self) {
        if self.events > 0 && self.hook.kept() == Kept::Nobody {
            self.hook.lose(self.events, "its client hung up while it waited for room");
        }
    }
}

impl Hook {
    /// Admits the events of a request and gives the answer to it.
    pub(crate) async fn admit(&self, drafts: Vec<Draft>, now: Now) -> WebhookAnswer {
        let events = drafts.len();
        let Some(_unanswered) = self.enter() else { return self.turn_away(&Turned::Closing, events, now) };
        let batch = Arc::new(Batch::new(events, self.kept() == Kept::Upstream));
        let deadline = self.rules.ack_within.map(|within| now.at + within);
        match self.emit(drafts, &batch, deadline, now).await {
            Ok(()) => self.outcome(&batch, deadline).await,
            Err((turned, left)) => self.turn_away(&turned, left, now),
        }
    }

    /// Emits one after the other; where that ends early, says why and how many are left.
    async fn emit(
        &self,
        drafts: Vec<Draft>,
        batch: &Arc<Batch>,
        deadline: Option<Instant>,
        now: Now,
    ) -> Result<(), (Turned, usize)> {
        let (kept, epoch) = (self.kept(), self.next_epoch());
        let mut left = Left { hook: self, events: drafts.len() };
        for (at, draft) in drafts.into_iter().enumerate() {
            let event = draft.stamp(&self.origin, now.wall);
            let to: Arc<dyn Settle> = Arc::clone(batch) as _;
            let place = u32::try_from(at).unwrap_or(u32::MAX);
            let room = self.room(&event, &to, place, deadline).await;
            let slot = room.map_err(|turned| (turned, mem::take(&mut left.events)))?;
            left.events -= 1;
            if let Some(slot) = slot {
                slot.emit_to(Offer { event, attempt: 1, deadline, kept, epoch }, to, place);
            }
        }
        Ok(())
    }

    /// Room for an event; `None` when it is known already and needs none.
    async fn room(
        &self,
        event: &Event,
        to: &Arc<dyn Settle>,
        at: u32,
        deadline: Option<Instant>,
    ) -> Result<Option<Slot>, Turned> {
        // With room at hand an event that is known gives it straight back: asking first would cost all the others.
        match self.sink.try_reserve() {
            Ok(slot) => return Ok(Some(slot)),
            Err(NoRoom::Closed) => return Err(self.closed()),
            Err(NoRoom::Full) if self.sink.join_to(event, to, at) => return Ok(None),
            Err(NoRoom::Full) => {}
        }
        let reserved = self.shutdown.unless(self.sink.reserve());
        let waited = match deadline {
            Some(deadline) => timeout_at(deadline.into(), reserved).await,
            None => timeout(self.settings.room_within, reserved).await,
        };
        match waited {
            Ok(Some(Ok(slot))) => Ok(Some(slot)),
            Ok(Some(Err(_closed))) => Err(self.closed()),
            Ok(None) => Err(Turned::Closing),
            Err(_elapsed) => Err(Turned::NoRoom),
        }
    }

    fn closed(&self) -> Turned {
        self.found_sink_closed();
        Turned::Closing
    }

    /// Waits for the outcome, but no longer than the platform does, or the process.
    async fn outcome(&self, batch: &Batch, deadline: Option<Instant>) -> WebhookAnswer {
        // A handler that ended in place needs no timer.
        if let Some(outcome) = batch.outcome() {
            return self.answer(outcome);
        }
        tokio::select! {
            biased;
            outcome = batch.settled() => self.answer(outcome),
            () = until(deadline) => self.late(batch),
            () = self.over.cancelled() => self.cut_off(batch),
        }
    }

    fn answer(&self, outcome: Outcome) -> WebhookAnswer {
        match outcome {
            Outcome::Retry(after) => self.again(after.unwrap_or(AGAIN)),
            outcome => self.protocol.answer(&outcome),
        }
    }

    /// The platform's way to hear "again".
    fn again(&self, after: Duration) -> WebhookAnswer {
        self.protocol.answer(&Outcome::Retry(Some(after)))
    }

    /// The platform waits no longer.
    fn late(&self, batch: &Batch) -> WebhookAnswer {
        if self.rules.late != Late::Ack {
            return self.told_late();
        }
        match batch.let_go() {
            Ok(unsettled) => {
                (0..unsettled).for_each(|_| self.stats.add(Count::AckedEarly));
                self.protocol.answer(&Outcome::Accepted(None))
            }
            Err(outcome) => self.answer(outcome),
        }
    }

    fn told_late(&self) -> WebhookAnswer {
        self.stats.add(Count::ToldLate);
        self.again(AGAIN)
    }

    /// The source waits no longer. After a switch the handler runs on, so the answer is that of any late request. When
    /// the process ends it does not, and an acknowledgement would be a lie whatever the platform makes of a refusal.
    fn cut_off(&self, batch: &Batch) -> WebhookAnswer {
        let stopping = self.shutdown.order().is_some_and(|order| order.reason == ShutdownReason::Stop);
        if stopping { self.told_late() } else { self.late(batch) }
    }

    /// So many events of a request were not admitted.
    fn turn_away(&self, turned: &Turned, events: usize, now: Now) -> WebhookAnswer {
        self.stats.add(Count::TurnedAway);
        let (why, after) = match turned {
            Turned::NoRoom => {
                self.crowded();
                ("there is no room", Self::jittered())
            }
            Turned::Closing => ("the bot is going", SOON),
        };
        if self.kept() == Kept::Nobody {
            self.lose(events, why);
        } else if self.turned_away.due(now.at) {
            let bot = self.origin.bot();
            tracing::warn!(%bot, why, "a request was turned away and will come again; more of them within a minute are only counted");
        }
        self.again(after)
    }

    /// So many events of a request were not admitted and will not come again.
    fn lose(&self, events: usize, why: &str) {
        (0..events).for_each(|_| self.stats.add(Count::Lost));
        let bot = self.origin.bot();
        tracing::error!(%bot, events, why, "a request was turned away that will not come again: its events are lost");
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline.into()).await,
        None => pending().await,
    }
}

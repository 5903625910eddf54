//! How a page becomes deliveries: known events join, new ones wait for room, and all settle into one ledger.

use std::collections::HashSet;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{
    Count, Cursor, Event, EventId, EventSink, Item, Kept, Ledger, NoRoom, Offer, Outcome, Page, Settle, Shutdown, Slot,
    SourceError,
};

use crate::beside::{Halt, beside};
use crate::commit::Commits;
use crate::fetch::Fetched;
use crate::mood::Mood;
use crate::plan::Answered;
use crate::run::Run;

/// How long to wait for room before that is worth saying.
const WORTH_SAYING: Duration = Duration::from_secs(1);

impl Run<'_> {
    /// Opens a page in the window and emits what is new of it. What was `known` when it was asked for is skipped: a peek
    /// shows once more what is unsettled.
    ///
    /// *Cancel safety*: a crash, as for the whole run. The page is open, and what of it was not emitted is handed back,
    /// so the prefix ends before that.
    pub(crate) async fn take_in(
        &mut self,
        fetched: Fetched,
        known: &HashSet<EventId>,
        answered: &mut Answered,
    ) -> Result<(), Halt> {
        let Fetched { page, bytes } = fetched;
        self.count(&page);
        let Page { mut items, next, gap, .. } = page;
        items.retain(|item| !known.contains(&item.draft.id));
        answered.opened = items.len();
        let news = next.is_some() && next != self.end;
        if items.is_empty() && !news && !gap {
            return Ok(());
        }
        self.end = next.clone().or(self.end.take());
        let rest = self.open(&mut items, next, bytes);
        self.emit(items, rest, answered).await
    }

    /// Opens the page; gives the places of its items.
    fn open(&self, items: &mut [Item], next: Option<Cursor>, bytes: usize) -> Rest {
        let ledger = Arc::clone(&self.commits.ledger);
        let left = items.len();
        let items = items.iter_mut().map(|item| (item.draft.id.clone(), item.after.take()));
        let first = ledger.window().open(items, next, bytes);
        Rest { ledger, first, left }
    }

    async fn emit(&mut self, items: Vec<Item>, mut rest: Rest, answered: &mut Answered) -> Result<(), Halt> {
        let received = self.cx.clock.now().wall;
        for Item { draft, .. } in items {
            self.may_go_on()?;
            let event = draft.stamp(&self.origin, received);
            let slot = self.room_for(&event, &rest, answered.same).await?;
            let at = rest.next();
            if let Some(slot) = slot {
                answered.emitted += 1;
                let offer = Offer { event, attempt: 1, deadline: None, kept: Kept::Upstream, epoch: *self.epoch };
                slot.emit_to(offer, Arc::clone(&rest.ledger) as Arc<dyn Settle>, at);
            }
        }
        Ok(())
    }

    /// Takes room for the next event. `None`: the event is known, so it joined what was there and needs no room.
    ///
    /// That is asked for only where it matters, as whoever admits the event asks again: a peek must not wait for room on
    /// behalf of what runs already, and a server that tells the same for ever is found out by all of it being known.
    async fn room_for(&mut self, event: &Event, rest: &Rest, same: bool) -> Result<Option<Slot>, Halt> {
        if !same {
            match self.cx.sink.try_reserve() {
                Ok(slot) => return Ok(Some(slot)),
                Err(NoRoom::Closed) => return Err(Halt::Failed(SourceError::Closed)),
                Err(NoRoom::Full) => {}
            }
        }
        let to = Arc::clone(&rest.ledger) as Arc<dyn Settle>;
        if self.cx.sink.join_to(event, &to, rest.first) {
            return Ok(None);
        }
        room(&self.cx.sink, &self.cx.shutdown, &mut self.commits, &self.mood).await.map(Some)
    }

    /// Handlers may run in place, so between two events there is no await at which this would be seen.
    fn may_go_on(&self) -> Result<(), Halt> {
        if self.cx.shutdown.order().is_some() {
            return Err(Halt::Stop);
        }
        match self.commits.ledger.window().handed_back() {
            Some(_) => Err(Halt::HandedBack),
            None => Ok(()),
        }
    }

    fn count(&mut self, page: &Page) {
        if page.items.is_empty() {
            self.cx.stats.add(Count::EmptyPolls);
        }
        if page.gap {
            self.cx.stats.add(Count::Gaps);
            tracing::warn!("part of the platform's history cannot be read any more: events may be lost");
        }
        if page.reset {
            self.cx.stats.add(Count::CursorReset);
            if !std::mem::replace(&mut self.reset_said, true) {
                tracing::warn!("the platform answers below the cursor it was asked from: its numbers start elsewhere");
            }
        }
    }
}

/// Waits for room for one event.
async fn room(sink: &EventSink, shutdown: &Shutdown, commits: &mut Commits, mood: &Mood) -> Result<Slot, Halt> {
    // One future for the whole wait: who asks anew goes to the end of the queue.
    let mut reserve = pin!(sink.reserve());
    let soon = tokio::time::timeout(WORTH_SAYING, beside(shutdown, commits, reserve.as_mut())).await;
    let slot = match soon {
        Ok(slot) => slot,
        Err(_) => {
            mood.no_room();
            let slot = beside(shutdown, commits, reserve).await;
            mood.room();
            slot
        }
    };
    slot?.map_err(|closed| Halt::Failed(closed.into()))
}

/// What of a page was not emitted. It is handed back when emitting ends early, so that it neither is waited for nor
/// lets the prefix pass.
struct Rest {
    ledger: Arc<Ledger>,
    /// The place of the first of them; places wrap.
    first: u32,
    left: usize,
}

impl Rest {
    /// The place of the first, which is emitted now.
    fn next(&mut self) -> u32 {
        let at = self.first;
        self.first = at.wrapping_add(1);
        self.left -= 1;
        at
    }
}

impl Drop for Rest {
    fn drop(&mut self) {
        while self.left > 0 {
            let at = self.next();
            // A ledger takes everything back.
            let _ = self.ledger.settle(at, Outcome::Retry(None));
        }
    }
}

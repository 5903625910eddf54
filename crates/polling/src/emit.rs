//! How a page becomes deliveries: known events join, new ones wait for room, and all settle into one ledger.

use std::collections::{HashSet, VecDeque};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{
    Count, Cursor, Draft, EventId, EventSink, Item, Kept, Ledger, NoRoom, Offer, Outcome, Page, Settle, Shutdown, Slot,
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
        let drafts = self.open(items, next, bytes);
        self.emit(drafts, &mut answered.admitted).await
    }

    /// Opens the page; gives what is to be emitted, each with its place.
    fn open(&self, items: Vec<Item>, next: Option<Cursor>, bytes: usize) -> Vec<(u32, Draft)> {
        let ids = items.iter().map(|item| (item.draft.id.clone(), item.after.clone()));
        let first = self.commits.ledger.window().open(ids, next, bytes);
        (0..).zip(items).map(|(index, item): (u32, Item)| (first.wrapping_add(index), item.draft)).collect()
    }

    async fn emit(&mut self, drafts: Vec<(u32, Draft)>, admitted: &mut usize) -> Result<(), Halt> {
        let received = self.cx.clock.now().wall;
        let mut rest =
            Rest { ledger: Arc::clone(&self.commits.ledger), places: drafts.iter().map(|(at, _)| *at).collect() };
        for (at, draft) in drafts {
            self.may_go_on()?;
            let event = draft.stamp(&self.origin, received);
            let to = Arc::clone(&self.commits.ledger) as Arc<dyn Settle>;
            // Joining comes first: what is known already needs no room, and a peek must not wait for any.
            let slot = match self.cx.sink.join_to(&event, &to, at) {
                true => None,
                false => Some(room(&self.cx.sink, &self.cx.shutdown, &mut self.commits, &self.mood).await?),
            };
            rest.places.pop_front();
            if let Some(slot) = slot {
                *admitted += 1;
                slot.emit_to(
                    Offer { event, attempt: 1, deadline: None, kept: Kept::Upstream, epoch: *self.epoch },
                    to,
                    at,
                );
            }
        }
        Ok(())
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
    match sink.try_reserve() {
        Ok(slot) => return Ok(slot),
        Err(NoRoom::Closed) => return Err(Halt::Failed(SourceError::Closed)),
        Err(NoRoom::Full) => {}
    }
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
    places: VecDeque<u32>,
}

impl Drop for Rest {
    fn drop(&mut self) {
        for at in self.places.drain(..) {
            // A ledger takes everything back.
            let _ = self.ledger.settle(at, Outcome::Retry(None));
        }
    }
}

//! The bot asks: one poll at a time, and what its offset confirms.

use std::time::Duration;

use super::{Desk, Look};
use crate::Conflict;
use crate::telegram::errors::Refusal;
use crate::telegram::ledger::Fate;
use crate::telegram::poll::Ask;
use crate::telegram::queue::Update;

/// An answer to a poll is cut at this size.
const PAGE_BYTES: usize = 4 << 20;
/// An offset at most this far past the newest update is believed.
const BELIEVED: i64 = 10;

impl Desk {
    /// A poll begins; [`look`](Self::look) says what becomes of it.
    pub(crate) fn ask(&mut self, mut ask: Ask, now: Duration) -> Result<u64, (Refusal, Duration)> {
        if self.hook.is_none() {
            self.polls.throttle(&mut ask, now);
        }
        self.ask_unthrottled(ask, now)
    }

    /// The same for a poll that is not slowed down.
    pub(crate) fn ask_unthrottled(&mut self, mut ask: Ask, now: Duration) -> Result<u64, (Refusal, Duration)> {
        if self.hook.is_some() {
            return Err((Conflict::WebhookActive.into(), self.conflicts.leaves(now)));
        }
        self.sweep(now);
        self.polls.terminate(Conflict::OtherPoll, || self.conflicts.leaves(now));
        if let Some(allowed) = ask.allowed.take() {
            self.allowed = allowed;
        }
        let from = self.confirm(ask.offset, now);
        Ok(self.polls.hold(from, ask.limit, now + ask.timeout))
    }

    /// Confirms what `offset` says is done with; returns from where on to answer.
    fn confirm(&mut self, offset: i64, now: Duration) -> i64 {
        if offset < 0 {
            let keep = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let dropped = self.queue.take_all_but(keep);
            self.settle(&dropped, Fate::Dropped(now));
            return 0;
        }
        if offset > i64::from(self.queue.next_id()) + BELIEVED {
            return 0;
        }
        let confirmed = self.queue.take_below(offset);
        self.settle(&confirmed, Fate::Confirmed(now));
        offset
    }

    /// What a poll is told. Whoever takes the answer says [`handed_out`](Self::handed_out) when it leaves.
    pub(crate) fn look(&mut self, ticket: u64, now: Duration) -> Look<Vec<Update>> {
        if let Some((conflict, leaves)) = self.polls.ended(ticket) {
            return Look::Refused(conflict.into(), leaves);
        }
        self.sweep(now);
        let Some(held) = self.polls.held(ticket).cloned() else { return Look::Answer(Vec::new()) };
        let page = self.page(held.from, held.limit);
        if page.is_empty() && now < held.until {
            return Look::Wait(held.until);
        }
        self.polls.leave(ticket);
        Look::Answer(page)
    }

    fn page(&self, from: i64, limit: usize) -> Vec<Update> {
        let mut bytes = 0;
        let fits = |update: &&Update| {
            let first = bytes == 0;
            bytes += update.body.len();
            first || bytes <= PAGE_BYTES
        };
        self.queue.from(from).take(limit).take_while(fits).cloned().collect()
    }

    /// The answer with these updates leaves for the bot.
    pub(crate) fn handed_out(&mut self, updates: &[Update], now: Duration) {
        for update in updates {
            self.ledger.delivered(update.number, now);
        }
    }
}

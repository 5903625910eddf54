//! The platform's pace: what a bot sends waits here for its turn, so that no limit is met.
//!
//! Each chat has a line, in which what is said there goes out in order, one after the other, retries included; whoever is
//! first in one waits for room in the chat, then for room in what the bot may say altogether. A chat that rests is
//! forgotten, so the memory is proportional to the chats that are spoken to. Those who wait are the futures of whoever
//! speaks: there is no queue behind them, and dropping one takes it out of its line.
//!
//! This is our own, and not governor (or another limiter by token buckets), for four reasons. "Twenty a minute" as a bucket
//! is either twenty at once *and* twenty more while it fills, which a platform that counts refuses, or one each three
//! seconds, which delays a bot that answers in two messages. A bucket counts when something is sent, and the platform when
//! it arrives. It keeps no order among those who wait, and cannot be told of a `Retry-After`. And its waiting is by a timer
//! of its own, which a paused test does not move.

mod gate;
mod tally;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use compact_str::CompactString;
use pollhook_core::{Call, Clock, ReplyProtocol};
use tokio::sync::OwnedMutexGuard;

use self::gate::{Counted, Gate};

pub(crate) use self::gate::TooLong;

/// So many chats are known before those that rest are looked for.
const FEW: usize = 64;

/// What one bot has said, where it counts.
pub(crate) struct Pace {
    clock: Arc<dyn Clock>,
    protocol: Arc<dyn ReplyProtocol>,
    longest: Duration,
    altogether: Gate,
    chats: Mutex<Chats>,
}

#[derive(Default)]
struct Chats {
    known: HashMap<CompactString, Arc<Gate>>,
    /// How many there are when those that rest are looked for again.
    many: usize,
    /// The chat that was held last, and until when.
    held: Option<(CompactString, Instant)>,
}

impl Pace {
    /// Nobody who is first in line waits longer than `longest`.
    pub(crate) fn new(clock: Arc<dyn Clock>, protocol: Arc<dyn ReplyProtocol>, longest: Duration) -> Self {
        let altogether = Gate::new(protocol.limits(None));
        Self { clock, protocol, longest, altogether, chats: Mutex::default() }
    }

    /// Waits to be the first in line of the chat that a call is a message in; `None` where it does not count.
    ///
    /// *Cancel safety*: dropping the future leaves the line.
    pub(crate) async fn turn(&self, call: &Call) -> Option<Turn<'_>> {
        let chat = call.message_in.as_ref()?;
        let gate = self.gate(chat);
        let first = gate.line().await;
        Some(Turn { pace: self, chat: chat.clone(), gate, _first: first })
    }

    fn gate(&self, chat: &CompactString) -> Arc<Gate> {
        let mut chats = self.chats();
        if let Some(gate) = chats.known.get(chat) {
            return Arc::clone(gate);
        }
        if chats.known.len() >= chats.many.max(FEW) {
            chats.forget(self.clock.now().at);
        }
        let gate = Arc::new(Gate::new(self.protocol.limits(Some(chat))));
        chats.known.insert(chat.clone(), Arc::clone(&gate));
        gate
    }

    fn chats(&self) -> MutexGuard<'_, Chats> {
        self.chats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Chats {
    /// Forgets those that rest. Twice as many as are left may come before it looks again, so each looks at one or two.
    fn forget(&mut self, now: Instant) {
        // Clones are made under this lock only.
        self.known.retain(|_, gate| Arc::strong_count(gate) > 1 || !gate.is_over(now));
        self.many = self.known.len() * 2;
    }

    /// A chat is held; returns until when the bot is, which it is if two chats are: then it is the bot that is too fast.
    fn hold(&mut self, chat: &CompactString, until: Instant, now: Instant) -> Option<Instant> {
        let before = self.held.replace((chat.clone(), until));
        before.filter(|(other, at)| other != chat && *at > now).map(|(_, at)| at.min(until))
    }
}

/// The first in the line of a chat, until it is dropped.
pub(crate) struct Turn<'p> {
    pace: &'p Pace,
    chat: CompactString,
    gate: Arc<Gate>,
    _first: OwnedMutexGuard<()>,
}

/// A message that counts as under way, until this is dropped.
pub(crate) struct Slot<'t> {
    _counted: [Counted<'t>; 2],
}

impl Turn<'_> {
    /// Waits until one more message may be sent.
    ///
    /// *Cancel safety*: dropping the future gives back what it had.
    pub(crate) async fn slot(&self) -> Result<Slot<'_>, TooLong> {
        let Pace { clock, longest, altogether, .. } = self.pace;
        let in_chat = self.gate.enter(&**clock, *longest).await?;
        let first = altogether.line().await;
        let in_all = altogether.enter(&**clock, *longest).await?;
        drop(first);
        Ok(Slot { _counted: [in_chat, in_all] })
    }

    /// The platform wants nothing here for so long.
    pub(crate) fn hold(&self, pause: Duration) {
        let now = self.pace.clock.now().at;
        self.gate.hold(now + pause);
        if let Some(until) = self.pace.chats().hold(&self.chat, now + pause, now) {
            self.pace.altogether.hold(until);
        }
    }
}

#[cfg(test)]
mod tests;

//! A bot's handle, for whoever writes the script: what happens to it, what goes wrong, what came of it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use crate::secret::Secret;
use crate::telegram::ledger::{Fate, Record};
use crate::telegram::service::Service;
use crate::telegram::world::{Seat, Standing};
use crate::{Counters, Door, Exchange, Fault, Faults};

/// One bot in the network. Clones are the same bot.
#[derive(Clone, Debug)]
pub struct Bot {
    service: Arc<Service>,
    id: i64,
    token: Secret,
}

/// A bot at a glance.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Glance {
    /// Updates that wait or are not confirmed.
    pub pending: usize,
    /// Whether a poll waits for its answer.
    pub polling: bool,
    /// The webhook that is set.
    pub webhook: Option<String>,
    /// What was counted.
    pub counters: Counters,
}

impl Bot {
    pub(crate) fn new(service: &Arc<Service>, id: i64, token: &str) -> Self {
        service.bot(id, token);
        Self { service: Arc::clone(service), id, token: Secret::new(token) }
    }

    /// The token.
    pub fn token(&self) -> &str {
        self.token.reveal()
    }

    /// The number of the bot: the digits of its token.
    pub fn id(&self) -> i64 {
        self.id
    }

    // ---- what happens ----

    /// An update of any kind. `None`: the bot does not want this kind.
    pub fn push_update(&self, kind: &str, payload: &Value) -> Option<i32> {
        self.with(|seat, now| seat.desk.add(kind, payload, now)).flatten()
    }

    /// An update as it is, of no kind or several, or with an `update_id` of the wrong type; one is put in if there is
    /// none. Returns the id under which the network keeps it.
    pub fn push_raw(&self, update: Value) -> Option<i32> {
        self.with(|seat, now| seat.desk.add_raw(update, now))
    }

    /// Forgets all that is queued and counts updates from `first` on, as after a move to another server.
    pub fn restart_ids(&self, first: i32) {
        self.with(|seat, now| seat.desk.restart_ids(first, now));
    }

    // ---- what goes wrong ----

    /// The next request at this door that no other script has taken meets this fault.
    pub fn fail_next(&self, door: Door, fault: Fault) {
        self.with(|seat, _| seat.mischief.script(door, fault));
    }

    /// Every request at this door meets this fault, until [`recover`](Self::recover).
    pub fn fail_always(&self, door: Door, fault: Fault) {
        self.with(|seat, _| seat.mischief.always(door, fault));
    }

    /// Ends what was scripted for a door.
    pub fn recover(&self, door: Door) {
        self.with(|seat, _| seat.mischief.recover(door));
    }

    /// The chances of faults, in place of those of the network.
    pub fn set_faults(&self, faults: Faults) {
        self.with(|seat, _| seat.mischief.set_chances(faults));
    }

    /// Whether the API service talks to the bot.
    pub fn set_standing(&self, standing: Standing) {
        self.with(|seat, _| seat.standing = standing);
    }

    /// Answers this bot's short polls at once, whatever their pace. Telegram would hold one that asks the same again
    /// within three seconds; other platforms answer.
    pub fn allow_short_polls(&self) {
        self.with(|seat, _| seat.desk.polls.unthrottled = true);
    }

    // ---- what came of it ----

    /// What was counted so far.
    pub fn counters(&self) -> Counters {
        self.service.place(self.id).map(|place| place.books.counters()).unwrap_or_default()
    }

    /// The wire log, oldest exchange first.
    pub fn log(&self) -> Vec<Exchange> {
        self.service.place(self.id).map(|place| place.books.log()).unwrap_or_default()
    }

    /// What became of each update, oldest first.
    pub fn ledger(&self) -> Vec<Record> {
        self.read(|seat, now| (seat.desk.pending(now), seat.desk.ledger.records()).1).unwrap_or_default()
    }

    /// What became of the newest update with this id.
    pub fn fate(&self, update: i32) -> Option<Fate> {
        self.read(|seat, now| (seat.desk.pending(now), seat.desk.ledger.fate_of(update)).1).flatten()
    }

    /// How many updates wait or are not confirmed.
    pub fn pending(&self) -> usize {
        self.read(|seat, now| seat.desk.pending(now)).unwrap_or(0)
    }

    /// The address of the webhook that is set.
    pub fn webhook(&self) -> Option<String> {
        self.read(|seat, _| seat.desk.hook().map(|hook| hook.url.to_string())).flatten()
    }

    /// All of it in short.
    pub fn glance(&self) -> Glance {
        let polling = self.read(|seat, _| seat.desk.polls.is_waiting()).unwrap_or(false);
        Glance { pending: self.pending(), polling, webhook: self.webhook(), counters: self.counters() }
    }

    /// Waits until a look at the bot satisfies the caller; it looks again whenever something has changed.
    ///
    /// *Cancel safety*: dropping the future has no effect.
    pub async fn until(&self, mut satisfied: impl FnMut(&Glance) -> bool) -> Glance {
        let Some(place) = self.service.place(self.id) else { return self.glance() };
        loop {
            let mut changed = pin!(place.changed.notified());
            changed.as_mut().enable();
            let glance = self.glance();
            if satisfied(&glance) {
                return glance;
            }
            changed.await;
        }
    }

    /// Waits until every update is confirmed, or gone.
    pub async fn drained(&self) {
        self.until(|glance| glance.pending == 0).await;
    }

    /// Looks without making others look, or waiting for a change would never end.
    fn read<T>(&self, look: impl FnOnce(&mut Seat, Duration) -> T) -> Option<T> {
        let now = self.service.clock.now();
        self.service.world().seat(self.id).map(|seat| look(seat, now))
    }

    fn with<T>(&self, change: impl FnOnce(&mut Seat, Duration) -> T) -> Option<T> {
        self.service.change(self.id, change)
    }
}

//! One bot's side of the network: its queue, its poll, its webhook, as one machine without clock or socket.
//!
//! Every method takes the time. The table in `tests` holds this machine against the wire facts, one row each.

mod asking;
mod pushing;
mod setting;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use crate::telegram::errors::{ConflictPace, Refusal};
use crate::telegram::hook::{Health, Hook};
use crate::telegram::kinds::{self, Allowed};
use crate::telegram::ledger::{Fate, Ledger, Record};
use crate::telegram::poll::Polls;
use crate::telegram::pusher::Pusher;
use crate::telegram::queue::{Queue, Update};
use crate::{Conflict, Options};

pub(crate) use pushing::{Job, Work};
pub(crate) use setting::Begun;
use setting::Setting;

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) queue: Queue,
    pub(crate) ledger: Ledger,
    pub(crate) allowed: Allowed,
    pub(crate) polls: Polls,
    pub(crate) health: Health,
    conflicts: ConflictPace,
    hook: Option<Arc<Hook>>,
    pusher: Option<Pusher>,
    /// Counts the webhooks: what was pushed to an earlier one does not matter any more.
    generation: u64,
    setting: Option<Setting>,
    settings: u64,
    ended: Vec<(u64, Conflict, Duration)>,
    next_set: Duration,
    pace: Pace,
}

/// The options that a desk goes by.
#[derive(Clone, Copy, Debug)]
struct Pace {
    speed: f64,
    ageing: f64,
    hook_setup: Duration,
    seed: u64,
}

/// What is to be said to a request that may have to wait.
#[derive(Debug)]
pub(crate) enum Look<T> {
    /// This.
    Answer(T),
    /// No, and not before the given time.
    Refused(Refusal, Duration),
    /// Nothing yet: look again at this time, or when something has changed.
    Wait(Duration),
}

impl Desk {
    pub(crate) fn new(options: &Options, seed: u64) -> Self {
        let Options { speed, ageing, hook_setup, first_update, history, .. } = *options;
        Self {
            queue: Queue::starting_at(first_update),
            ledger: Ledger::keeping(history),
            allowed: Allowed::default(),
            polls: Polls::default(),
            health: Health::default(),
            conflicts: ConflictPace::default(),
            hook: None,
            pusher: None,
            generation: 0,
            setting: None,
            settings: 0,
            ended: Vec::new(),
            next_set: Duration::ZERO,
            pace: Pace { speed, ageing, hook_setup, seed },
        }
    }

    /// Queues an update, unless the bot does not want its kind.
    pub(crate) fn add(&mut self, kind: &str, payload: &Value, now: Duration) -> Option<i32> {
        if !self.allowed.admits(kind) {
            return None;
        }
        let id = self.queue.next_id();
        let body = format!(r#"{{"update_id":{id},"{kind}":{payload}}}"#);
        self.enqueue(kind, payload, body.into(), now);
        Some(id)
    }

    /// Queues an update as it is, whatever it looks like. An `update_id` is put in only if there is none.
    pub(crate) fn add_raw(&mut self, mut raw: Value, now: Duration) -> i32 {
        let id = self.queue.next_id();
        let kind = raw.as_object_mut().map_or(String::new(), |fields| {
            fields.entry("update_id").or_insert_with(|| id.into());
            fields.keys().find(|name| *name != "update_id").cloned().unwrap_or_default()
        });
        let payload = raw.get(&kind).cloned().unwrap_or_default();
        self.enqueue(&kind, &payload, raw.to_string().into(), now);
        id
    }

    fn enqueue(&mut self, kind: &str, payload: &Value, body: Bytes, now: Duration) {
        let id = self.queue.next_id();
        let text = payload.get("text").or_else(|| payload.get("data")).and_then(Value::as_str).map(str::to_owned);
        let record = Record {
            update: id,
            kind: kind.to_owned(),
            text,
            created: now,
            delivered: Vec::new(),
            fate: Fate::Pending,
        };
        let number = self.ledger.open(record);
        let key = kinds::queue_key(kind, payload).unwrap_or_else(|| format!("update:{number}").into());
        let expires = now + kinds::lifetime(kind).div_f64(self.pace.ageing);
        if let Some(pusher) = &mut self.pusher {
            pusher.add(&key, id, now);
        }
        self.queue.push(Update { id, number, key, body, expires });
    }

    /// Forgets everything that is queued and counts from `first` on, as after a move to another server.
    pub(crate) fn restart_ids(&mut self, first: i32, now: Duration) {
        self.drop_pending(now);
        self.queue = Queue::starting_at(first);
        self.generation += 1;
    }

    fn drop_pending(&mut self, now: Duration) {
        let dropped = self.queue.take_all_but(0);
        self.settle(&dropped, Fate::Dropped(now));
        self.pusher = self.hook.as_deref().map(|hook| self.new_pusher(hook));
    }

    fn settle(&mut self, updates: &[Update], fate: Fate) {
        for update in updates {
            self.ledger.settle(update.number, fate);
        }
    }

    fn sweep(&mut self, now: Duration) {
        let old = self.queue.sweep(now);
        self.settle(&old, Fate::Expired(now));
    }

    pub(crate) fn pending(&mut self, now: Duration) -> usize {
        self.sweep(now);
        self.queue.len()
    }
}

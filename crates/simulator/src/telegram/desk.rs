//! One bot's side of the network: its queue, its poll, its webhook, as one machine without clock or socket.
//!
//! Every method takes the time. The table in `tests` holds this machine against the wire facts, one row each.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use crate::telegram::errors::{ConflictPace, Refusal};
use crate::telegram::hook::{Health, Hook, Pushed};
use crate::telegram::kinds::{self, Allowed};
use crate::telegram::ledger::{Fate, Ledger, Record};
use crate::telegram::poll::{Ask, Polls};
use crate::telegram::pusher::{Next, Pusher};
use crate::telegram::queue::{Queue, Update};
use crate::{Conflict, Options};

/// An answer to a poll is cut at this size.
const PAGE_BYTES: usize = 4 << 20;
/// An offset at most this far past the newest update is believed.
const BELIEVED: i64 = 10;

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

/// A webhook that is being set or deleted.
#[derive(Debug)]
struct Setting {
    ticket: u64,
    want: Option<Hook>,
    drop_pending: bool,
    until: Duration,
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

/// An update on its way to a webhook.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) generation: u64,
    pub(crate) key: Arc<str>,
    pub(crate) update: Update,
    pub(crate) hook: Arc<Hook>,
}

/// What the notification service does next.
#[derive(Debug)]
pub(crate) enum Work {
    Push(Box<Job>),
    At(Duration),
    Idle,
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

    // ---- updates come in ----

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

    // ---- the bot asks ----

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

    // ---- the webhook changes ----

    /// Begins to set (or, with `None`, to delete) the webhook. An answer at once, or a ticket to look at.
    pub(crate) fn set_hook(
        &mut self,
        want: Option<Hook>,
        allowed: Option<Allowed>,
        drop_pending: bool,
        now: Duration,
    ) -> Result<Result<&'static str, u64>, Refusal> {
        if want.is_some() {
            if now < self.next_set {
                return Err(Refusal::too_many(Some(1)));
            }
            self.next_set = now + Duration::from_secs(1);
        }
        let same = self.hook.as_deref() == want.as_ref();
        if let Some(allowed) = allowed {
            self.allowed = allowed;
        }
        if let Some(other) = self.setting.take() {
            let leaves = self.conflicts.leaves(now);
            self.ended.push((other.ticket, Conflict::OtherSetWebhook, leaves));
        } else if same && !drop_pending {
            return Ok(Ok(if want.is_some() { "Webhook is already set" } else { "Webhook is already deleted" }));
        }
        if want.is_some() {
            self.polls.terminate(Conflict::SetWebhook, || self.conflicts.leaves(now));
        }
        self.settings += 1;
        let until = now + self.pace.hook_setup;
        self.setting = Some(Setting { ticket: self.settings, want, drop_pending, until });
        Ok(Err(self.settings))
    }

    /// What a `setWebhook` or `deleteWebhook` that had to wait is told.
    pub(crate) fn look_setting(&mut self, ticket: u64, now: Duration) -> Look<&'static str> {
        if let Some(at) = self.ended.iter().position(|(ended, ..)| *ended == ticket) {
            let (_, conflict, leaves) = self.ended.swap_remove(at);
            return Look::Refused(conflict.into(), leaves);
        }
        match self.setting.take_if(|setting| setting.ticket == ticket && setting.until <= now) {
            Some(setting) => Look::Answer(self.install(setting, now)),
            None => Look::Wait(self.setting.as_ref().map_or(now, |setting| setting.until)),
        }
    }

    fn install(&mut self, setting: Setting, now: Duration) -> &'static str {
        self.generation += 1;
        self.health = Health::default();
        self.hook = setting.want.map(Arc::new);
        if self.hook.is_some() {
            self.polls.terminate(Conflict::SetWebhook, || self.conflicts.leaves(now));
        }
        if setting.drop_pending {
            self.drop_pending(now);
        }
        self.pusher = self.hook.as_deref().map(|hook| self.new_pusher(hook));
        if let Some(pusher) = &mut self.pusher {
            self.queue.from(i64::MIN).for_each(|update| pusher.add(&update.key, update.id, now));
        }
        if self.hook.is_some() { "Webhook was set" } else { "Webhook was deleted" }
    }

    fn new_pusher(&self, hook: &Hook) -> Pusher {
        Pusher::new(hook.max_connections, self.pace.speed, self.pace.seed)
    }

    pub(crate) fn hook(&self) -> Option<&Hook> {
        self.hook.as_deref()
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    // ---- the network pushes ----

    /// What to push now, or when to ask again.
    pub(crate) fn work(&mut self, now: Duration) -> Work {
        self.sweep(now);
        loop {
            let (Some(hook), Some(pusher)) = (&self.hook, &mut self.pusher) else { return Work::Idle };
            match pusher.next(now) {
                Next::Idle => return Work::Idle,
                Next::At(at) => return Work::At(at),
                Next::Push(key, id) => {
                    if let Some(update) = self.queue.get(id).cloned() {
                        let (generation, hook) = (self.generation, Arc::clone(hook));
                        return Work::Push(Box::new(Job { generation, key, update, hook }));
                    }
                    pusher.done(&key, now);
                }
            }
        }
    }

    /// Lets the next update of the queue go before this one, if there is a next one.
    pub(crate) fn overtake(&mut self, job: &mut Job) {
        let first = self.pusher.as_mut().and_then(|pusher| pusher.overtake(&job.key));
        if let Some(update) = first.and_then(|id| self.queue.get(id)) {
            job.update = update.clone();
        }
    }

    /// What became of a push.
    pub(crate) fn pushed(&mut self, job: &Job, outcome: &Pushed, now: Duration) {
        let current = self.generation == job.generation;
        let Some(pusher) = self.pusher.as_mut().filter(|_| current) else { return };
        let retry_after = match outcome {
            Pushed::Answered { status: 200..=299, .. } => {
                self.health.succeeded();
                pusher.done(&job.key, now);
                return self.finish(job, Fate::Confirmed(now));
            }
            Pushed::Answered { retry_after, .. } => *retry_after,
            Pushed::Failed(_) => None,
        };
        let at = now + pusher.pause(&job.key, retry_after);
        if at < job.update.expires {
            pusher.again(&job.key, at);
        } else {
            pusher.done(&job.key, now);
            self.finish(job, Fate::Expired(now));
        }
        self.health.failed(outcome, now);
        if self.health.is_hopeless(now, self.pace.speed) {
            self.generation += 1;
            self.hook = None;
            self.pusher = None;
        }
    }

    fn finish(&mut self, job: &Job, fate: Fate) {
        if self.queue.remove(job.update.id).is_some() {
            self.ledger.settle(job.update.number, fate);
        }
    }
}

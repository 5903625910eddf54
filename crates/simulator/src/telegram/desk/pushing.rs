//! The network pushes: what is due, and what became of it.

use std::sync::Arc;
use std::time::Duration;

use super::Desk;
use crate::lanes::Next;
use crate::telegram::hook::{Hook, Pushed};
use crate::telegram::ledger::Fate;
use crate::telegram::queue::Update;

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

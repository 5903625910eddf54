//! The webhook changes: set, replaced, deleted, and terminated by the next change.

use std::sync::Arc;
use std::time::Duration;

use super::{Desk, Look};
use crate::Conflict;
use crate::telegram::errors::Refusal;
use crate::telegram::hook::{Health, Hook};
use crate::telegram::kinds::Allowed;
use crate::telegram::pusher::Pusher;

/// What becomes of a request to set or delete a webhook.
#[derive(Debug)]
pub(crate) enum Begun {
    /// Nothing had to be done.
    Done(&'static str),
    /// It takes a while: look at this ticket.
    Ticket(u64),
}

/// A webhook that is being set or deleted.
#[derive(Debug)]
pub(super) struct Setting {
    ticket: u64,
    want: Option<Hook>,
    drop_pending: bool,
    until: Duration,
}

impl Desk {
    /// Begins to set (or, with `None`, to delete) the webhook. Whoever asked goes on with [`look_setting`](Self::look_setting).
    pub(crate) fn set_hook(
        &mut self,
        want: Option<Hook>,
        allowed: Option<Allowed>,
        drop_pending: bool,
        now: Duration,
    ) -> Result<Begun, Refusal> {
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
            let text = if want.is_some() { "Webhook is already set" } else { "Webhook is already deleted" };
            return Ok(Begun::Done(text));
        }
        if want.is_some() {
            self.polls.terminate(Conflict::SetWebhook, || self.conflicts.leaves(now));
        }
        self.settings += 1;
        let until = now + self.pace.hook_setup;
        self.setting = Some(Setting { ticket: self.settings, want, drop_pending, until });
        Ok(Begun::Ticket(self.settings))
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

    /// Whoever asked went away; what was asked for is done nevertheless.
    pub(crate) fn leave_setting(&mut self, ticket: u64, now: Duration) {
        self.ended.retain(|(ended, ..)| *ended != ticket);
        if let Some(setting) = self.setting.take_if(|setting| setting.ticket == ticket) {
            self.install(setting, now);
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

    pub(super) fn new_pusher(&self, hook: &Hook) -> Pusher {
        Pusher::new(hook.max_connections, self.pace.speed, self.pace.seed)
    }

    pub(crate) fn hook(&self) -> Option<&Hook> {
        self.hook.as_deref()
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }
}

//! One repository: its issues, its hooks, and what happens, as one machine without clock or socket.
//!
//! Every method takes the time. The table in `tests` holds this machine against the wire facts, one row each.

pub(crate) mod deliveries;
pub(crate) mod feed;
pub(crate) mod hook;
pub(crate) mod issues;
mod pushing;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::errors::Refusal;
use super::shapes::{self, Name};
use crate::Options;
use crate::calendar::utc;
use crate::parcel::Parcel;
use deliveries::Deliveries;
use feed::Feed;
use hook::Hook;
use issues::Issue;

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) name: Name,
    pub(crate) feed: Feed,
    pub(crate) deliveries: Deliveries,
    hooks: BTreeMap<u64, Hook>,
    issues: BTreeMap<u64, Issue>,
    ids: u64,
    /// The time since 1970 when the network was started.
    epoch: Duration,
}

/// What something that happened is called by either door.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Traces {
    pub(crate) guid: String,
    pub(crate) event: Option<String>,
}

impl Desk {
    pub(crate) fn new(options: &Options, name: Name, epoch: Duration) -> Self {
        let settings = options.github;
        // Numbers of different repositories differ, as in life.
        let ids = name.id * 1_000_000;
        Self {
            feed: Feed::new(settings.lag, options.ageing, options.history),
            deliveries: Deliveries::new(&settings, options, name.id),
            name,
            hooks: BTreeMap::new(),
            issues: BTreeMap::new(),
            ids,
            epoch,
        }
    }

    pub(crate) fn new_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    pub(crate) fn date(&self, now: Duration) -> String {
        utc((self.epoch + now).as_secs())
    }

    /// Something happens: each hook that wants this kind hears of it, and the feed shows it if it shows such things.
    /// `payload` is what a webhook says besides repository and sender.
    pub(crate) fn happen(&mut self, kind: &str, payload: &Value, who: &str, now: Duration) -> Traces {
        let guid = self.deliveries.new_guid();
        let wanting: Vec<_> = self.hooks.values().filter(|hook| hook.wants(kind)).map(|hook| hook.id).collect();
        let whole = self.whole(payload, who, now);
        self.deliveries.note(&guid, kind, text_of(payload), !wanting.is_empty(), now);
        for hook in wanting {
            self.deliver(hook, &guid, kind, &whole, now);
        }
        let id = self.new_id();
        let date = self.date(now);
        let event = self.feed.add(kind, payload, (&self.name, who, &date), id, now);
        Traces { guid, event }
    }

    /// The repository, as a webhook shows it.
    pub(crate) fn repository(&self, now: Duration) -> Value {
        self.name.repository(&self.date(now))
    }

    /// A payload with repository and sender in it.
    fn whole(&self, payload: &Value, who: &str, now: Duration) -> Value {
        let mut whole = payload.clone();
        whole["repository"] = self.repository(now);
        whole["sender"] = shapes::user(who);
        whole
    }

    fn deliver(&mut self, hook: u64, guid: &str, kind: &str, whole: &Value, now: Duration) {
        let Some(hook) = self.hooks.get(&hook) else { return };
        let parcel = hook.parcel(kind, guid, whole, self.name.id);
        self.deliveries.enqueue(hook.id, guid, kind, whole, parcel, now);
    }

    // ---- hooks ----

    /// Makes a hook, and pings it.
    pub(crate) fn add_hook(&mut self, wish: &Value, who: &str, now: Duration) -> Result<Value, Refusal> {
        let id = self.new_id();
        let hook = Hook::from_wish(id, wish, now)?;
        if self.hooks.values().any(|known| known.is_same(&hook)) {
            return Err(Refusal::invalid("Hook", "base", "Hook already exists on this repository"));
        }
        self.hooks.insert(id, hook);
        self.ping(id, who, now)?;
        self.hook(id)
    }

    pub(crate) fn change_hook(&mut self, id: u64, wish: &Value, now: Duration) -> Result<Value, Refusal> {
        let hook = self.hooks.get_mut(&id).ok_or_else(Refusal::not_found)?;
        hook.change(wish, now)?;
        self.hook(id)
    }

    pub(crate) fn remove_hook(&mut self, id: u64) -> Result<(), Refusal> {
        self.hooks.remove(&id).map(drop).ok_or_else(Refusal::not_found)
    }

    pub(crate) fn hook(&self, id: u64) -> Result<Value, Refusal> {
        let hook = self.hooks.get(&id).ok_or_else(Refusal::not_found)?;
        Ok(hook.value(&self.name, self.deliveries.last(id), |at| self.date(at)))
    }

    pub(crate) fn hooks(&self) -> Vec<Value> {
        self.hooks.keys().filter_map(|id| self.hook(*id).ok()).collect()
    }

    pub(crate) fn hook_urls(&self) -> Vec<String> {
        self.hooks.values().map(|hook| hook.url().to_owned()).collect()
    }

    /// A parcel to the first hook, for a forger: who it is for, what it says, and the secret that he does not know.
    pub(crate) fn forgeable(
        &mut self,
        kind: &str,
        payload: &Value,
        who: &str,
        now: Duration,
    ) -> Option<(Parcel, String)> {
        let (guid, whole) = (self.deliveries.new_guid(), self.whole(payload, who, now));
        let hook = self.hooks.values().next()?;
        Some((hook.unsigned(kind, &guid, &whole, self.name.id), hook.secret().unwrap_or_default().to_owned()))
    }

    pub(crate) fn ping(&mut self, id: u64, who: &str, now: Duration) -> Result<(), Refusal> {
        let hook = self.hook(id)?;
        let payload = json!({"zen": "Keep it logically awesome.", "hook_id": id, "hook": hook});
        let (guid, whole) = (self.deliveries.new_guid(), self.whole(&payload, who, now));
        self.deliveries.note(&guid, "ping", None, true, now);
        self.deliver(id, &guid, "ping", &whole, now);
        Ok(())
    }
}

/// The text that tells one thing from another in a book.
fn text_of(payload: &Value) -> Option<&str> {
    let paths = ["/comment/body", "/issue/title", "/pull_request/title", "/ref"];
    paths.iter().find_map(|path| payload.pointer(path)?.as_str())
}

//! One app: its subscription, its pages, and what happens on them, as one machine without clock or socket.
//!
//! Every method takes the time. The table in `tests` holds this machine against the wire facts, one row each.

mod pushing;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::errors::Refusal;
use super::notice::{Event, Notice};
use super::page_desk::{PageDesk, messaging};
use super::sent::Sent;
use super::settings::Settings;
use crate::lanes::Lanes;
use crate::notes::Notes;
use crate::secret::Secret;
use crate::{Fate, Options};

/// Where an app is told what happens, once that was verified.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) url: Url,
    pub(crate) fields: BTreeSet<String>,
}

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) id: u64,
    pub(crate) secret: Secret,
    pub(crate) pages: BTreeMap<String, PageDesk>,
    pub(crate) notes: Notes,
    subscription: Option<Subscription>,
    gathered: Option<Vec<Event>>,
    notices: HashMap<u64, Notice>,
    lanes: Lanes<u64>,
    numbers: u64,
    failing_since: Option<Duration>,
    settings: Settings,
    speed: f64,
    /// The time since 1970 when the network was started.
    epoch: Duration,
}

impl Desk {
    pub(crate) fn new(options: &Options, id: u64, secret: &str, epoch: Duration) -> Self {
        let settings = options.facebook;
        Self {
            id,
            secret: Secret::new(secret),
            pages: BTreeMap::new(),
            notes: Notes::keeping(options.history),
            subscription: None,
            gathered: None,
            notices: HashMap::new(),
            lanes: Lanes::new(settings.at_most),
            numbers: 0,
            failing_since: None,
            settings,
            speed: options.speed,
            epoch,
        }
    }

    pub(crate) fn subscription(&self) -> Option<&Subscription> {
        self.subscription.as_ref()
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The callback was verified.
    pub(crate) fn subscribe(&mut self, subscription: Subscription) {
        self.subscription = Some(subscription);
        self.failing_since = None;
    }

    /// Nothing is pushed any more; what waits is gone.
    pub(crate) fn unsubscribe(&mut self, now: Duration) {
        self.subscription = None;
        self.failing_since = None;
        self.lanes = Lanes::new(self.settings.at_most);
        for (_, notice) in self.notices.drain() {
            notice.items.iter().for_each(|id| self.notes.settle(id, Fate::Dropped(now)));
        }
    }

    /// A name for something new: `m_…` for messages.
    pub(crate) fn new_id(&mut self, prefix: &str) -> String {
        self.numbers += 1;
        format!("{prefix}{}", self.numbers)
    }

    pub(crate) fn millis(&self, now: Duration) -> u64 {
        u64::try_from((self.epoch + now).as_millis()).unwrap_or(u64::MAX)
    }

    /// Something happens. Whether the app hears of it, its subscription says, and that of the page.
    pub(crate) fn happen(&mut self, event: Event, text: Option<&str>, now: Duration) {
        self.notes.open(&event.id, &event.field, text, now);
        let asked = self.subscription.as_ref().is_some_and(|subscription| subscription.fields.contains(&event.field));
        let installed = self.pages.get(&event.page).and_then(|page| page.fields.as_ref());
        if !asked || !installed.is_some_and(|fields| fields.contains(&event.field)) {
            return self.notes.settle(&event.id, Fate::Dropped(now));
        }
        match &mut self.gathered {
            Some(gathered) => gathered.push(event),
            None => self.enqueue(&[event], now),
        }
    }

    /// Keeps what happens from now on for one body.
    pub(crate) fn gather(&mut self) {
        self.gathered.get_or_insert_default();
    }

    /// Lets go what was gathered, in one body.
    pub(crate) fn release(&mut self, now: Duration) {
        let events = self.gathered.take().unwrap_or_default();
        if !events.is_empty() {
            self.enqueue(&events, now);
        }
    }

    fn enqueue(&mut self, events: &[Event], now: Duration) {
        let notice = self.notice(events, now);
        self.numbers += 1;
        self.lanes.add(&notice.key, self.numbers, now);
        self.notices.insert(self.numbers, notice);
    }

    pub(crate) fn notice(&self, events: &[Event], now: Duration) -> Notice {
        Notice::new(events, now, self.millis(now), self.settings.older_escapes)
    }

    /// Somebody says something to a page: `name` is the kind of event, such as `message`.
    pub(crate) fn spoken(&mut self, page: &str, from: &str, name: &str, value: &Value, now: Duration) -> String {
        let known = value["mid"].as_str().map(str::to_owned);
        let id = known.unwrap_or_else(|| self.new_id(&format!("{name}_")));
        if let Some(desk) = self.pages.get_mut(page).filter(|_| !["read", "delivery"].contains(&name)) {
            desk.heard(from, now);
        }
        let field = match name {
            "message" => "messages",
            "postback" => "messaging_postbacks",
            "read" => "message_reads",
            "delivery" => "message_deliveries",
            "reaction" => "message_reactions",
            "optin" => "messaging_optins",
            "referral" => "messaging_referrals",
            other => other,
        };
        let text = value["text"].as_str().or_else(|| value["payload"].as_str());
        let messaging = messaging(from, page, self.millis(now), name, value);
        let event = Event {
            page: page.to_owned(),
            id: id.clone(),
            field: field.to_owned(),
            with: from.to_owned(),
            value: messaging,
        };
        self.happen(event, text, now);
        id
    }

    /// Keeps an attachment that is to be sent again: returns the id that stands for it from now on.
    pub(crate) fn keep(&mut self, request: &Value) -> Option<String> {
        let payload = request.pointer("/message/attachment/payload")?;
        let wanted = payload["is_reusable"] == true || payload["is_reusable"] == "true";
        wanted.then(|| self.new_id("9000"))
    }

    /// The page sends by the Send API; echo and delivery follow, for those who asked for them.
    pub(crate) fn send(&mut self, page: &str, request: Value, now: Duration) -> Result<Sent, Refusal> {
        let mid = self.new_id("m_out_");
        let message = request.get("message").cloned();
        let desk = self.pages.get_mut(page).ok_or_else(Refusal::bad_token)?;
        let sent = desk.send(request, &mid, now)?;
        if let Some(message) = message.filter(|_| sent.message.is_some()) {
            self.echo(page, &sent.recipient, message, &mid, Some(self.id), now);
            let value = json!({"mids": [mid], "watermark": self.millis(now)});
            self.spoken(page, &sent.recipient, "delivery", &value, now);
        }
        Ok(sent)
    }

    /// What a page said comes back to its app. `app` is missing when a human wrote it in the page's inbox.
    pub(crate) fn echo(
        &mut self,
        page: &str,
        to: &str,
        mut message: Value,
        mid: &str,
        app: Option<u64>,
        now: Duration,
    ) {
        message["is_echo"] = json!(true);
        message["mid"] = json!(mid);
        if let Some(app) = app {
            message["app_id"] = json!(app);
        }
        let event = Event {
            page: page.to_owned(),
            id: mid.to_owned(),
            field: "message_echoes".to_owned(),
            with: to.to_owned(),
            value: messaging(page, to, self.millis(now), "message", &message),
        };
        self.happen(event, message["text"].as_str(), now);
    }
}

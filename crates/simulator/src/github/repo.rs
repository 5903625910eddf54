//! A repository's handle, for whoever writes the script: its hooks, its deliveries, what came of them.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::time::timeout;

use super::desk::Desk;
use super::hub::Hub;
use crate::notes::Note;
use crate::parcel::Parcel;
use crate::post::Roads;
use crate::signature::{Forgery, sign};
use crate::site::Site;
use crate::tap::Tap;

/// One repository. Clones are the same repository.
#[derive(Clone, Debug)]
pub struct Repo {
    pub(super) hub: Arc<Hub>,
    pub(super) site: Arc<Site<Desk>>,
}

impl Repo {
    /// `owner/name`.
    pub fn name(&self) -> String {
        self.site.read(|desk, _| desk.name.full())
    }

    /// The addresses of its webhooks, oldest first.
    pub fn hooks(&self) -> Vec<String> {
        self.site.read(|desk, _| desk.hook_urls())
    }

    /// The repository as webhooks show it, for payloads of one's own.
    pub fn shown(&self) -> Value {
        self.site.read(|desk, now| desk.repository(now))
    }

    /// An issue as webhooks show it, or what a pull request has of one. `None`: there is none of this number.
    pub fn issue(&self, number: u64) -> Option<Value> {
        self.site.read(|desk, _| desk.issue(number).ok())
    }

    /// A pull request as webhooks show it. `None`: there is none of this number.
    pub fn pull_request(&self, number: u64) -> Option<Value> {
        self.site.read(|desk, _| desk.pull_request(number))
    }

    /// The comments on an issue, oldest first, as the API shows them.
    pub fn comments(&self, number: u64) -> Vec<Value> {
        self.site.read(|desk, _| desk.comments(number).unwrap_or_default())
    }

    /// Lets somebody who does not know the secret tell the first webhook that an issue of this title was opened, once.
    /// Returns the HTTP status of the answer, if there is one. It is neither counted nor logged: GitHub knows nothing
    /// of it.
    pub async fn forge(&self, title: &str, forgery: Forgery) -> Option<u16> {
        let (parcel, secret) = self.site.change(|desk, now| {
            let (id, date) = (desk.new_id(), desk.date(now));
            let issue = desk.name.issue(id, 1, "mallory", (title, ""), &date);
            desk.forgeable("issues", &json!({"action": "opened", "issue": issue}), "mallory", now)
        })?;
        self.throw(forgery.of(parcel, &secret)).await
    }

    /// Delivers a body as it is to the first webhook, once, with GitHub's signature: whatever its next version may send.
    /// Returns the HTTP status of the answer, if there is one. It is neither counted nor logged.
    pub async fn push_raw(&self, kind: &str, body: &str) -> Option<u16> {
        let made = self.site.change(|desk, now| desk.forgeable(kind, &json!({}), "ghost", now));
        let (mut parcel, secret) = made?;
        parcel.body = body.to_owned().into();
        sign(&mut parcel, &secret);
        self.throw(parcel).await
    }

    async fn throw(&self, parcel: Parcel) -> Option<u16> {
        let mut roads = Roads::new(&self.hub.stage);
        let lines = roads.to(&parcel.url);
        let (answer, _) =
            timeout(self.hub.stage.options.github.deadline, lines.exchange(&parcel.request())).await.ok()?;
        answer.ok().map(|(parts, _)| parts.status.as_u16())
    }

    /// What became of each thing that happened, by GUID, oldest first: confirmed by a 2xx, expired if the one delivery
    /// failed, dropped if no webhook wanted it.
    pub fn deliveries(&self) -> Vec<Note> {
        self.site.read(|desk, _| desk.deliveries.notes.all())
    }

    /// What the Events API shows or will show, by event id, oldest first, with each time that it stood in an answer.
    /// Its fate is never settled: nobody says how far they have read.
    pub fn events(&self) -> Vec<Note> {
        self.site.read(|desk, _| desk.feed.notes.all())
    }

    /// Waits until no delivery is on its way.
    ///
    /// *Cancel safety*: dropping the future has no effect.
    pub async fn drained(&self) {
        self.tap().until(|_| self.site.read(|desk, _| desk.deliveries.notes.pending() == 0)).await;
    }

    /// The wire of deliveries: counters, log, faults at [`Door::Push`](crate::Door::Push).
    pub fn tap(&self) -> &Tap {
        self.site.tap()
    }
}

//! An app's handle, for whoever writes the script: its subscription, its pushes, what came of them.

use std::sync::Arc;

use tokio::time::timeout;

use super::desk::Desk;
use super::graph::Graph;
use super::handshake::{self, Wish};
use super::notice::Event;
use super::page::Page;
use super::page_desk::{PageDesk, messaging};
use crate::lines::Lines;
use crate::notes::Note;
use crate::parcel::Parcel;
use crate::post::Roads;
use crate::signature::{Forgery, sign};
use crate::site::Site;
use crate::tap::Tap;

/// One app of Meta's. Clones are the same app.
#[derive(Clone, Debug)]
pub struct App {
    pub(super) graph: Arc<Graph>,
    pub(super) site: Arc<Site<Desk>>,
}

impl App {
    pub(super) fn new(graph: &Arc<Graph>, site: &Arc<Site<Desk>>) -> Self {
        Self { graph: Arc::clone(graph), site: Arc::clone(site) }
    }

    /// The number of the app.
    pub fn id(&self) -> u64 {
        self.site.read(|desk, _| desk.id)
    }

    /// What `POST /{app}/subscriptions` wants as access token.
    pub fn token(&self) -> String {
        self.site.read(|desk, _| format!("{}|{}", desk.id, desk.secret.reveal()))
    }

    /// The page with this access token, new if need be. The app is installed on it, and hears everything.
    pub fn page(&self, token: &str) -> Page {
        let known = self
            .site
            .read(|desk, _| desk.pages.values().find(|page| page.token.reveal() == token).map(|page| page.id.clone()));
        let id = known.unwrap_or_else(|| {
            let (id, options) = (self.graph.page_id(), &self.graph.stage.options);
            let mut page = PageDesk::new(&id, token, options.facebook.sends_per_second, options.ageing);
            page.fields = Some(handshake::all_fields());
            self.site.change(|desk, _| drop(desk.pages.insert(id.clone(), page)));
            id
        });
        Page { app: self.clone(), id }
    }

    /// What the developer does in the app's dashboard: gives a callback, which is verified, and subscribes it to
    /// everything. An error says what the dashboard would.
    pub async fn subscribe(&self, callback_url: &str, verify_token: &str) -> Result<(), String> {
        let fields = handshake::all_fields();
        let wish = Wish { callback: callback_url.to_owned(), verify_token: verify_token.to_owned(), fields };
        handshake::subscribe(&self.site, wish).await.map_err(|refusal| refusal.text)
    }

    /// Ends the subscription; what waits is gone.
    pub fn unsubscribe(&self) {
        self.site.change(Desk::unsubscribe);
    }

    /// Where the app is told what happens, if anywhere. It ends by itself when pushes fail for too long.
    pub fn callback(&self) -> Option<String> {
        self.site.read(|desk, _| desk.subscription().map(|subscription| subscription.url.to_string()))
    }

    /// Keeps what happens from now on, until [`release`](Self::release).
    pub fn gather(&self) {
        self.site.change(|desk, _| desk.gather());
    }

    /// Pushes in one body what was gathered: an entry for each page, an event for each thing that happened.
    pub fn release(&self) {
        self.site.change(Desk::release);
    }

    /// Lets somebody who does not know the secret tell the callback that a message with this text came to a page, once.
    /// Returns the HTTP status of the answer, if there is one. It is neither counted nor logged: Meta knows nothing of it.
    pub async fn forge(&self, page: &Page, text: &str, forgery: Forgery) -> Option<u16> {
        let made = self.site.read(|desk, now| {
            let mid = desk.new_id("m_forged_");
            let value = serde_json::json!({"mid": mid, "text": text});
            let value = messaging("666", &page.id, desk.millis(now), "message", &value);
            let event = Event { page: page.id.clone(), id: mid, field: String::new(), with: String::new(), value };
            let parcel = desk.parcel(desk.notice(&[event], now).body)?;
            Some(forgery.of(parcel, desk.secret.reveal()))
        });
        self.throw(made?).await
    }

    /// Posts a body as it is, once, with Meta's signature: whatever its next version may send. Returns the HTTP status of
    /// the answer, if there is one. It is neither counted nor logged.
    pub async fn push_raw(&self, body: &str) -> Option<u16> {
        let parcel = self.site.read(|desk, _| {
            let mut parcel = desk.parcel(body.to_owned().into())?;
            sign(&mut parcel, desk.secret.reveal());
            Some(parcel)
        });
        self.throw(parcel?).await
    }

    async fn throw(&self, parcel: Parcel) -> Option<u16> {
        let mut roads = Roads::new(&self.graph.stage);
        let lines: Arc<Lines> = roads.to(&parcel.url);
        let deadline = self.graph.stage.options.facebook.deadline;
        let (answer, _) = timeout(deadline, lines.exchange(&parcel.request())).await.ok()?;
        answer.ok().map(|(parts, _)| parts.status.as_u16())
    }

    /// What became of each event, oldest first.
    pub fn ledger(&self) -> Vec<Note> {
        self.site.read(|desk, _| desk.notes.all())
    }

    /// How many events wait, or are on their way.
    pub fn pending(&self) -> usize {
        self.site.read(|desk, _| desk.notes.pending())
    }

    /// Waits until every event is confirmed, or gone.
    ///
    /// *Cancel safety*: dropping the future has no effect.
    pub async fn drained(&self) {
        self.tap().until(|_| self.pending() == 0).await;
    }

    /// The app's wire: counters, log, faults.
    pub fn tap(&self) -> &Tap {
        self.site.tap()
    }
}

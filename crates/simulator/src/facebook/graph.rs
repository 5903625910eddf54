//! All apps and people: whom a token or an id belongs to.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast;

use super::app::App;
use super::desk::Desk;
use super::errors::Refusal;
use super::sent::Sent;
use crate::post::deliver;
use crate::site::{Site, Stage};
use crate::telegram::sent::SentStream;

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) stage: Stage,
    sent: broadcast::Sender<Sent>,
    apps: Mutex<BTreeMap<u64, Arc<Site<Desk>>>>,
    pages: AtomicU64,
}

/// Whose token it is.
#[derive(Clone, Debug)]
pub(crate) enum Owner {
    /// A page's, of this app.
    Page(Arc<Site<Desk>>, String),
    /// An app's own: its id and its secret.
    App(Arc<Site<Desk>>),
}

impl Graph {
    pub(crate) fn new(stage: &Stage) -> Arc<Self> {
        let (sent, _) = broadcast::channel(stage.options.sent_buffer.max(1));
        Arc::new(Self { stage: stage.clone(), sent, apps: Mutex::default(), pages: AtomicU64::new(2_000_001) })
    }

    /// The app of this secret, new if need be; pushing begins with it.
    pub(crate) fn app(self: &Arc<Self>, secret: &str) -> App {
        let mut apps = self.apps();
        let known = apps.values().find(|site| site.read(|desk, _| desk.secret.reveal() == secret));
        if let Some(site) = known {
            return App::new(self, site);
        }
        let id = 1_000_001 + apps.len() as u64;
        let epoch = self.stage.clock.since_1970(Duration::ZERO);
        let site = Site::new(&self.stage, &format!("app {id}"), Desk::new(&self.stage.options, id, secret, epoch));
        apps.insert(id, Arc::clone(&site));
        self.stage.tasks.spawn(deliver(Arc::clone(&site)));
        App::new(self, &site)
    }

    /// A free id for a page.
    pub(crate) fn page_id(&self) -> String {
        self.pages.fetch_add(1, Ordering::Relaxed).to_string()
    }

    pub(crate) fn site(&self, app: u64) -> Option<Arc<Site<Desk>>> {
        self.apps().get(&app).cloned()
    }

    pub(crate) fn owner(&self, token: &str) -> Result<Owner, Refusal> {
        if let Some((id, secret)) = token.split_once('|') {
            let site = id.parse().ok().and_then(|id| self.site(id));
            let site = site.filter(|site| site.read(|desk, _| desk.secret.reveal() == secret));
            return site.map(Owner::App).ok_or_else(Refusal::bad_token);
        }
        let page_of = |site: &Arc<Site<Desk>>| {
            site.read(|desk, _| {
                desk.pages.values().find(|page| page.token.reveal() == token).map(|page| page.id.clone())
            })
        };
        let mut pages =
            self.apps().values().filter_map(|site| Some((Arc::clone(site), page_of(site)?))).collect::<Vec<_>>();
        pages.pop().map(|(site, page)| Owner::Page(site, page)).ok_or_else(Refusal::bad_token)
    }

    pub(crate) fn show(&self, sent: Sent) {
        // Nobody needs to listen.
        let _ = self.sent.send(sent);
    }

    pub(crate) fn listen(&self) -> SentStream<Sent> {
        SentStream::new(self.sent.subscribe(), self.stage.tasks.stop.clone())
    }

    fn apps(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Site<Desk>>>> {
        self.apps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

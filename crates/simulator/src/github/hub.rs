//! All accounts and repositories: whom a token belongs to, and what a name leads to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast;

use super::account::Account;
use super::desk::Desk;
use super::errors::Refusal;
use super::limits::Limits;
use super::repo::Repo;
use super::sent::Sent;
use super::shapes::Name;
use crate::post::deliver;
use crate::secret::Secret;
use crate::site::{Site, Stage};
use crate::telegram::sent::SentStream;

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Hub {
    pub(crate) stage: Stage,
    sent: broadcast::Sender<Sent>,
    /// Whoever comes without a token.
    pub(crate) anonymous: Arc<Site<Limits>>,
    accounts: Mutex<Vec<(Secret, Arc<Site<Limits>>)>>,
    repos: Mutex<BTreeMap<String, Arc<Site<Desk>>>>,
}

impl Hub {
    pub(crate) fn new(stage: &Stage) -> Arc<Self> {
        let (sent, _) = broadcast::channel(stage.options.sent_buffer.max(1));
        let anonymous = Site::new(stage, "anonymous", Limits::new(None, stage.options.github));
        let (accounts, repos) = (Mutex::default(), Mutex::default());
        Arc::new(Self { stage: stage.clone(), sent, anonymous, accounts, repos })
    }

    /// The account of this token, new if need be.
    pub(crate) fn account(self: &Arc<Self>, token: &str, login: &str) -> Account {
        let site = self.known(token).unwrap_or_else(|| {
            let limits = Limits::new(Some(login), self.stage.options.github);
            let site = Site::new(&self.stage, &format!("account {login}"), limits);
            self.accounts().push((Secret::new(token), Arc::clone(&site)));
            site
        });
        Account { site }
    }

    /// The repository of this name, new if need be; delivering begins with it.
    pub(crate) fn repo(self: &Arc<Self>, owner: &str, repo: &str) -> Repo {
        let mut repos = self.repos();
        let id = 1_000_001 + repos.len() as u64;
        let site = repos.entry(key(owner, repo)).or_insert_with(|| {
            let name = Name { owner: owner.to_owned(), repo: repo.to_owned(), id };
            let epoch = self.stage.clock.since_1970(Duration::ZERO);
            let site = Site::new(&self.stage, &name.full(), Desk::new(&self.stage.options, name, epoch));
            self.stage.tasks.spawn(deliver(Arc::clone(&site)));
            site
        });
        Repo { hub: Arc::clone(self), site: Arc::clone(site) }
    }

    pub(crate) fn find(&self, owner: &str, repo: &str) -> Result<Arc<Site<Desk>>, Refusal> {
        self.repos().get(&key(owner, repo)).cloned().ok_or_else(Refusal::not_found)
    }

    /// Whose request it is: an account's, or nobody's.
    pub(crate) fn admit(self: &Arc<Self>, token: Option<&str>) -> Result<Arc<Site<Limits>>, Refusal> {
        let Some(token) = token else { return Ok(Arc::clone(&self.anonymous)) };
        if self.stage.options.open && !token.is_empty() {
            self.account(token, "simulated-bot");
        }
        self.known(token).ok_or_else(|| Refusal::new(401, "Bad credentials"))
    }

    fn known(&self, token: &str) -> Option<Arc<Site<Limits>>> {
        self.accounts().iter().find(|(known, _)| known.reveal() == token).map(|(_, site)| Arc::clone(site))
    }

    pub(crate) fn show(&self, sent: Sent) {
        // Nobody needs to listen.
        let _ = self.sent.send(sent);
    }

    pub(crate) fn listen(&self) -> SentStream<Sent> {
        SentStream::new(self.sent.subscribe(), self.stage.tasks.stop.clone())
    }

    fn accounts(&self) -> MutexGuard<'_, Vec<(Secret, Arc<Site<Limits>>)>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn repos(&self) -> MutexGuard<'_, BTreeMap<String, Arc<Site<Desk>>>> {
        self.repos.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names are the same in upper and lower case.
fn key(owner: &str, repo: &str) -> String {
    format!("{owner}/{repo}").to_ascii_lowercase()
}

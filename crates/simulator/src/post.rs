//! The notification service at work: takes what is due from a desk and POSTs it to the webhook.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use tokio::time::{sleep, sleep_until, timeout};
use tokio_util::sync::{CancellationToken, DropGuard};
use url::Url;

use crate::lines::{Lines, Reply};
use crate::log::{Entry, What};
use crate::parcel::Parcel;
use crate::site::{Site, Stage};
use crate::{Door, Fault, Traffic};

/// Something on its way to a webhook.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) number: u64,
    pub(crate) key: Arc<str>,
    pub(crate) parcel: Parcel,
    /// The ids of what is in it.
    pub(crate) items: Vec<String>,
    /// A webhook that says nothing for this long is given up on.
    pub(crate) patience: Duration,
}

/// What the notification service does next.
#[derive(Debug)]
pub(crate) enum Work {
    Push(Box<Job>),
    At(Duration),
    Idle,
}

/// What a webhook answered, whole.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
    /// How long it took.
    pub(crate) took: Duration,
}

/// A desk that has something to push.
pub(crate) trait Sender: Send + 'static {
    /// What to push now, or when to ask again.
    fn work(&mut self, now: Duration) -> Work;
    /// Lets the next of its lane go before this one, if there is a next one.
    fn overtake(&mut self, job: Job) -> Job;
    /// It leaves for the webhook, whole.
    fn handed_out(&mut self, job: &Job, now: Duration);
    /// What became of it. An error says why there was no answer.
    fn pushed(&mut self, job: &Job, said: &Result<Said, String>, now: Duration);
}

/// Pushes what a desk has to push as long as the network exists.
pub(crate) async fn deliver<D: Sender>(site: Arc<Site<D>>) {
    let mut roads = Roads::new(&site.tap().stage);
    loop {
        let mut changed = pin!(site.tap().changed.notified());
        changed.as_mut().enable();
        match site.read(|desk, now| desk.work(now)) {
            Work::Push(job) => {
                let fault = site.tap().draw(Door::Push);
                let job =
                    if fault == Some(Fault::OutOfOrder) { site.change(|desk, _| desk.overtake(*job)) } else { *job };
                let push = Push { site: Arc::clone(&site), lines: roads.to(&job.parcel.url), job, fault };
                site.tap().stage.tasks.spawn(push.run());
            }
            Work::Idle => changed.await,
            Work::At(at) => tokio::select! {
                () = changed => {}
                () = sleep_until(site.tap().stage.clock.instant(at)) => {}
            },
        }
    }
}

/// Connections, by where they lead.
#[derive(Debug)]
pub(crate) struct Roads {
    stage: Stage,
    scope: CancellationToken,
    lines: BTreeMap<(String, u16), Arc<Lines>>,
    _end: DropGuard,
}

impl Roads {
    pub(crate) fn new(stage: &Stage) -> Self {
        let scope = CancellationToken::new();
        Self { stage: stage.clone(), lines: BTreeMap::new(), _end: scope.clone().drop_guard(), scope }
    }

    pub(crate) fn to(&mut self, url: &Url) -> Arc<Lines> {
        let place = (url.host_str().unwrap_or_default().to_owned(), url.port_or_known_default().unwrap_or(80));
        let new = || Arc::new(Lines::new(&place.0, place.1, self.stage.tasks.clone(), self.scope.clone()));
        Arc::clone(self.lines.entry(place.clone()).or_insert_with(new))
    }
}

/// One of them.
struct Push<D> {
    site: Arc<Site<D>>,
    lines: Arc<Lines>,
    job: Job,
    fault: Option<Fault>,
}

impl<D: Sender> Push<D> {
    async fn run(self) {
        if let Some(Fault::Late(pause)) = &self.fault {
            sleep(*pause).await;
        }
        let mut said = self.once().await;
        if self.fault == Some(Fault::Twice) && said.as_ref().is_ok_and(|said| said.status.is_success()) {
            said = self.once().await;
        }
        self.site.change(|desk, now| desk.pushed(&self.job, &said, now));
    }

    /// Pushes, and writes it down.
    async fn once(&self) -> Result<Said, String> {
        let tap = self.site.tap();
        let started = tap.stage.clock.now();
        let mut entry =
            Entry::open(Arc::clone(&tap.books), What::Deliver { items: self.job.items.clone(), status: None });
        tap.stage.travel().await;
        let hand_out = || self.site.change(|desk, now| desk.handed_out(&self.job, now));
        let (reply, bytes) =
            under(self.fault.as_ref(), &self.lines, &self.job.parcel, self.job.patience, hand_out).await;
        tap.stage.travel().await;
        entry.bytes = bytes;
        let took = tap.stage.clock.now().saturating_sub(started);
        let said = reply.map(|(parts, body)| Said { status: parts.status, headers: parts.headers, body, took });
        entry.what.set_status(said.as_ref().ok().map(|said| said.status.as_u16()));
        said
    }
}

/// Sends a parcel as a fault has it; `hand_out` is called when all of it may reach the webhook.
pub(crate) async fn under(
    fault: Option<&Fault>,
    lines: &Lines,
    parcel: &Parcel,
    patience: Duration,
    hand_out: impl FnOnce(),
) -> Reply {
    if parcel.url.scheme() == "https" {
        return (Err("SSL error: the simulated network speaks plain HTTP only".to_owned()), Traffic::default());
    }
    let request = match fault {
        Some(Fault::CutBefore) => return lines.throw(&parcel.bytes(0)).await,
        Some(Fault::HalfBody) => return lines.throw(&parcel.bytes(parcel.body.len() / 2)).await,
        Some(Fault::Raw(bytes)) => return lines.throw(bytes).await,
        Some(Fault::GzipBomb) => return lines.exchange(&parcel.bomb()).await,
        Some(Fault::CutAfter(time)) => {
            hand_out();
            return lines.exchange_cut(&parcel.request(), *time).await;
        }
        Some(Fault::Html) => parcel.with(Bytes::from_static(b"<!DOCTYPE html>")),
        _ => {
            hand_out();
            parcel.request()
        }
    };
    let late = || (Err("Read timeout expired".to_owned()), Traffic::default());
    timeout(patience, lines.exchange(&request)).await.unwrap_or_else(|_| late())
}

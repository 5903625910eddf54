//! The notification service at work: takes what is due from a bot's desk and POSTs it to the webhook.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, sleep_until};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::lines::{Lines, Reply};
use crate::log::{Entry, What};
use crate::post;
use crate::telegram::desk::{Job, Work};
use crate::telegram::hook::Pushed;
use crate::telegram::letter;
use crate::telegram::methods;
use crate::telegram::service::{Place, Service};
use crate::{Door, Fault};

/// A webhook that says nothing for this long is given up on.
const PATIENCE: Duration = Duration::from_secs(60);

/// Pushes a bot's updates as long as the network exists.
pub(crate) async fn deliver(service: Arc<Service>, bot: i64) {
    let Some(place) = service.place(bot) else { return };
    let mut scope = Scope::new(0);
    loop {
        let mut changed = pin!(place.changed.notified());
        changed.as_mut().enable();
        let now = service.clock.now();
        let next = service.world().seat(bot).map(|seat| (seat.desk.generation(), seat.desk.work(now)));
        let Some((generation, work)) = next else { return };
        if generation != scope.generation {
            scope = Scope::new(generation);
        }
        match work {
            Work::Push(job) => start(&service, &place, &mut scope, *job),
            Work::Idle => changed.await,
            Work::At(at) => tokio::select! {
                () = changed => {}
                () = sleep_until(service.clock.instant(at)) => {}
            },
        }
    }
}

/// All that belongs to one webhook, and ends with it: requests in flight, connections kept alive.
struct Scope {
    generation: u64,
    token: CancellationToken,
    lines: Option<Arc<Lines>>,
    _end: DropGuard,
}

impl Scope {
    fn new(generation: u64) -> Self {
        let token = CancellationToken::new();
        Self { generation, lines: None, _end: token.clone().drop_guard(), token }
    }

    fn lines(&mut self, service: &Service, job: &Job) -> Arc<Lines> {
        let (url, tasks, token) = (&job.hook.url, service.tasks.clone(), self.token.clone());
        let port = url.port_or_known_default().unwrap_or(80);
        let new = || Arc::new(Lines::new(url.host_str().unwrap_or_default(), port, tasks, token));
        Arc::clone(self.lines.get_or_insert_with(new))
    }
}

fn start(service: &Arc<Service>, place: &Place, scope: &mut Scope, mut job: Job) {
    let fault = service.draw(place.id, Door::Push);
    if fault == Some(Fault::OutOfOrder) {
        service.change(place.id, |seat, _| seat.desk.overtake(&mut job));
    }
    let lines = scope.lines(service, &job);
    let push = Push { service: Arc::clone(service), place: place.clone(), lines, job, fault };
    let token = scope.token.clone();
    service.tasks.spawn(async move {
        // `None`: the webhook was replaced; whatever it would have answered does not matter.
        let _ = token.run_until_cancelled(push.run()).await;
    });
}

/// One update on its way.
struct Push {
    service: Arc<Service>,
    place: Place,
    lines: Arc<Lines>,
    job: Job,
    fault: Option<Fault>,
}

impl Push {
    async fn run(self) {
        if let Some(Fault::Late(pause)) = &self.fault {
            sleep(*pause).await;
        }
        let mut outcome = self.once().await;
        if self.fault == Some(Fault::Twice) && letter::is_success(&outcome) {
            outcome = self.once().await;
        }
        self.service.change(self.place.id, |seat, now| seat.desk.pushed(&self.job, &outcome, now));
    }

    /// Pushes, writes it down, and carries out what rides in the answer.
    async fn once(&self) -> Pushed {
        let mut entry =
            Entry::open(Arc::clone(&self.place.books), What::Push { update: self.job.update.id, status: None });
        self.service.travel().await;
        let (reply, bytes) = self.send().await;
        let (outcome, call) = letter::read(reply);
        if let Some((method, params)) = call.filter(|(method, _)| methods::may_ride(method)) {
            // Neither result nor error is ever seen by the bot.
            let _ = self.service.call(self.place.id, &method, &params, true);
        }
        self.service.travel().await;
        entry.bytes = bytes;
        if let Pushed::Answered { status, .. } = &outcome {
            entry.what.set_status(Some(*status));
        }
        outcome
    }

    async fn send(&self) -> Reply {
        let parcel = letter::parcel(&self.job.hook, self.job.update.body.clone());
        post::under(self.fault.as_ref(), &self.lines, &parcel, PATIENCE, || self.hand_out()).await
    }

    fn hand_out(&self) {
        let update = std::slice::from_ref(&self.job.update);
        self.service.change(self.place.id, |seat, now| seat.desk.handed_out(update, now));
    }
}

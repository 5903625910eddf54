//! The API service: `/bot{TOKEN}/{METHOD}` over HTTP, and what faults do to it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use rand::seq::SliceRandom;
use serde_json::json;
use tokio::time::{sleep, sleep_until};

use crate::Fault;
use crate::answer::Answer;
use crate::log::{Entry, What};
use crate::server::Respond;
use crate::telegram::desk::{Begun, Desk, Look};
use crate::telegram::errors::Refusal;
use crate::telegram::hook::{self, Hook};
use crate::telegram::kinds::Allowed;
use crate::telegram::methods;
use crate::telegram::params::Params;
use crate::telegram::poll::Ask;
use crate::telegram::queue::Update;
use crate::telegram::service::{Place, Service};
use crate::telegram::told::{Told, instead, refused};
use crate::wire::Meter;

/// The longest request that is read.
const LONGEST: usize = 64 << 20;

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Api(pub(crate) Arc<Service>);

impl Respond for Api {
    async fn respond(self: Arc<Self>, request: Request<Incoming>, meter: Arc<Meter>) -> Response<Full<Bytes>> {
        if let Some(path) = request.uri().path().strip_prefix("/file") {
            return self.hand_out(path, &meter).await;
        }
        let (token, method) = match address(request.uri().path()) {
            Some((token, method)) => (token, method.to_ascii_lowercase()),
            None => return self.turn_away(&Refusal::new(404, "Not Found"), &meter).await,
        };
        match self.0.admit(&token) {
            Ok(place) => Visit { service: &self.0, place, method }.answer(request, &meter).await,
            Err(refusal) => self.turn_away(&refusal, &meter).await,
        }
    }
}

impl Api {
    /// A file, at the path that getFile told.
    async fn hand_out(&self, path: &str, meter: &Meter) -> Response<Full<Bytes>> {
        let place = path.strip_prefix("/bot").and_then(|path| path.split_once('/'));
        let found = place.ok_or_else(|| Refusal::new(404, "Not Found")).and_then(|(token, path)| {
            self.0.admit(&token.replace("%3A", ":"))?;
            // The path is one segment to some clients, who write its slashes so.
            let path = path.replace("%2F", "/");
            let file = self.0.world().files.by_path(&path).map(|file| file.bytes.clone());
            file.ok_or_else(|| Refusal::new(404, "Not Found"))
        });
        match found {
            Err(refusal) => self.turn_away(&refusal, meter).await,
            Ok(bytes) => {
                self.0.travel().await;
                self.0.travel().await;
                meter.answering(None);
                Answer::file(bytes).leave(meter)
            }
        }
    }

    async fn turn_away(&self, refusal: &Refusal, meter: &Meter) -> Response<Full<Bytes>> {
        self.0.travel().await;
        self.0.travel().await;
        meter.answering(None);
        refused(refusal).leave(meter)
    }
}

/// The token and the method in a path.
fn address(path: &str) -> Option<(String, &str)> {
    let (token, method) = path.strip_prefix("/bot")?.split_once('/')?;
    let method = method.strip_prefix("test/").unwrap_or(method);
    (!method.is_empty() && !method.contains('/')).then(|| (token.replace("%3A", ":").replace("%3a", ":"), method))
}

/// One request of one bot.
struct Visit<'a> {
    service: &'a Arc<Service>,
    place: Place,
    method: String,
}

impl Visit<'_> {
    async fn answer(&self, request: Request<Incoming>, meter: &Meter) -> Response<Full<Bytes>> {
        let mut entry = Entry::open(Arc::clone(&self.place.books), self.what());
        let (parts, body) = request.into_parts();
        let params = match Limited::new(body, LONGEST).collect().await {
            Ok(body) => Params::read(&parts, &body.to_bytes()),
            Err(_) => Err(Refusal::new(413, "Request Entity Too Large")),
        };
        self.service.travel().await;
        let fault = self.service.draw(self.place.id, methods::door(&self.method));
        let (answer, updates) = match fault.as_ref().and_then(instead) {
            Some(answer) => (answer, Vec::new()),
            None => self.carry_out(params, fault.as_ref(), &mut entry).await,
        };
        self.service.travel().await;
        entry.what.set_status(answer.seen_status());
        if answer.seen_status().is_some() {
            self.service.change(self.place.id, |seat, now| seat.desk.handed_out(&updates, now));
        }
        meter.answering(Some(entry));
        answer.leave(meter)
    }

    fn what(&self) -> What {
        match self.method.as_str() {
            "getupdates" => What::Poll { held: Duration::ZERO, updates: Vec::new(), status: None },
            method => What::Call { method: method.to_owned(), status: None },
        }
    }

    /// Does what was asked, and then to the answer what the fault says.
    async fn carry_out(
        &self,
        params: Result<Params, Refusal>,
        fault: Option<&Fault>,
        entry: &mut Entry,
    ) -> (Answer, Vec<Update>) {
        let told = match params {
            Ok(params) => self.dispatch(&params, fault, entry).await,
            Err(refusal) => Err(refusal),
        };
        if let Some(Fault::Late(pause) | Fault::CutAfter(pause)) = fault {
            sleep(*pause).await;
        }
        let (answer, updates) = match told {
            Ok(told) => (Answer::json(200, told.body), told.updates),
            Err(refusal) => (refused(&refusal), Vec::new()),
        };
        match fault {
            Some(Fault::CutAfter(_)) => (Answer::raw(Bytes::new()), updates),
            Some(Fault::HalfBody) => (answer.halved(), updates),
            _ => (answer, updates),
        }
    }

    async fn dispatch(&self, params: &Params, fault: Option<&Fault>, entry: &mut Entry) -> Result<Told, Refusal> {
        match self.method.as_str() {
            "getupdates" => self.poll(params, fault, entry).await.map(Told::page),
            "setwebhook" | "deletewebhook" => self.set_hook(params).await,
            "getwebhookinfo" => Ok(self.hook_info()),
            method => {
                let done = self.service.call(self.place.id, method, params, false)?;
                sleep_until(self.service.clock.instant(done.at)).await;
                Ok(Told::new(&done.result, None))
            }
        }
    }

    async fn poll(&self, params: &Params, fault: Option<&Fault>, entry: &mut Entry) -> Result<Vec<Update>, Refusal> {
        let mut ask = Ask::from_params(params);
        let begun = self.service.clock.now();
        let no_hold = fault == Some(&Fault::NoHold);
        let asked = self.service.change(self.place.id, |seat, now| {
            if no_hold {
                ask.timeout = Duration::ZERO;
                return seat.desk.ask_unthrottled(ask, now);
            }
            seat.desk.ask(ask, now)
        });
        let ticket = match asked {
            None => return Err(Refusal::new(401, "Unauthorized")),
            Some(Ok(ticket)) => ticket,
            Some(Err((refusal, at))) => {
                sleep_until(self.service.clock.instant(at)).await;
                return Err(refusal);
            }
        };
        let left = |desk: &mut Desk, _| desk.polls.leave(ticket);
        let _leaving = Leaving { visit: self, left };
        let mut page = self.wait(|desk, now| desk.look(ticket, now)).await?;
        self.disturb(&mut page, fault);
        let held = self.service.clock.now().saturating_sub(begun);
        let updates = page.iter().map(|update| update.id).collect();
        entry.what = What::Poll { held, updates, status: None };
        Ok(page)
    }

    fn disturb(&self, page: &mut Vec<Update>, fault: Option<&Fault>) {
        match fault {
            Some(Fault::Twice) => page.extend(page.first().cloned()),
            Some(Fault::OutOfOrder) => {
                self.service.change(self.place.id, |seat, _| page.shuffle(seat.mischief.dice()));
            }
            _ => {}
        }
    }

    async fn set_hook(&self, params: &Params) -> Result<Told, Refusal> {
        let want = match self.method.as_str() {
            "deletewebhook" => None,
            _ => Hook::from_params(params, self.service.world().options.local)?,
        };
        let deletes = self.method == "deletewebhook";
        let allowed = Allowed::parse(params.json("allowed_updates").as_ref()).filter(|_| !deletes);
        let drop_pending = params.flag("drop_pending_updates");
        let set = self.service.change(self.place.id, |seat, now| seat.desk.set_hook(want, allowed, drop_pending, now));
        let text = match set.unwrap_or_else(|| Err(Refusal::new(401, "Unauthorized")))? {
            Begun::Done(text) => text,
            Begun::Ticket(ticket) => {
                let left = |desk: &mut Desk, now| desk.leave_setting(ticket, now);
                let _leaving = Leaving { visit: self, left };
                self.wait(|desk, now| desk.look_setting(ticket, now)).await?
            }
        };
        Ok(Told::new(&json!(true), Some(text)))
    }

    fn hook_info(&self) -> Told {
        let clock = self.service.clock;
        let info = self.service.change(self.place.id, |seat, now| {
            let pending = seat.desk.pending(now);
            hook::info(seat.desk.hook(), &seat.desk.health, pending, seat.desk.allowed.names(), &clock)
        });
        Told::new(&info.unwrap_or_default(), None)
    }

    /// Looks, and looks again at each change, until there is something to say.
    async fn wait<T>(&self, mut look: impl FnMut(&mut Desk, Duration) -> Look<T>) -> Result<T, Refusal> {
        loop {
            let mut changed = pin!(self.place.changed.notified());
            changed.as_mut().enable();
            let now = self.service.clock.now();
            let seen = self.service.world().seat(self.place.id).map(|seat| look(&mut seat.desk, now));
            match seen {
                None => return Err(Refusal::new(401, "Unauthorized")),
                Some(Look::Answer(answer)) => {
                    self.place.changed.notify_waiters();
                    return Ok(answer);
                }
                Some(Look::Refused(refusal, at)) => {
                    sleep_until(self.service.clock.instant(at)).await;
                    return Err(refusal);
                }
                Some(Look::Wait(at)) => tokio::select! {
                    () = changed => {}
                    () = sleep_until(self.service.clock.instant(at)) => {}
                },
            }
        }
    }
}

/// Tells the desk when whoever asked has gone away, answered or not.
struct Leaving<'a, F: FnMut(&mut Desk, Duration)> {
    visit: &'a Visit<'a>,
    left: F,
}

impl<F: FnMut(&mut Desk, Duration)> Drop for Leaving<'_, F> {
    fn drop(&mut self) {
        let visit = self.visit;
        visit.service.change(visit.place.id, |seat, now| (self.left)(&mut seat.desk, now));
    }
}

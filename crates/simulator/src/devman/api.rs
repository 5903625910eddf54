//! Devman's API over HTTP: `/api/long_polling/` and `/api/user_reviews/`.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use serde_json::json;
use url::form_urlencoded;

use super::desk::{Desk, Told};
use super::school::School;
use crate::answer::Answer;
use crate::log::What;
use crate::site::Site;
use crate::visit::{Visit, turn_away};
use crate::wire::Meter;
use crate::{Door, Fault};

const LONG_POLL: &str = "/api/long_polling/";
const REVIEWS: &str = "/api/user_reviews/";

/// Whether a path is one of Devman's.
pub(crate) fn is_here(path: &str) -> bool {
    path.starts_with("/api/")
}

fn refuse(status: u16, retry_after: Option<u64>) -> Answer {
    let text = match (status, retry_after) {
        (401, _) => "Invalid token.".to_owned(),
        (429, Some(seconds)) => format!("Request was throttled. Expected available in {seconds} seconds."),
        (429, None) => "Request was throttled.".to_owned(),
        _ => StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default().into(),
    };
    detail(status, &text).retry_after(retry_after)
}

fn detail(status: u16, text: &str) -> Answer {
    Answer::json(status, json!({"detail": text}).to_string())
}

impl School {
    pub(crate) async fn respond(self: &Arc<Self>, request: Request<Incoming>, meter: &Meter) -> Response<Full<Bytes>> {
        let site = match self.admit(&request) {
            Ok(site) => site,
            Err((status, text)) => return turn_away(detail(status, text), meter),
        };
        let polls = request.uri().path() == LONG_POLL;
        let (door, what) = match polls {
            true => (Door::Poll, What::Fetch { held: Duration::ZERO, items: Vec::new(), status: None }),
            false => {
                let method = format!("{} {}", request.method(), request.uri().path());
                (Door::Manage, What::Call { method, status: None })
            }
        };
        let mut visit = Visit::begin(site.tap(), door, what, request, meter).await;
        let answer = match visit.instead(refuse) {
            Some(answer) => answer,
            None if visit.parts.method != Method::GET => refuse(405, None),
            None if polls => poll(&site, &mut visit).await,
            None => reviews(&site, &visit),
        };
        visit.end(answer).await
    }

    /// The student of a request's token. An error: the status and the words that send others away.
    fn admit(&self, request: &Request<Incoming>) -> Result<Arc<Site<Desk>>, (u16, &'static str)> {
        if ![LONG_POLL, REVIEWS].contains(&request.uri().path()) {
            return Err((404, "Not found."));
        }
        let options = &self.stage.options;
        let no = options.devman.wrong_token;
        let header = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        let token = header.and_then(|value| value.strip_prefix("Token "));
        let token = token.ok_or((no, "Authentication credentials were not provided."))?;
        if options.open {
            self.student(token);
        }
        self.known(token).ok_or((no, "Invalid token."))
    }
}

/// Counts a question as long as it is held, answered or not.
struct Held<'a>(&'a Site<Desk>);

impl<'a> Held<'a> {
    fn new(site: &'a Site<Desk>) -> Self {
        site.change(|desk, _| desk.held += 1);
        Self(site)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.change(|desk, _| desk.held -= 1);
    }
}

async fn poll(site: &Site<Desk>, visit: &mut Visit<'_>) -> Answer {
    let query = form_urlencoded::parse(visit.parts.uri.query().unwrap_or_default().as_bytes());
    let query = query.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    if let Some(error) = site.read(|desk, _| desk.error.clone()) {
        return Answer::json(200, json!({"error": error}).to_string());
    }
    let begun = site.tap().stage.clock.now();
    let Some(mut ask) = site.change(|desk, now| desk.ask(query, now)) else { return refuse(400, None) };
    if visit.fault == Some(Fault::NoHold) {
        ask.until = begun;
    }
    let held = Held::new(site);
    let mut told = site.wait(|desk, now| desk.look(&ask, now)).await;
    drop(held);
    disturb(&mut told, visit.fault.as_ref());
    let items = told.ids();
    if visit.is_seen() {
        site.change(|desk, now| items.iter().for_each(|id| desk.notes.delivered(id, now)));
    }
    let held = site.tap().stage.clock.now().saturating_sub(begun);
    visit.entry.what = What::Fetch { held, items, status: None };
    Answer::json(200, told.body().to_string())
}

fn disturb(told: &mut Told, fault: Option<&Fault>) {
    match fault {
        Some(Fault::Twice) => told.attempts.extend(told.attempts.first().cloned()),
        Some(Fault::OutOfOrder) => told.attempts.reverse(),
        _ => {}
    }
}

fn reviews(site: &Site<Desk>, visit: &Visit<'_>) -> Answer {
    let number = visit.query("page").map_or(Ok(1), |page| page.parse());
    let address = format!("http://{}{REVIEWS}", visit.header("host").unwrap_or_default());
    let page = number.ok().and_then(|number| site.read(|desk, _| desk.page(number, &address)));
    page.map_or_else(|| refuse(404, None), |page| Answer::json(200, page.to_string()))
}

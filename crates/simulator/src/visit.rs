//! One request to the API service, as faults have it: begun, carried out, ended.

use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use tokio::time::sleep;
use url::form_urlencoded;

use crate::answer::Answer;
use crate::log::{Entry, What};
use crate::tap::Tap;
use crate::wire::Meter;
use crate::{Door, Fault};

/// The longest request that is read.
const LONGEST: usize = 64 << 20;

/// How a side says no: with this status, and perhaps for how many seconds.
pub(crate) type Refuse = fn(u16, Option<u64>) -> Answer;

/// A request that was read, and waits for its answer.
pub(crate) struct Visit<'a> {
    tap: &'a Tap,
    meter: &'a Meter,
    pub(crate) entry: Entry,
    pub(crate) fault: Option<Fault>,
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
}

impl<'a> Visit<'a> {
    /// Reads a request.
    pub(crate) async fn begin(
        tap: &'a Tap,
        door: Door,
        what: What,
        request: Request<Incoming>,
        meter: &'a Meter,
    ) -> Self {
        let entry = Entry::open(Arc::clone(&tap.books), what);
        let (parts, body) = request.into_parts();
        let body = Limited::new(body, LONGEST).collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        tap.stage.travel().await;
        let fault = tap.draw(door);
        Self { tap, meter, entry, fault, parts, body }
    }

    /// The answer of a fault that keeps a request from being carried out.
    pub(crate) fn instead(&self, refuse: Refuse) -> Option<Answer> {
        Some(match self.fault.as_ref()? {
            Fault::CutBefore => Answer::raw(Bytes::new()),
            Fault::Raw(bytes) => Answer::raw(bytes.clone()),
            Fault::Status(status) => refuse(*status, None),
            Fault::TooMany(seconds) => refuse(429, *seconds),
            Fault::Conflict(_) => refuse(409, None),
            Fault::Html => Answer::html(),
            Fault::GzipBomb => Answer::bomb(),
            _ => return None,
        })
    }

    /// Lets an answer go, late or broken as the fault has it.
    pub(crate) async fn end(mut self, mut answer: Answer) -> Response<Full<Bytes>> {
        if let Some(Fault::Late(pause) | Fault::CutAfter(pause)) = &self.fault {
            sleep(*pause).await;
        }
        answer = match &self.fault {
            Some(Fault::CutAfter(_)) => Answer::raw(Bytes::new()),
            Some(Fault::HalfBody) => answer.halved(),
            _ => answer,
        };
        self.tap.stage.travel().await;
        self.entry.what.set_status(answer.seen_status());
        self.meter.answering(Some(self.entry));
        answer.leave(self.meter)
    }

    /// Whether a whole answer reaches the client, as far as faults go.
    pub(crate) fn is_seen(&self) -> bool {
        !matches!(self.fault, Some(Fault::CutAfter(_) | Fault::HalfBody))
    }

    /// A parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        in_query(&self.parts, name)
    }

    /// A header, if it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }
}

/// A parameter of a request's query.
pub(crate) fn in_query(parts: &Parts, name: &str) -> Option<String> {
    let query = parts.uri.query()?;
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Sends somebody away whom nobody counts.
pub(crate) fn turn_away(answer: Answer, meter: &Meter) -> Response<Full<Bytes>> {
    meter.answering(None);
    answer.leave(meter)
}

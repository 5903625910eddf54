//! GitHub's REST API over HTTP.

mod events;
mod hooks;
mod issues;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use serde_json::Value;

use super::desk::Desk;
use super::errors::{Refusal, refuse};
use super::hub::Hub;
use super::limits::{Limits, Weight};
use super::shapes;
use crate::Door;
use crate::answer::Answer;
use crate::log::What;
use crate::site::Site;
use crate::visit::{Visit, turn_away};
use crate::wire::Meter;

/// Whether a path is one of GitHub's.
pub(crate) fn is_here(path: &str) -> bool {
    path == "/user" || path.starts_with("/repos/")
}

/// One request: whose, about which repository, about what of it.
struct Call<'a> {
    hub: &'a Hub,
    login: Option<String>,
    repo: Arc<Site<Desk>>,
    visit: &'a Visit<'a>,
}

impl Hub {
    pub(crate) async fn respond(self: &Arc<Self>, request: Request<Incoming>, meter: &Meter) -> Response<Full<Bytes>> {
        let site = match self.admit(token(&request)) {
            Ok(site) => site,
            Err(refusal) => return turn_away(refusal.answer(), meter),
        };
        let steps: Vec<_> = request.uri().path().split('/').skip(1).map(str::to_owned).collect();
        let steps: Vec<_> = steps.iter().map(String::as_str).collect();
        let (door, what, weight) = kind(request.method(), &steps);
        let mut visit = Visit::begin(site.tap(), door, what, request, meter).await;
        let answer = match visit.instead(refuse) {
            Some(answer) => answer,
            None => match site.change(|limits, now| limits.charge(weight, now)) {
                Err(refusal) => refusal.answer(),
                Ok(()) => self.carry_out(&mut visit, &site, &steps).unwrap_or_else(|refusal| refusal.answer()),
            },
        };
        let epoch = self.stage.clock.since_1970(Duration::ZERO);
        let answer = site.change(|limits, _| {
            if answer.status == 304 {
                limits.refund();
            }
            limits.stamp(answer, epoch)
        });
        visit.end(answer).await
    }

    fn carry_out(&self, visit: &mut Visit<'_>, site: &Site<Limits>, steps: &[&str]) -> Result<Answer, Refusal> {
        if visit.header("user-agent").is_none_or(str::is_empty) {
            return Err(Refusal::new(403, "Request forbidden by administrative rules: there is no User-Agent header"));
        }
        let login = site.read(|limits, _| limits.login.clone());
        let [owner, name, rest @ ..] = steps.strip_prefix(&["repos"]).unwrap_or_default() else {
            let login = login.ok_or_else(|| Refusal::new(401, "Requires authentication"))?;
            return if steps == ["user"] { Ok(ok(&shapes::user(&login))) } else { Err(Refusal::not_found()) };
        };
        let repo = self.find(owner, name)?;
        if rest == ["events"] && visit.parts.method == Method::GET {
            return events::page(&repo, visit);
        }
        let call = Call { hub: self, login, repo, visit };
        match (rest, &visit.parts.method) {
            ([], &Method::GET) => Ok(ok(&call.repo.read(|desk, now| desk.name.repository(&desk.date(now))))),
            (["hooks", rest @ ..], method) => call.hooks(rest, method),
            (["issues", rest @ ..], method) => call.issues(rest, method),
            _ => Err(Refusal::not_found()),
        }
    }
}

impl Call<'_> {
    /// Who asks; nobody is refused.
    fn login(&self) -> Result<&str, Refusal> {
        self.login.as_deref().ok_or_else(|| Refusal::new(401, "Requires authentication"))
    }

    fn body(&self) -> Result<Value, Refusal> {
        let value: Option<Value> = serde_json::from_slice(&self.visit.body).ok();
        value.filter(Value::is_object).ok_or_else(|| Refusal::new(400, "Problems parsing JSON"))
    }
}

fn ok(value: &Value) -> Answer {
    Answer::json(200, value.to_string())
}

fn created(value: &Value) -> Answer {
    Answer::json(201, value.to_string())
}

fn number(text: &str) -> Result<u64, Refusal> {
    text.parse().map_err(|_| Refusal::not_found())
}

/// The address of the same path with another query, for a `Link`.
fn address(visit: &Visit<'_>, query: &str) -> String {
    format!("http://{}{}?{query}", visit.header("host").unwrap_or_default(), visit.parts.uri.path())
}

/// Bearer and the older `token` are both taken.
fn token(request: &Request<Incoming>) -> Option<&str> {
    let header = request.headers().get("authorization")?.to_str().ok()?;
    header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("token ")).or(Some(""))
}

/// Which door a request comes to, how it is written down, and what it costs.
fn kind(method: &Method, steps: &[&str]) -> (Door, What, Weight) {
    let rest = steps.get(3..).unwrap_or_default();
    if rest == ["events"] {
        return (Door::Poll, What::Fetch { held: Duration::ZERO, items: Vec::new(), status: None }, Weight::Read);
    }
    let name = |(at, step): (usize, &&str)| match at {
        1 | 2 => "{}".to_owned(),
        _ if step.bytes().all(|byte| byte.is_ascii_digit()) => "{}".to_owned(),
        _ => (*step).to_owned(),
    };
    let path = steps.iter().enumerate().map(name).collect::<Vec<_>>().join("/");
    let what = What::Call { method: format!("{method} /{path}"), status: None };
    match (rest.first(), method) {
        (_, &Method::GET) => (Door::Manage, what, Weight::Read),
        (Some(&"issues"), _) => (Door::Send, what, Weight::Content),
        _ => (Door::Manage, what, Weight::Write),
    }
}

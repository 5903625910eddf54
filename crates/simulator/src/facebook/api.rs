//! The Graph API over HTTP: `/v{N}/me/messages`, `/{app}/subscriptions`, `/{page}/subscribed_apps`, `/me`.

use std::sync::Arc;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::desk::Desk;
use super::errors::{Refusal, refuse};
use super::graph::{Graph, Owner};
use super::handshake::{self, Wish};
use crate::Door;
use crate::answer::Answer;
use crate::log::What;
use crate::multipart::{self, Content};
use crate::site::Site;
use crate::visit::{Visit, in_query, turn_away};
use crate::wire::Meter;

/// Whether a path is one of the Graph API's: it begins with a version, a number, or `me`.
pub(crate) fn is_here(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let version =
        |text: &str| text.split_once('.').map_or(number(text), |(major, minor)| number(major) && number(minor));
    first == "me" || number(first) || first.strip_prefix('v').is_some_and(version)
}

/// What a request is about: an object, and something of it.
#[derive(Debug)]
struct Path {
    object: String,
    edge: String,
}

impl Path {
    fn read(path: &str) -> Self {
        let mut steps: Vec<_> = path.split('/').filter(|step| !step.is_empty()).collect();
        if steps.first().is_some_and(|step| step.starts_with('v')) {
            steps.remove(0);
        }
        let step = |at: usize| steps.get(at).copied().unwrap_or_default().to_owned();
        Self { object: step(0), edge: steps.get(1..).unwrap_or_default().join("/") }
    }
}

impl Graph {
    pub(crate) async fn respond(self: &Arc<Self>, request: Request<Incoming>, meter: &Meter) -> Response<Full<Bytes>> {
        let path = Path::read(request.uri().path());
        let (parts, body) = request.into_parts();
        let bearer = parts.headers.get("authorization").and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
        let token = bearer.or_else(|| in_query(&parts, "access_token"));
        let owner = match token.map(|token| self.owner(&token)) {
            Some(Ok(owner)) => owner,
            Some(Err(refusal)) => return turn_away(refusal.answer(), meter),
            None => {
                let text = "An access token is required to request this resource.";
                return turn_away(Refusal::new(400, 104, text).answer(), meter);
            }
        };
        let site = match &owner {
            Owner::Page(site, _) | Owner::App(site) => Arc::clone(site),
        };
        let door = if path.edge == "messages" { Door::Send } else { Door::Manage };
        let what = What::Call { method: format!("{} {}", parts.method, name(&path)), status: None };
        let visit = Visit::begin(site.tap(), door, what, Request::from_parts(parts, body), meter).await;
        let answer = match visit.instead(refuse) {
            Some(answer) => answer,
            None => self.carry_out(&visit, &path, &owner).await.unwrap_or_else(|refusal| refusal.answer()),
        };
        visit.end(answer).await
    }

    async fn carry_out(&self, visit: &Visit<'_>, path: &Path, owner: &Owner) -> Result<Answer, Refusal> {
        let value = match (owner, path.edge.as_str(), &visit.parts.method) {
            (Owner::Page(site, page), edge, method) if path.object == "me" || path.object == *page => {
                self.page(visit, (site, page), edge, method)?
            }
            (Owner::App(site), "subscriptions", method) if path.object == site.read(|desk, _| desk.id).to_string() => {
                app(visit, site, method).await?
            }
            _ => return Err(Refusal::no_such_path()),
        };
        Ok(Answer::json(200, value.to_string()))
    }

    fn page(
        &self,
        visit: &Visit<'_>,
        (site, page): (&Arc<Site<Desk>>, &str),
        edge: &str,
        method: &Method,
    ) -> Result<Value, Refusal> {
        if site.read(|desk, _| desk.pages.get(page).is_some_and(|desk| desk.revoked)) {
            return Err(Refusal::revoked());
        }
        match (edge, method) {
            ("", &Method::GET) => Ok(json!({"id": page, "name": format!("Page {page}")})),
            ("messages", &Method::POST) => {
                let request = Value::Object(params(visit)?);
                let sent = site.change(|desk, now| desk.send(page, request, now))?;
                let mut told = json!({"recipient_id": sent.recipient});
                if let Some(mid) = &sent.message {
                    told["message_id"] = json!(mid);
                }
                if let Some(handle) = site.change(|desk, _| desk.keep(&sent.request)) {
                    told["attachment_id"] = json!(handle);
                }
                self.show(sent);
                Ok(told)
            }
            ("subscribed_apps", &Method::POST) => {
                let fields = text(&params(visit)?, "subscribed_fields").unwrap_or_default();
                let fields = handshake::fields(&fields)?;
                if fields.is_empty() {
                    return Err(Refusal::parameter("The parameter subscribed_fields is required"));
                }
                set_fields(site, page, Some(fields));
                Ok(json!({"success": true}))
            }
            ("subscribed_apps", &Method::DELETE) => {
                set_fields(site, page, None);
                Ok(json!({"success": true}))
            }
            ("subscribed_apps", &Method::GET) => Ok(site.read(|desk, _| {
                let fields = desk.pages.get(page).and_then(|page| page.fields.clone());
                let app = |fields| json!({"id": desk.id.to_string(), "name": "App", "subscribed_fields": fields});
                json!({"data": fields.map(app).into_iter().collect::<Vec<_>>()})
            })),
            _ => Err(Refusal::no_such_path()),
        }
    }
}

/// The name of a call, without whose it is.
fn name(path: &Path) -> String {
    let object = if path.object == "me" { "me" } else { "{}" };
    if path.edge.is_empty() { format!("/{object}") } else { format!("/{object}/{}", path.edge) }
}

fn set_fields(site: &Site<Desk>, page: &str, fields: Option<std::collections::BTreeSet<String>>) {
    site.change(|desk, _| {
        if let Some(page) = desk.pages.get_mut(page) {
            page.fields = fields;
        }
    });
}

async fn app(visit: &Visit<'_>, site: &Arc<Site<Desk>>, method: &Method) -> Result<Value, Refusal> {
    match *method {
        Method::POST => {
            let params = params(visit)?;
            let need = |name: &str| {
                text(&params, name).ok_or_else(|| Refusal::parameter(&format!("The parameter {name} is required")))
            };
            if need("object")? != "page" {
                return Err(Refusal::parameter("Param object must be one of {page}"));
            }
            let (callback, verify_token) = (need("callback_url")?, need("verify_token")?);
            let wish = Wish { callback, verify_token, fields: handshake::fields(&need("fields")?)? };
            handshake::subscribe(site, wish).await?;
            Ok(json!({"success": true}))
        }
        Method::DELETE => {
            site.change(Desk::unsubscribe);
            Ok(json!({"success": true}))
        }
        Method::GET => Ok(site.read(|desk, _| {
            let told = desk.subscription().map(|subscription| {
                let fields: Vec<_> =
                    subscription.fields.iter().map(|name| json!({"name": name, "version": "v21.0"})).collect();
                json!({"object": "page", "callback_url": subscription.url.as_str(), "active": true, "fields": fields})
            });
            json!({"data": told.into_iter().collect::<Vec<_>>()})
        })),
        _ => Err(Refusal::no_such_path()),
    }
}

/// The parameters of a request: JSON, or a form, and the query beside them.
fn params(visit: &Visit<'_>) -> Result<Map<String, Value>, Refusal> {
    let kind = visit.header("content-type").unwrap_or_default();
    let mut params = match kind.split(';').next().unwrap_or_default().trim() {
        "application/json" if !visit.body.is_empty() => serde_json::from_slice(&visit.body)
            .map_err(|_| Refusal::parameter("The request body is not a JSON object"))?,
        "multipart/form-data" => {
            let parts = multipart::read(kind, &visit.body);
            parts.ok_or_else(|| Refusal::parameter("The request body is not a form"))?.into_iter().map(field).collect()
        }
        _ => form(&visit.body),
    };
    for (name, value) in form(visit.parts.uri.query().unwrap_or_default().as_bytes()) {
        params.entry(name).or_insert(value);
    }
    params.remove("access_token");
    Ok(params)
}

fn form(text: &[u8]) -> Map<String, Value> {
    form_urlencoded::parse(text).map(|(name, text)| (name.into_owned(), value(&text))).collect()
}

/// Nested values are written as JSON in forms.
fn value(text: &str) -> Value {
    match text.starts_with('{') {
        true => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        false => json!(text),
    }
}

/// A part of a form with files: of a file what is told about it.
fn field((name, content): (String, Content)) -> (String, Value) {
    let value = match content {
        Content::Text(text) => value(&text),
        Content::File(file) => json!({"name": file.name, "size": file.bytes.len()}),
    };
    (name, value)
}

/// A text, or a list of texts with commas between.
fn text(params: &Map<String, Value>, name: &str) -> Option<String> {
    match params.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => Some(list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")),
        value => Some(value.to_string()),
    }
}

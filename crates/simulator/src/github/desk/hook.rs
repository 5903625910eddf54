//! One webhook of a repository: what may be set, and how a delivery to it is written.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

use crate::github::errors::Refusal;
use crate::github::shapes::Name;
use crate::parcel::Parcel;
use crate::secret::Secret;
use crate::signature::sign;

/// The kinds that a repository's hook may ask for (docs.github.com, "Webhook events and payloads", the availability of
/// each).
const KINDS: [&str; 53] = [
    "branch_protection_configuration",
    "branch_protection_rule",
    "check_run",
    "check_suite",
    "code_scanning_alert",
    "commit_comment",
    "create",
    "custom_property_values",
    "delete",
    "dependabot_alert",
    "deploy_key",
    "deployment",
    "deployment_status",
    "discussion",
    "discussion_comment",
    "fork",
    "gollum",
    "issue_comment",
    "issue_dependencies",
    "issues",
    "label",
    "member",
    "meta",
    "milestone",
    "package",
    "page_build",
    "project",
    "project_card",
    "project_column",
    "public",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_review_thread",
    "push",
    "registry_package",
    "release",
    "repository",
    "repository_advisory",
    "repository_import",
    "repository_ruleset",
    "repository_vulnerability_alert",
    "secret_scanning_alert",
    "secret_scanning_alert_location",
    "secret_scanning_scan",
    "security_and_analysis",
    "star",
    "status",
    "sub_issues",
    "team_add",
    "watch",
    "workflow_job",
    "workflow_run",
];

/// See the [module](self).
#[derive(Clone, Debug)]
pub(crate) struct Hook {
    pub(crate) id: u64,
    url: Url,
    secret: Option<Secret>,
    form: bool,
    insecure_ssl: String,
    events: BTreeSet<String>,
    active: bool,
    created: Duration,
    updated: Duration,
}

impl Hook {
    /// Reads the body of `POST …/hooks`.
    pub(crate) fn from_wish(id: u64, wish: &Value, now: Duration) -> Result<Self, Refusal> {
        if wish["name"].as_str().is_some_and(|name| name != "web") {
            return Err(Refusal::invalid("Hook", "name", "name must be web"));
        }
        let url = Url::parse("http://none/").expect("it is an address");
        let mut hook = Self {
            id,
            url,
            secret: None,
            form: true,
            insecure_ssl: "0".to_owned(),
            events: ["push".to_owned()].into(),
            active: true,
            created: now,
            updated: now,
        };
        if !wish["config"].is_object() {
            return Err(Refusal::invalid("Hook", "config", "config can't be blank"));
        }
        hook.change(wish, now)?;
        Ok(hook)
    }

    /// Reads the body of `PATCH …/hooks/{id}`: a `config` takes the place of all of the old one.
    pub(crate) fn change(&mut self, wish: &Value, now: Duration) -> Result<(), Refusal> {
        let mut changed = self.clone();
        if let Some(config) = wish.get("config").filter(|config| config.is_object()) {
            changed.configure(config)?;
        }
        if let Some(events) = kinds(&wish["events"])? {
            changed.events = events;
        }
        changed.events.extend(kinds(&wish["add_events"])?.unwrap_or_default());
        for kind in kinds(&wish["remove_events"])?.unwrap_or_default() {
            changed.events.remove(&kind);
        }
        changed.active = wish["active"].as_bool().unwrap_or(changed.active);
        changed.updated = now;
        *self = changed;
        Ok(())
    }

    fn configure(&mut self, config: &Value) -> Result<(), Refusal> {
        let url = config["url"].as_str().and_then(|url| Url::parse(url).ok());
        let url = url.filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
        self.url = url.ok_or_else(|| Refusal::invalid("Hook", "url", "url is not a valid URL"))?;
        self.form = match config["content_type"].as_str() {
            Some("json") => false,
            None | Some("form") => true,
            Some(_) => return Err(Refusal::invalid("Hook", "content_type", "content_type must be json or form")),
        };
        self.secret = config["secret"].as_str().filter(|secret| !secret.is_empty()).map(Secret::new);
        self.insecure_ssl = match &config["insecure_ssl"] {
            Value::Null => "0".to_owned(),
            Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        Ok(())
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.url == other.url && self.events == other.events && self.form == other.form
    }

    pub(crate) fn wants(&self, kind: &str) -> bool {
        self.active && (self.events.contains("*") || self.events.contains(kind))
    }

    pub(crate) fn url(&self) -> &str {
        self.url.as_str()
    }

    pub(crate) fn secret(&self) -> Option<&str> {
        self.secret.as_ref().map(Secret::reveal)
    }

    /// The hook as its owner sees it. `last`: status and message of the last delivery.
    pub(crate) fn value(&self, name: &Name, last: Option<(u16, String)>, date: impl Fn(Duration) -> String) -> Value {
        let url = format!("{}/hooks/{}", name.api(), self.id);
        let mut config = json!({
            "url": self.url.as_str(),
            "content_type": if self.form { "form" } else { "json" },
            "insecure_ssl": self.insecure_ssl,
        });
        if self.secret.is_some() {
            config["secret"] = json!("********");
        }
        let last = match last {
            None => json!({"code": null, "status": "unused", "message": null}),
            Some((code @ 200..300, text)) => json!({"code": code, "status": "active", "message": text}),
            Some((code, text)) => json!({"code": code, "status": "invalid_http_response", "message": text}),
        };
        json!({
            "type": "Repository",
            "id": self.id,
            "name": "web",
            "active": self.active,
            "events": self.events,
            "config": config,
            "updated_at": date(self.updated),
            "created_at": date(self.created),
            "url": url,
            "test_url": format!("{url}/test"),
            "ping_url": format!("{url}/pings"),
            "deliveries_url": format!("{url}/deliveries"),
            "last_response": last,
        })
    }

    /// A delivery, signed if there is a secret.
    pub(crate) fn parcel(&self, kind: &str, guid: &str, whole: &Value, repository: u64) -> Parcel {
        let mut parcel = self.unsigned(kind, guid, whole, repository);
        if let Some(secret) = &self.secret {
            sign(&mut parcel, secret.reveal());
        }
        parcel
    }

    pub(crate) fn unsigned(&self, kind: &str, guid: &str, whole: &Value, repository: u64) -> Parcel {
        let json = whole.to_string();
        let body: Bytes = match self.form {
            true => form_urlencoded::Serializer::new(String::new()).append_pair("payload", &json).finish().into(),
            false => json.into(),
        };
        let mut parcel = Parcel::json(self.url.clone(), body);
        if self.form {
            parcel.set("content-type", "application/x-www-form-urlencoded");
        }
        parcel.set("accept", "*/*");
        parcel.set("user-agent", "GitHub-Hookshot/0123456");
        parcel.set("x-github-delivery", guid);
        parcel.set("x-github-event", kind);
        parcel.set("x-github-hook-id", &self.id.to_string());
        parcel.set("x-github-hook-installation-target-id", &repository.to_string());
        parcel.set("x-github-hook-installation-target-type", "repository");
        parcel
    }
}

fn kinds(list: &Value) -> Result<Option<BTreeSet<String>>, Refusal> {
    let Some(list) = list.as_array() else { return Ok(None) };
    let kinds: BTreeSet<_> = list.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    match kinds.iter().find(|kind| *kind != "*" && !KINDS.contains(&kind.as_str())) {
        Some(kind) => Err(Refusal::invalid("Hook", "events", &format!("{kind} is not a known event"))),
        None => Ok(Some(kinds)),
    }
}

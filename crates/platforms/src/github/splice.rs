//! An event of the Events API, made to look like what a webhook would have sent.
//!
//! The inner payload stays as it was written. Into it go what stands beside it (`repository`, `sender`, `organization`)
//! and, where the two doors use two names for one thing, the webhook's. What is put together from what is known, such as
//! the addresses of a user, is put together as GitHub does it; what nobody can know from here is left out, or empty where
//! types that others wrote insist on it (`node_id`, the `commits` of a push).

use pollhook_core::Bytes;
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::account::{Account, organization, site, sort_of, user};
use super::document::Document;
use super::kinds;
use crate::text::Text;

/// An event of the Events API.
#[derive(Debug, Deserialize)]
pub(super) struct Polled<'a> {
    #[serde(deserialize_with = "text_or_number")]
    pub(super) id: String,
    #[serde(rename = "type", borrow)]
    sort: Text<'a>,
    #[serde(borrow)]
    actor: Option<Account<'a>>,
    #[serde(borrow)]
    repo: Option<Repo<'a>>,
    #[serde(borrow)]
    org: Option<Account<'a>>,
    #[serde(borrow)]
    payload: &'a RawValue,
    public: Option<bool>,
    #[serde(borrow)]
    pub(super) created_at: Text<'a>,
}

#[derive(Debug, Deserialize)]
struct Repo<'a> {
    id: u64,
    /// With its owner.
    #[serde(borrow)]
    name: Text<'a>,
    #[serde(borrow)]
    url: Option<Text<'a>>,
}

/// An event in the webhook's words.
#[derive(Debug)]
pub(super) struct Spliced {
    pub(super) kind: String,
    pub(super) payload: Bytes,
}

/// An action that the two doors name differently: the kind, the word of the Events API, the word of the webhook.
const ACTIONS: [(&str, &str, &str); 3] = [
    ("pull_request", "merged", "closed"),
    ("pull_request_review", "created", "submitted"),
    ("pull_request_review", "updated", "edited"),
];

/// Kinds whose webhook has an action where polling may leave it out, as it could be no other.
const ONLY_ACTIONS: [(&str, &str); 2] = [("commit_comment", "created"), ("repository", "created")];

impl Polled<'_> {
    /// The event as a webhook of the API at `api` would have it.
    pub(super) fn spliced(&self, api: &str) -> Result<Spliced, serde_json::Error> {
        let mut payload = Document::read(self.payload)?;
        let kind = kind(&self.sort, &payload);
        act(&kind, &mut payload);
        if kind == "push" {
            self.push(&mut payload, api);
        }
        if let Some(repo) = &self.repo {
            payload.complete("repository", || self.repository(repo, api));
        }
        if let Some(org) = &self.org {
            payload.complete("organization", || organization(org, api));
        }
        if let Some(actor) = &self.actor {
            payload.complete("sender", || user(actor, sort_of(&actor.login), api));
        }
        Ok(Spliced { kind, payload: payload.bytes() })
    }

    fn repository(&self, repo: &Repo<'_>, api: &str) -> Value {
        let (owner, name) = repo.name.split_once('/').unwrap_or(("", &repo.name));
        let url = repo.url.as_ref().map_or_else(|| format!("{api}/repos/{}", &*repo.name), |url| url.to_string());
        let mut repository = json!({
            "id": repo.id,
            "name": name,
            "full_name": &*repo.name,
            "html_url": format!("{}/{}", site(&url), &*repo.name),
            "url": url,
        });
        if let Some(public) = self.public {
            repository["private"] = (!public).into();
        }
        if let Some(owner) = self.owner(owner, api) {
            repository["owner"] = owner;
        }
        repository
    }

    /// The owner, if it is somebody whom the event names: of others we know no id.
    fn owner(&self, name: &str, api: &str) -> Option<Value> {
        let is_owner = |who: &&Account<'_>| who.login.eq_ignore_ascii_case(name);
        let organization = self.org.as_ref().filter(is_owner).map(|org| user(org, "Organization", api));
        organization.or_else(|| self.actor.as_ref().filter(is_owner).map(|actor| user(actor, sort_of(name), api)))
    }

    /// A push tells where a branch points now, and of its commits nothing.
    fn push(&self, payload: &mut Document<'_>, api: &str) {
        let (before, head) = (payload.text("before").unwrap_or_default(), payload.text("head").unwrap_or_default());
        payload.complete("after", || head.as_str().into());
        payload.complete("created", || is_no_commit(&before).into());
        payload.complete("deleted", || is_no_commit(&head).into());
        payload.complete("forced", || false.into());
        payload.complete("base_ref", || Value::Null);
        payload.complete("commits", || json!([]));
        payload.complete("head_commit", || Value::Null);
        if let Some(actor) = &self.actor {
            payload.complete("pusher", || json!({ "name": &*actor.login, "email": null }));
        }
        if let Some(repo) = &self.repo {
            let site = site(repo.url.as_deref().unwrap_or(api));
            payload.complete("compare", || format!("{site}/{}/compare/{before}...{head}", &*repo.name).into());
        }
    }
}

/// The webhook's word. What is called a creation there is one of a branch or a tag; of a repository it is an event of the
/// repository.
fn kind(sort: &str, payload: &Document<'_>) -> String {
    match kinds::word(sort) {
        word if word == "create" && payload.text("ref_type").as_deref() == Some("repository") => {
            "repository".to_owned()
        }
        word => word,
    }
}

/// Gives the action the webhook's name.
fn act(kind: &str, payload: &mut Document<'_>) {
    if let Some((_, action)) = ONLY_ACTIONS.iter().find(|(known, _)| *known == kind) {
        payload.complete("action", || (*action).into());
    }
    let said = payload.text("action");
    let other = ACTIONS.iter().find(|(known, word, _)| *known == kind && said.as_deref() == Some(*word));
    if let Some((_, word, action)) = other {
        payload.set("action", &(*action).into());
        if *word == "merged" {
            payload.within("pull_request", |pull| pull.complete("merged", || true.into()));
        }
    }
}

/// Forty zeros stand for no commit.
fn is_no_commit(sha: &str) -> bool {
    !sha.is_empty() && sha.bytes().all(|byte| byte == b'0')
}

/// An id is a text in all that was ever seen, and a number in the documentation.
fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::String(id) => Ok(id),
        Value::Number(id) => Ok(id.to_string()),
        _ => Err(D::Error::custom("an id is a text or a number")),
    }
}

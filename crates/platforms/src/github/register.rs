//! Webhooks of a repository or an organization: a list, in which ours is the one with our address.

use compact_str::ToCompactString;
use http::Method;
use pollhook_core::{Answer, Call, ExposeSecret, Failure, Kind, Registered, Registration, Setup, Wanted};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::answer::{self, Refusal};
use super::api::Api;
use super::kinds;

#[derive(Debug)]
pub(super) struct Register {
    api: Api,
    /// Where the list is.
    hooks: String,
    /// Our address.
    url: Option<String>,
}

impl Register {
    pub(super) fn new(setup: &Setup, hooks: String) -> Self {
        Self { api: Api::new(&setup.api), hooks, url: setup.url.clone() }
    }

    fn failure(refusal: Refusal) -> Failure {
        refusal.failure(
            "what `watch` names is not there, or the token may not see its webhooks: that takes an administrator's rights, \
             `admin:repo_hook` (or `admin:org_hook`), or Webhooks: read and write in a fine-grained one. Or add the \
             webhook by hand, and remove `watch`",
        )
    }
}

#[derive(Deserialize)]
struct Hook {
    id: u64,
    #[serde(default)]
    active: bool,
    #[serde(default)]
    events: Vec<Kind>,
    #[serde(default)]
    config: Config,
    last_response: Option<LastResponse>,
}

#[derive(Default, Deserialize)]
struct Config {
    url: Option<String>,
    content_type: Option<String>,
}

#[derive(Deserialize)]
struct LastResponse {
    code: Option<u16>,
    message: Option<String>,
}

impl LastResponse {
    /// In words, unless it was well received or nothing was ever sent.
    fn error(self) -> Option<String> {
        let code = self.code.filter(|code| !(200..300).contains(code));
        let message = self.message.unwrap_or_default();
        code.map(|code| format!("{code} {message}").trim_end().to_owned())
    }
}

impl Hook {
    /// Whether it sends what we read. One that does not differs from whatever is wanted, and is then mended.
    fn works(&self) -> bool {
        self.active && self.config.content_type.as_deref().is_none_or(|sort| sort == "json")
    }
}

impl Registration for Register {
    /// An owner has 20 webhooks for an event at most, so one page holds them all but for the strangest.
    fn view(&self) -> Call {
        self.api.get(&format!("{}?per_page=100", self.hooks))
    }

    fn read_view(&self, answer: &Answer) -> Result<Registered, Failure> {
        let hooks = answer::result::<Vec<Hook>>(answer, None).map_err(Self::failure)?;
        let ours = hooks.into_iter().find(|hook| hook.config.url.is_some() && hook.config.url == self.url);
        let mut registered = Registered::default();
        if let Some(hook) = ours {
            registered.kinds = Some(if hook.works() { hook.events } else { Vec::new() });
            registered.url = hook.config.url;
            registered.handle = Some(hook.id.to_compact_string());
            registered.last_error = hook.last_response.and_then(LastResponse::error);
        }
        Ok(registered)
    }

    fn set(&self, wanted: &Wanted, seen: &Registered) -> Call {
        let mut hook = json!({ "active": true, "events": events(&wanted.kinds), "config": config(wanted) });
        match &seen.handle {
            // The same settings again are the same settings.
            Some(id) => self.api.call(Method::PATCH, &format!("{}/{id}", self.hooks), Some(&hook)).repeatable(),
            None => {
                hook["name"] = "web".into();
                self.api.call(Method::POST, &self.hooks, Some(&hook))
            }
        }
    }

    /// Nothing is pending at GitHub: what was not received is gone.
    fn remove(&self, seen: &Registered, _drop_pending: bool) -> Option<Call> {
        let id = seen.handle.as_ref()?;
        Some(self.api.call(Method::DELETE, &format!("{}/{id}", self.hooks), None).repeatable())
    }

    fn read_done(&self, answer: &Answer) -> Result<(), Failure> {
        if answer.status.is_success() && answer.body.is_empty() {
            return Ok(());
        }
        answer::result::<IgnoredAny>(answer, None).map(|_| ()).map_err(Self::failure)
    }
}

/// The list of kinds, always spelled out: left out, it would be `push` alone.
fn events(wanted: &[Kind]) -> Value {
    if wanted.is_empty() {
        kinds::NAMES.iter().copied().collect()
    } else {
        wanted.iter().map(|kind| kind.as_str()).collect()
    }
}

fn config(wanted: &Wanted) -> Value {
    let mut config = json!({ "url": wanted.url, "content_type": "json", "insecure_ssl": "0" });
    if let Some(secret) = &wanted.secret {
        config["secret"] = secret.expose_secret().into();
    }
    config
}

//! setWebhook, deleteWebhook, getWebhookInfo.

use pollhook_core::{Answer, Call, ExposeSecret, Failure, Kind, Registered, Registration, Setup, Wanted};
use serde::Deserialize;
use serde_json::json;

use super::answer::{self, Refusal};
use super::api::Api;
use super::{kinds, poll};
use crate::text::Text;

#[derive(Debug)]
pub(super) struct Register {
    api: Api,
}

impl Register {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { api: Api::new(&setup.api) }
    }
}

#[derive(Deserialize)]
struct Info<'a> {
    #[serde(borrow)]
    url: Text<'a>,
    pending_update_count: Option<u64>,
    #[serde(borrow)]
    last_error_message: Option<Text<'a>>,
    max_connections: Option<u32>,
    allowed_updates: Option<Vec<Kind>>,
}

impl Registration for Register {
    fn view(&self) -> Call {
        self.api.call("getWebhookInfo", &json!({})).repeatable()
    }

    fn read_view(&self, answer: &Answer) -> Result<Registered, Failure> {
        let info = answer::result::<Info<'_>>(answer).map_err(Refusal::failure)?;
        let mut registered = Registered::default();
        registered.url = Some(info.url.into_string()).filter(|url| !url.is_empty());
        registered.pending = info.pending_update_count;
        registered.last_error = info.last_error_message.map(Text::into_string);
        registered.max_connections = info.max_connections;
        // Left out when it is the default set: which that is, is documented.
        registered.kinds = Some(info.allowed_updates.unwrap_or_else(|| kinds::by_default().map(Kind::from).collect()));
        Ok(registered)
    }

    /// May be repeated: the same settings again are answered with "is already set".
    fn set(&self, wanted: &Wanted, _seen: &Registered) -> Call {
        let kinds = wanted.kinds.iter().map(|kind| kind.as_str());
        let mut parameters = json!({ "url": wanted.url, "allowed_updates": poll::allowed(kinds) });
        if let Some(secret) = &wanted.secret {
            parameters["secret_token"] = secret.expose_secret().into();
        }
        if let Some(most) = wanted.max_connections {
            parameters["max_connections"] = most.into();
        }
        self.api.call("setWebhook", &parameters).repeatable()
    }

    /// There is one at most, so it needs no name.
    fn remove(&self, _seen: &Registered, drop_pending: bool) -> Option<Call> {
        Some(self.api.call("deleteWebhook", &json!({ "drop_pending_updates": drop_pending })).repeatable())
    }

    fn read_done(&self, answer: &Answer) -> Result<(), Failure> {
        answer::result::<bool>(answer).map(|_| ()).map_err(Refusal::failure)
    }
}

//! `GET /user`: whose token it is, and whether it works.
//!
//! The token of a GitHub App may not ask that. Such a bot says in the config who it is.

use compact_str::{CompactString, ToCompactString};
use pollhook_core::{Answer, Call, Failure, Identify, Identity, Setup};

use super::answer::{self, Refusal};
use super::api::Api;
use super::model::User;

/// The key in the config for the bot's own name.
pub(super) const LOGIN: &str = "login";

/// Who the bot is, as far as that is known.
#[derive(Clone, Debug)]
pub(super) struct Me {
    id: Option<u64>,
    name: Option<CompactString>,
}

impl Me {
    pub(super) fn of(setup: &Setup) -> Self {
        match &setup.identity {
            Some(identity) => Self { id: identity.id.parse().ok(), name: Some(identity.name.clone()) },
            None => Self { id: None, name: setup.extra(LOGIN).map(Into::into) },
        }
    }

    /// Whether this is the bot: by its id, for names change, or else by its name.
    pub(super) fn is(&self, user: &User<'_>) -> bool {
        match self.id {
            Some(id) => user.id == id,
            None => self.name.as_ref().is_some_and(|name| user.login.eq_ignore_ascii_case(name)),
        }
    }

    /// How users call it: an app's account is called by the app's name.
    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref().map(|name| name.strip_suffix("[bot]").unwrap_or(name))
    }
}

#[derive(Debug)]
pub(super) struct GetUser {
    api: Api,
}

impl GetUser {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { api: Api::new(&setup.api) }
    }
}

impl Identify for GetUser {
    fn ask(&self) -> Call {
        self.api.get("/user")
    }

    fn read(&self, answer: &Answer) -> Result<Identity, Failure> {
        let missing = "is `api` the address of GitHub's REST API?";
        let user = answer::result::<User<'_>>(answer, None).map_err(|refusal: Refusal| refusal.failure(missing))?;
        Ok(Identity { id: user.id.to_compact_string(), name: (*user.login).into() })
    }
}

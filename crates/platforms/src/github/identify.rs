//! `GET /user`: whose token it is, and whether it works.

use compact_str::ToCompactString;
use pollhook_core::{Answer, Call, Failure, Identify, Identity, Setup};

use super::answer::{self, Refusal};
use super::api::Api;
use super::model::User;

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

//! getMe: who the bot is, and whether its token works.

use compact_str::ToCompactString;
use pollhook_core::{Answer, Call, Failure, Identify, Identity, Setup};
use serde::Deserialize;
use serde_json::json;

use super::answer;
use super::api::Api;
use crate::text::Text;

#[derive(Debug)]
pub(super) struct GetMe {
    api: Api,
}

impl GetMe {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { api: Api::new(&setup.api) }
    }
}

#[derive(Deserialize)]
struct Me<'a> {
    id: i64,
    #[serde(borrow)]
    username: Option<Text<'a>>,
    #[serde(borrow)]
    first_name: Text<'a>,
}

impl Identify for GetMe {
    fn ask(&self) -> Call {
        self.api.call("getMe", &json!({})).repeatable()
    }

    fn read(&self, answer: &Answer) -> Result<Identity, Failure> {
        let me = answer::result::<Me<'_>>(answer).map_err(answer::Refusal::failure)?;
        let name = me.username.unwrap_or(me.first_name);
        Ok(Identity { id: me.id.to_compact_string(), name: (*name).into() })
    }
}

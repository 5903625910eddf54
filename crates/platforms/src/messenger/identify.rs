//! Which page the token is of, and whether it works.

use http::Method;
use pollhook_core::{Answer, Call, Failure, Identify, Identity, Setup};
use serde_json::Value;

use super::answer::{self, Refusal};
use super::api::Api;

#[derive(Debug)]
pub(super) struct Me {
    api: Api,
}

impl Me {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { api: Api::new(setup) }
    }
}

impl Identify for Me {
    fn ask(&self) -> Call {
        self.api.call(Method::GET, "/me?fields=id,name", None).repeatable()
    }

    fn read(&self, answer: &Answer) -> Result<Identity, Failure> {
        let me = answer::result(answer).map_err(Refusal::failure)?;
        let field = |name: &str| me.get(name).and_then(Value::as_str);
        let (Some(id), Some(name)) = (field("id"), field("name").or(field("id"))) else {
            return Err(Failure::Retry { after: None, why: "an answer that names no page".into() });
        };
        Ok(Identity { id: id.into(), name: name.into() })
    }
}

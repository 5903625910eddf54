//! Where the methods of the Bot API are, and how they are called.

use pollhook_core::{Auth, Call};
use serde_json::Value;

/// The address of the API, up to the name of a method.
#[derive(Clone, Debug)]
pub(super) struct Api {
    /// With `{}` where the token belongs.
    base: String,
}

impl Api {
    /// The API at `address`, which may itself hold the place of the token.
    pub(super) fn new(address: &str) -> Self {
        let address = address.trim_end_matches('/');
        let base = if address.contains("{}") { format!("{address}/") } else { format!("{address}/bot{{}}/") };
        Self { base }
    }

    /// Where a file is ("getFile"): `/file` stands before the part of the path with the token.
    pub(super) fn file(&self, path: &str) -> String {
        let token = self.base.find("{}").unwrap_or_default();
        let part = self.base[..token].rfind('/').unwrap_or_default();
        format!("{}/file{}{path}", &self.base[..part], &self.base[part..])
    }

    /// Whether this is Telegram's own server, whose limits are narrower.
    pub(super) fn is_cloud(&self) -> bool {
        self.base.starts_with(super::CLOUD)
    }

    /// A call of `method`. Parameters travel as JSON: nested ones need no second encoding.
    pub(super) fn call(&self, method: &str, parameters: &Value) -> Call {
        Call::post_json(format!("{}{method}", self.base), Auth::Path, parameters.to_string())
    }
}

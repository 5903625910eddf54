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

    /// A call of `method`. Parameters travel as JSON: nested ones need no second encoding.
    pub(super) fn call(&self, method: &str, parameters: &Value) -> Call {
        Call::post_json(format!("{}{method}", self.base), Auth::Path, parameters.to_string())
    }
}

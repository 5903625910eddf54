//! Where the Graph API is, and how it is called.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method};
use pollhook_core::{Auth, Body, Call, Setup};
use serde_json::Value;

/// The address of the API, with or without a version.
#[derive(Clone, Debug)]
pub(super) struct Api {
    base: String,
}

impl Api {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { base: setup.api.clone() }
    }

    /// A call of a path, with a body where it has one.
    pub(super) fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Call {
        let mut call = Call::new(method, format!("{}{path}", self.base), Auth::Bearer);
        if let Some(body) = body {
            call.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            call.body = Body::Bytes(body.to_string().into());
        }
        call
    }
}

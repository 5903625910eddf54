//! Where the REST API is, and how it is called.

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Method};
use pollhook_core::{Auth, Body, Call};
use serde_json::Value;

/// Which version of the API is spoken ("API versions").
const VERSION: HeaderName = HeaderName::from_static("x-github-api-version");

/// The address of the API.
#[derive(Clone, Debug)]
pub(super) struct Api {
    base: String,
}

impl Api {
    pub(super) fn new(address: &str) -> Self {
        Self { base: address.trim_end_matches('/').to_owned() }
    }

    /// A GET of a path.
    pub(super) fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path, None).repeatable()
    }

    /// A call of a method at a path, with a body where it has one.
    pub(super) fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Call {
        let mut call = Call::new(method, format!("{}{path}", self.base), Auth::Bearer);
        call.headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
        call.headers.insert(VERSION, HeaderValue::from_static("2022-11-28"));
        if let Some(body) = body {
            call.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            call.body = Body::Bytes(body.to_string().into());
        }
        call
    }
}

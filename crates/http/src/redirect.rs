//! Where an answer points to, and whether we go there.
//!
//! Only to the same scheme, host and port: the credential is in every request, and nobody else may see it. The client
//! follows by itself rather than by reqwest, which would take a credential in a path along to any host.

use http::header::{CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{Method, StatusCode};
use pollhook_core::{Body, HttpError, HttpErrorKind};
use reqwest::{Response, Url};

use crate::request::Request;

/// How many redirects one call may take. A platform's API needs none; a slash that was missing needs one.
pub(crate) const MOST: usize = 3;

/// Turns a request into the next one; false when this answer is the last.
pub(crate) fn turn(request: &mut Request, response: &Response) -> Result<bool, HttpError> {
    let Some(location) = location(response) else { return Ok(false) };
    let url = request.url.join(location).map_err(|_| refused("the answer points to an address that is none"))?;
    if url.origin() != request.url.origin() {
        return Err(elsewhere(&request.url, &url));
    }
    request.url = url;
    if becomes_get(&request.method, response.status()) {
        request.method = Method::GET;
        request.body = Body::Empty;
        for header in [CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE] {
            request.headers.remove(header);
        }
    }
    Ok(true)
}

fn location(response: &Response) -> Option<&str> {
    let redirects = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    redirects.then(|| response.headers().get(LOCATION)?.to_str().ok()).flatten()
}

/// As every client does: a form that was taken is followed by a look at what came of it.
fn becomes_get(method: &Method, status: StatusCode) -> bool {
    match status {
        StatusCode::SEE_OTHER => method != Method::HEAD,
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => method == Method::POST,
        _ => false,
    }
}

fn elsewhere(from: &Url, to: &Url) -> HttpError {
    if from.host_str() == to.host_str() && to.scheme() == "https" {
        return refused("the API answers that it speaks https only: write https:// in the address of the API");
    }
    refused("the answer points to another host, which must not see the credential: is the address of the API right?")
}

pub(crate) fn too_many() -> HttpError {
    refused(format!("more than {MOST} redirects: the API sends us round in circles"))
}

fn refused(text: impl Into<String>) -> HttpError {
    HttpError::new(HttpErrorKind::Redirect, text)
}

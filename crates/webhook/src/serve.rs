//! The path of one request, the same behind our own listener and inside an app.
//!
//! route → head → declared length → body → verify and decode → room → emit → outcome → answer

use std::time::Duration;

use http::{Request, StatusCode};
use http_body::Body;
use pollhook_core::{Parts, WebhookAnswer};

use crate::Routes;
use crate::answer::{Answered, bare, respond};

/// When to come again to a route that nobody serves just now: a switch takes about as long.
pub(crate) const SOON: Duration = Duration::from_secs(2);

/// Serves one request.
///
/// *Cancel safety*: dropped when its client hangs up. What was admitted runs on, and settles for whoever joins it.
pub(crate) async fn serve<B: Body>(routes: &Routes, request: Request<B>) -> Answered {
    let (head, body) = request.into_parts();
    let Some(place) = routes.find(head.uri.path()) else { return respond(bare(StatusCode::NOT_FOUND)) };
    let Some(hook) = place.hook() else { return respond(WebhookAnswer::again(Some(SOON))) };
    let parts = Parts { method: head.method, uri: head.uri, headers: head.headers };
    let now = hook.now();
    // Held until the answer, as long as the body is.
    let mut held = routes.budget().hold();
    let answer = match hook.hear(&parts, body, now, &mut held).await {
        Ok(drafts) => hook.admit(drafts, now).await,
        Err(answer) => answer,
    };
    respond(answer)
}

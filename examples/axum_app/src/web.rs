//! The application: pages of its own, the bots below `/bots`, and layers around all of it.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, Request, StatusCode};
use axum::routing::get;
use pollhook::{Handle, Health, Phase, Pollhook};
use tower_http::request_id::{MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use crate::pizzeria::Pizzeria;

pub(crate) fn router(pizzeria: Pizzeria, bots: &Pollhook) -> Router {
    Router::new()
        .route("/orders", get(orders))
        .with_state(pizzeria)
        .route("/healthz", get(healthz).with_state(bots.handles()))
        // Its webhooks are verified over the body as it came: a layer that rewrites bodies stands inside, not around.
        .nest_service("/bots", bots.service())
        // Around everything, the outermost first.
        .layer((
            SetRequestIdLayer::x_request_id(Counter::default()),
            TraceLayer::new_for_http(),
            PropagateRequestIdLayer::x_request_id(),
        ))
}

async fn orders(State(pizzeria): State<Pizzeria>) -> String {
    pizzeria.list()
}

/// For whoever restarts the process: a line for each bot, and 503 when one of them does not hear.
async fn healthz(State(bots): State<Arc<[Handle]>>) -> (StatusCode, String) {
    let (mut status, mut lines) = (StatusCode::OK, String::new());
    for bot in &*bots {
        let (phase, health) = (bot.phase(), bot.health());
        // One that waits for its own handlers hears all the same: a restart would not make them faster.
        if phase != Phase::Running || !matches!(health, Health::Ready | Health::Waiting { .. }) {
            status = StatusCode::SERVICE_UNAVAILABLE;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{}: {phase:?}, {health:?}", bot.name());
    }
    (status, lines)
}

/// Numbers requests. What a proxy in front has numbered keeps its number.
#[derive(Clone, Default)]
struct Counter(Arc<AtomicU64>);

impl MakeRequestId for Counter {
    fn make_request_id<B>(&mut self, _request: &Request<B>) -> Option<RequestId> {
        let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        HeaderValue::try_from(number.to_string()).ok().map(RequestId::new)
    }
}

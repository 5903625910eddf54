//! A webhook as one writes it by hand: an axum handler that compares the secret and parses the update.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::Meter;
use super::model::Update;
use crate::Error;
use crate::update::{SECRET, SECRET_HEADER};

pub(super) async fn start(meter: Arc<Meter>) -> Result<(String, JoinHandle<()>), Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let app = Router::new().route("/hook", post(hook)).with_state(meter);
    let running = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, app).await {
            eprintln!("{error}");
        }
    });
    Ok((address, running))
}

async fn hook(State(meter): State<Arc<Meter>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let sent = headers.get(SECRET_HEADER).map(|value| value.as_bytes()).unwrap_or_default();
    if !bool::from(sent.ct_eq(SECRET.as_bytes())) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(update) = serde_json::from_slice::<Update>(&body) else { return StatusCode::BAD_REQUEST };
    if let Some(text) = update.message.and_then(|message| message.text) {
        meter.handle(&text).await;
    }
    StatusCode::OK
}

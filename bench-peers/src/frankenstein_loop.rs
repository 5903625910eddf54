//! frankenstein: its types and its async client; the loop and the handler of the webhook are the user's own.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use bytes::Bytes;
use frankenstein::AsyncTelegramApi;
use frankenstein::client_reqwest::Bot;
use frankenstein::methods::GetUpdatesParams;
use frankenstein::types::AllowedUpdate;
use frankenstein::updates::{Update, UpdateContent};
use subtle::ConstantTimeEq;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Error;
use crate::meter::Meter;
use crate::options::Options;
use crate::update::{SECRET, SECRET_HEADER, TOKEN};

pub(crate) async fn hook(meter: Arc<Meter>) -> Result<(String, JoinHandle<()>), Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    let app = Router::new().route("/hook", post(receive)).with_state(meter);
    let running = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, app).await {
            eprintln!("{error}");
        }
    });
    Ok((address, running))
}

async fn receive(State(meter): State<Arc<Meter>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let sent = headers.get(SECRET_HEADER).map(|value| value.as_bytes()).unwrap_or_default();
    if !bool::from(sent.ct_eq(SECRET.as_bytes())) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(update) = serde_json::from_slice(&body) else { return StatusCode::BAD_REQUEST };
    handle(update, &meter).await;
    StatusCode::OK
}

pub(crate) fn poll(options: &Options, meter: Arc<Meter>) -> (String, JoinHandle<()>) {
    let bot = Bot::new_url(format!("{}/bot{TOKEN}", options.api));
    let running = tokio::spawn(async move {
        if let Err(error) = ask(bot, &meter).await {
            eprintln!("{error}");
        }
    });
    (String::new(), running)
}

/// One update after the other, and the next page when they are handled.
async fn ask(bot: Bot, meter: &Meter) -> Result<(), frankenstein::Error> {
    let asked = GetUpdatesParams::builder().timeout(50).allowed_updates(vec![AllowedUpdate::Message]);
    let mut params = asked.build();
    loop {
        for update in bot.get_updates(&params).await?.result {
            params.offset = Some(i64::from(update.update_id) + 1);
            handle(update, meter).await;
        }
    }
}

async fn handle(update: Update, meter: &Meter) {
    if let UpdateContent::Message(message) = update.content
        && let Some(text) = message.text
    {
        meter.handle(&text).await;
    }
}

//! A webhook by hand. It works, too.

use std::io;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{Router, post};
use reqwest::Client;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::polling_by_hand::answer;

const SECRET: &str = "only-the-network-knows";

pub(crate) async fn run(api: String, listen: String) -> io::Result<()> {
    let client = Client::new();
    let wanted = json!({"url": format!("http://{listen}/"), "secret_token": SECRET, "allowed_updates": ["message"]});
    client.post(format!("{api}/setWebhook")).json(&wanted).send().await.map_err(io::Error::other)?;
    let router = Router::new().route("/", post(hear)).with_state((client, api));
    axum::serve(TcpListener::bind(listen).await?, router).await
}

async fn hear(
    State((client, api)): State<(Client, String)>,
    headers: HeaderMap,
    Json(update): Json<Value>,
) -> StatusCode {
    if headers.get("x-telegram-bot-api-secret-token").is_none_or(|secret| secret != SECRET) {
        return StatusCode::UNAUTHORIZED;
    }
    // A platform gives up on who answers late, so the work is done behind its back.
    tokio::spawn(answer(client, api, update["message"].clone()));
    StatusCode::OK
}

//! Polling by hand, as one writes it on an afternoon. It works.

use reqwest::{Client, Error};
use serde_json::{Value, json};

use crate::kitchen;

pub(crate) async fn run(api: String) -> Result<(), Error> {
    let (client, mut offset) = (Client::new(), 0);
    loop {
        let question = json!({"offset": offset, "timeout": 50, "allowed_updates": ["message"]});
        let page = client.post(format!("{api}/getUpdates")).json(&question).send().await?;
        let page: Value = page.json().await?;
        for update in page["result"].as_array().into_iter().flatten() {
            // The next question confirms this update, whatever becomes of it.
            offset = update["update_id"].as_i64().unwrap_or(0) + 1;
            // No chat is to wait for another.
            tokio::spawn(answer(client.clone(), api.clone(), update["message"].clone()));
        }
    }
}

/// Cooks what was ordered, and says so.
pub(crate) async fn answer(client: Client, api: String, message: Value) -> Result<(), Error> {
    let order = message["text"].as_str().unwrap_or_default();
    let done = kitchen::cook(order).await;
    let reply = json!({"chat_id": message["chat"]["id"], "text": done});
    client.post(format!("{api}/sendMessage")).json(&reply).send().await?;
    Ok(())
}

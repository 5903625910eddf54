//! A polling loop as one writes it by hand: a page of typed updates, their handlers, the next page.
//!
//! It confirms what it has handled, as ours does. Where handlers wait, those of a page wait together, chat by chat.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use tokio::task::{JoinHandle, JoinSet};

use super::model::{Answer, Message, Update};
use super::{Meter, Options, Work};
use crate::Error;
use crate::update::TOKEN;

pub(super) fn start(options: &Options, meter: Arc<Meter>) -> (String, JoinHandle<()>) {
    // What ours uses. It can be there already only if somebody installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let (url, work) = (format!("{}/bot{TOKEN}/getUpdates", options.api), options.work);
    let running = tokio::spawn(async move {
        if let Err(error) = poll(&url, work, meter).await {
            eprintln!("{error}");
        }
    });
    (String::new(), running)
}

async fn poll(url: &str, work: Work, meter: Arc<Meter>) -> Result<(), Error> {
    let (http, mut offset) = (reqwest::Client::new(), 0);
    loop {
        let ask = json!({"offset": offset, "limit": 100, "timeout": 50, "allowed_updates": ["message"]});
        let asked = http.post(url).header(http::header::CONTENT_TYPE, "application/json").body(ask.to_string());
        let answer = asked.send().await?.error_for_status()?.bytes().await?;
        let page: Answer<Vec<Update>> = serde_json::from_slice(&answer)?;
        let Some(last) = page.result.last().map(|update| update.update_id) else { continue };
        let messages = page.result.into_iter().filter_map(|update| update.message);
        match work {
            Work::Sleep(_) => chat_by_chat(messages, &meter).await,
            Work::Count | Work::Note => {
                for text in messages.filter_map(|message| message.text) {
                    meter.handle(&text).await;
                }
            }
        }
        offset = last + 1;
    }
}

async fn chat_by_chat(messages: impl Iterator<Item = Message>, meter: &Arc<Meter>) {
    let mut chats: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for message in messages {
        chats.entry(message.chat.id).or_default().extend(message.text);
    }
    let mut running = JoinSet::new();
    for texts in chats.into_values() {
        let meter = Arc::clone(meter);
        running.spawn(async move {
            for text in texts {
                meter.handle(&text).await;
            }
        });
    }
    running.join_all().await;
}

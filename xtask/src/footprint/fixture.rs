//! The programs that are built: the same echo bot by polling alone, with both transports, and without Pollhook.

use std::fs;
use std::io;
use std::path::Path;

/// A program of one file.
pub(super) struct Fixture {
    pub(super) name: &'static str,
    /// Its row on the page.
    pub(super) what: &'static str,
    dependencies: &'static str,
    main: &'static str,
}

pub(super) const FIXTURES: &[Fixture] = &[
    Fixture { name: "bare", what: "the bare loop: reqwest, serde, tokio", dependencies: BARE_NEEDS, main: BARE },
    Fixture {
        name: "polling",
        what: "Pollhook, polling alone",
        dependencies: "pollhook = { path = \"ROOT/crates/pollhook\", default-features = false, features = [\"polling\", \"telegram\"] }",
        main: ECHO,
    },
    Fixture {
        name: "both",
        what: "Pollhook, polling and webhook",
        dependencies: "pollhook = { path = \"ROOT/crates/pollhook\", default-features = false, features = [\"polling\", \"telegram\", \"webhook\"] }",
        main: ECHO,
    },
];

impl Fixture {
    /// Writes it down, as a workspace of its own that keeps to the versions of ours.
    pub(super) fn lay_out(&self, folder: &Path, root: &Path) -> io::Result<()> {
        // A path may hold what TOML would read as an escape.
        let root_in_toml = root.to_string_lossy().replace('\\', "/");
        fs::create_dir_all(folder.join("src"))?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        let dependencies = self.dependencies.replace("ROOT", &root_in_toml);
        fs::write(folder.join("Cargo.toml"), format!("{MANIFEST}{dependencies}\n"))?;
        fs::write(folder.join("src/main.rs"), self.main)
    }
}

const MANIFEST: &str = r#"[workspace]

[package]
name    = "bot"
version = "0.0.0"
edition = "2024"

[dependencies]
tokio = { version = "1", default-features = false, features = ["macros", "rt-multi-thread"] }
"#;

const ECHO: &str = r#"use pollhook::prelude::*;

#[tokio::main]
async fn main() -> pollhook::Result<()> {
    pollhook::run("bot.toml", App::new().on(message().with_text(), echo)).await
}

async fn echo(Text(text): Text, reply: Reply) -> pollhook::Result<()> {
    reply.text(text).await?;
    Ok(())
}
"#;

/// What Pollhook asks of them.
const BARE_NEEDS: &str = r#"reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
"#;

const BARE: &str = r#"use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Page {
    result: Vec<Update>,
}

#[derive(Deserialize)]
struct Update {
    update_id: i64,
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    chat: Chat,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let api = format!("https://api.telegram.org/bot{}", std::env::var("TELEGRAM_TOKEN")?);
    let (http, mut offset) = (reqwest::Client::new(), 0);
    let call = async |method: &str, ask: Value| {
        let asked = http.post(format!("{api}/{method}")).header("content-type", "application/json");
        asked.body(ask.to_string()).send().await?.error_for_status()?.bytes().await
    };
    loop {
        let answer = call("getUpdates", json!({"offset": offset, "timeout": 50})).await?;
        for update in serde_json::from_slice::<Page>(&answer)?.result {
            offset = update.update_id + 1;
            let Some(Message { chat, text: Some(text) }) = update.message else { continue };
            call("sendMessage", json!({"chat_id": chat.id, "text": text})).await?;
        }
    }
}
"#;

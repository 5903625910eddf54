//! The endpoint that is attacked: a bot as its author runs it, and what is checked of it after each attack.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use pollhook_promises::arena::Arena;
use pollhook_promises::config::{Door, PATH};
use pollhook_promises::github::GitHub;
use pollhook_promises::memory::Memory;
use pollhook_promises::process::{Ended, Process};
use pollhook_promises::pushed::SECRET;
use pollhook_promises::stage::{Network, Stage};
use pollhook_promises::telegram::Telegram;
use serde_json::json;
use sha2::Sha256;

use super::peer::{PATIENCE, Peer, status};

/// Who is posed as.
pub(crate) enum Platform {
    /// A secret in the head: who does not have it is refused by the head alone.
    Telegram(Stage<Telegram>),
    /// A signature over the body: so that has to be read of anybody who calls.
    GitHub(Stage<GitHub>),
}

/// A bot that is called.
pub(crate) struct Target {
    platform: Platform,
    arena: Arena,
    pub(crate) process: Process,
    memory: Memory,
    /// Where it listens.
    pub(crate) to: SocketAddr,
    said: u64,
    /// What may be handled, and need not be: its sender hung up.
    dropped: BTreeSet<u64>,
}

impl Target {
    /// A bot on Telegram.
    pub(crate) async fn telegram() -> Self {
        Self::telegram_with("").await
    }

    /// A bot on Telegram, with this beside its address in `[server]`.
    pub(crate) async fn telegram_with(server: &str) -> Self {
        let stage = Stage::webhook(1).await;
        let arena = arena(&stage, server);
        Self::ready(Platform::Telegram(stage), arena).await
    }

    /// A bot on GitHub.
    pub(crate) async fn github() -> Self {
        let stage = Stage::github_webhook().await;
        let arena = arena(&stage, "");
        Self::ready(Platform::GitHub(stage), arena).await
    }

    async fn ready(platform: Platform, arena: Arena) -> Self {
        let to = match &platform {
            Platform::Telegram(Stage { door: Door::Webhook(_, to), .. })
            | Platform::GitHub(Stage { door: Door::GitHubWebhook(_, to), .. }) => *to,
            _ => unreachable!("both are called"),
        };
        let process = arena.ready().await;
        let memory = Memory::of(process.id());
        let mut target = Self { platform, arena, process, memory, to, said: 0, dropped: BTreeSet::new() };
        target.answers("before").await;
        target.memory = Memory::of(target.process.id());
        target
    }

    /// A request of the platform's own, whole, in which somebody says this in a chat. `headers` are added, each with its end.
    fn request(&self, number: u64, chat: u64, steps: &str, headers: &str) -> Vec<u8> {
        let text = format!("{number} {steps}");
        let (named, body) = match &self.platform {
            Platform::Telegram(_) => {
                let user = json!({ "id": chat, "is_bot": false, "first_name": "Anna" });
                let chat = json!({ "id": chat, "type": "private", "first_name": "Anna" });
                let message = json!({ "message_id": number, "date": 1, "from": user, "chat": chat, "text": text });
                let body = json!({ "update_id": 900_000 + number, "message": message }).to_string();
                (format!("x-telegram-bot-api-secret-token: {SECRET}\r\n"), body)
            }
            Platform::GitHub(_) => {
                let sender = json!({ "id": 5, "login": "anna", "type": "User" });
                let issue = json!({ "id": chat, "number": chat, "title": "one", "body": "nothing" });
                let body = json!({
                    "action": "created", "issue": issue, "comment": { "id": number, "body": text, "user": sender },
                    "repository": { "id": 1, "name": "hello-world", "full_name": "octocat/hello-world" }, "sender": sender,
                });
                let body = body.to_string();
                let event = format!("x-github-event: issue_comment\r\nx-github-delivery: attack-{number}\r\n");
                (format!("{event}x-hub-signature-256: {}\r\n", sign(body.as_bytes())), body)
            }
        };
        let head = format!(
            "POST {PATH} HTTP/1.1\r\nhost: {}\r\n{named}content-type: application/json\r\ncontent-length: {}\r\n{headers}\r\n",
            self.to,
            body.len()
        );
        [head.as_bytes(), body.as_bytes()].concat()
    }

    /// The next request of the platform's own.
    pub(crate) fn next(&mut self, steps: &str, headers: &str) -> Vec<u8> {
        self.said += 1;
        self.request(self.said, ANNAS, steps, headers)
    }

    /// The next request of the platform's own, of one who will not wait for the answer. Each is of a chat of its own: a
    /// chat holds no more than 32 that came so, and whoever is good would be told to come again.
    pub(crate) fn next_dropped(&mut self, steps: &str) -> Vec<u8> {
        self.said += 1;
        self.dropped.insert(self.said);
        self.request(self.said, ANNAS + self.said, steps, "")
    }

    /// Whoever is good is answered, at once or when there is room again, and is handled.
    pub(crate) async fn answers(&mut self, when: &str) -> Duration {
        let request = self.next("pause=1", "connection: close\r\n");
        let begun = Instant::now();
        let heard = Peer::good(self.to).says(&request).await;
        let took = begun.elapsed();
        assert_eq!(status(&heard), Some(200), "{when}: {heard:?}\n{}", self.process.output());
        let number = self.said;
        self.arena.journal.until(when, PATIENCE, |summary| summary.has_ended(number)).await;
        took
    }

    /// It withstood an attack: a good request is answered, and it never held more than so many MiB beyond what it had
    /// at rest. Prints both.
    pub(crate) async fn withstood(&mut self, attack: &str, mib: u64) {
        let took = self.answers(attack).await;
        let Some(peak) = self.memory.peak() else {
            return println!("{attack}: memory not measured here; then a good request took {took:?}");
        };
        let (peak, now) = (peak as f64 / MIB, self.memory.now().unwrap_or_default() as f64 / MIB);
        println!(
            "{attack}: +{peak:.1} MiB at most, +{now:.1} after it (bound {mib}); then a good request took {took:?}"
        );
        assert!(peak <= mib as f64, "{attack}: {peak:.1} MiB beyond rest");
    }

    /// Ends it. All that was good and waited for was handled, and nothing twice.
    pub(crate) async fn end(mut self) -> Ended {
        let ended = self.process.terminate().await;
        let summary = self.arena.journal.read();
        let unhandled: Vec<_> = (1..=self.said).filter(|number| !summary.has_ended(*number)).collect();
        assert!(unhandled.iter().all(|number| self.dropped.contains(number)), "{unhandled:?}: {}", ended.output);
        assert_eq!(summary.doubled(), [].into(), "{}", ended.output);
        assert!(!ended.output.contains(SECRET), "its secret stands in a log");
        ended
    }
}

/// The chat of whoever is good.
const ANNAS: u64 = 5;

const MIB: f64 = (1 << 20) as f64;

fn arena(stage: &Stage<impl Network>, server: &str) -> Arena {
    let config = stage.config("").replace("[server]\n", &format!("[server]\n{server}\n"));
    Arena::new(env!("CARGO_BIN_EXE_contestant"), &config)
}

/// The signature of a body by who knows the secret.
pub(crate) fn sign(body: &[u8]) -> String {
    sign_with(SECRET, body)
}

/// The signature of a body with a secret.
pub(crate) fn sign_with(secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key may have any length");
    mac.update(body);
    let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256={digits}")
}

/// A head that a body of GitHub's follows, signed by who does not know the secret.
pub(crate) fn forged_head(headers: &str) -> String {
    format!(
        "POST {PATH} HTTP/1.1\r\nhost: bot\r\nx-github-event: issues\r\nx-github-delivery: forged\r\n\
         x-hub-signature-256: sha256={}\r\n{headers}\r\n",
        "0".repeat(64)
    )
}

//! A Telegram by somebody else: a bot of ours takes the npm package telegram-test-api for the real one, by both doors.
//!
//! What the package gets wrong is named here, and nothing in our crates is there for it. Three things no bot that looks
//! where it stands can start with; `serve.mjs` mends them in front of the package: getWebhookInfo is not known,
//! setWebhook answers null, and no push carries the secret.
//!
//! Needs node, and `tests-foreign/install.sh`.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use axum::Router;
use axum::http::HeaderMap;
use pollhook::prelude::*;
use pollhook_foreign::keeper::{Keeper, Tell};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

const TOKEN: &str = "7:secret";
const MESSAGES: usize = 100;
/// Generous: waiting costs nothing when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// The package, in a process.
struct Package {
    node: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// As it is.
    bare: String,
    /// With the three things mended.
    mended: String,
}

impl Package {
    async fn start() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../telegram-test-api");
        assert!(folder.join("node_modules/telegram-test-api").exists(), "run tests-foreign/install.sh first");
        let mut node = Command::new("node")
            .args(["serve.mjs", TOKEN])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node is installed");
        let lines = BufReader::new(node.stdout.take().expect("it is piped")).lines();
        let mut package = Self { node, lines, bare: String::new(), mended: String::new() };
        let urls = package.tells("at").await;
        let url = |at: usize| urls[at].as_str().expect("it says two URLs").to_owned();
        (package.bare, package.mended) = (url(0), url(1));
        package
    }

    /// A user says these at once; or one after the other, where the first of them is "one by one".
    async fn user_says(&mut self, texts: &[&str]) {
        let stdin = self.node.stdin.as_mut().expect("it is piped");
        stdin.write_all(format!("{}\n", json!(texts)).as_bytes()).await.expect("it reads");
    }

    /// What it tells next under this name.
    async fn tells(&mut self, what: &str) -> Value {
        loop {
            let line = timeout(PATIENCE, self.lines.next_line()).await.expect("it speaks in time");
            let line = line.expect("it speaks UTF-8").expect("it goes on");
            let mut told: Value = serde_json::from_str(&line).expect("it speaks JSON");
            if let Some(told) = told.get_mut(what) {
                return told.take();
            }
        }
    }

    /// What the bot says next.
    async fn hears(&mut self) -> String {
        self.tells("text").await.as_str().expect("it is a text").to_owned()
    }

    /// A bot of ours, which says back whatever it hears.
    async fn with_echo(&mut self, mode: &str) -> Keeper {
        let api = self.mended.clone();
        let config = |hook: SocketAddr| {
            format!(
                "[bot]\nplatform = \"telegram\"\ntoken = \"{TOKEN}\"\napi = \"{api}\"\n[source]\nmode = \"{mode}\"\n\
                 [webhook]\nurl = \"http://{hook}/hook\"\nsecret = \"s3cret\"\n[server]\nlisten = \"off\"\n"
            )
        };
        let echoes = |app: App<Tell>| app.on(message().with_text(), echo);
        let bot = Keeper::run(config, echoes).await;
        if mode == "webhook" {
            self.tells("hook").await;
        }
        bot
    }

    /// What the package itself answers to a call: the status and the document.
    async fn answers(&self, method: &str, parameters: Value) -> (u16, Value) {
        let host = self.bare.strip_prefix("http://").expect("it speaks plain HTTP");
        let mut stream = TcpStream::connect(host).await.expect("it listens");
        let body = parameters.to_string();
        let request = format!(
            "POST /bot{TOKEN}/{method} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.expect("it reads");
        let mut answer = String::new();
        timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("it answers in time").expect("it answers");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("it has a status");
        let (_, body) = answer.split_once("\r\n\r\n").expect("it has a body");
        (status, serde_json::from_str(body).expect("it is JSON"))
    }

    async fn stop(mut self) {
        drop(self.node.stdin.take());
        let status = timeout(PATIENCE, self.node.wait()).await.expect("it stops in time").expect("it is ours");
        assert!(status.success());
    }
}

async fn echo(Text(text): Text, reply: Reply) -> pollhook::Result<()> {
    reply.text(text).await?;
    Ok(())
}

/// What is said one by one is said back, each once and in order.
async fn echoes(mode: &str) {
    let mut package = Package::start().await;
    let bot = package.with_echo(mode).await;
    let texts: Vec<String> = (0..MESSAGES).map(|number| format!("message {number}")).collect();
    let order: Vec<&str> = std::iter::once("one by one").chain(texts.iter().map(String::as_str)).collect();
    package.user_says(&order).await;
    for text in &texts {
        assert_eq!(package.hears().await, *text);
    }
    assert!(bot.stop().await.is_empty(), "nothing else came");
    package.stop().await;
}

#[tokio::test]
async fn our_bot_echoes_by_long_polling() {
    echoes("polling").await;
}

#[tokio::test]
async fn our_bot_echoes_by_webhook() {
    echoes("webhook").await;
}

/// Telegram's numbers are unique. Here what is said while a push is on its way gets that push's number; and what has a
/// number that is known is, to us, what was told before.
#[tokio::test]
async fn what_it_tells_under_one_number_is_one_event() {
    let mut package = Package::start().await;
    let bot = package.with_echo("webhook").await;
    package.user_says(&["one", "two"]).await;
    assert!(["one", "two"].contains(&&*package.hears().await));
    package.user_says(&["three"]).await;
    assert_eq!(package.hears().await, "three", "of two with one number one was handled");
    assert!(bot.stop().await.is_empty());
    package.stop().await;
}

/// Telegram gives an update until a higher offset confirms it.
#[tokio::test]
async fn it_gives_an_update_once_whether_it_arrived_or_not() {
    let mut package = Package::start().await;
    package.user_says(&["hi"]).await;
    package.tells("said").await;
    let (_, given) = package.answers("getUpdates", json!({})).await;
    assert_eq!(given["result"][0]["message"]["text"], "hi");
    let (_, again) = package.answers("getUpdates", json!({})).await;
    assert_eq!(again["result"], json!([]));
    package.stop().await;
}

/// Telegram holds a question for as long as it is asked to; our bot asks one that is answered at once each second.
#[tokio::test]
async fn it_holds_no_question() {
    let package = Package::start().await;
    let asked = package.answers("getUpdates", json!({ "timeout": 50 }));
    let (status, answer) = timeout(Duration::from_secs(25), asked).await.expect("it answers at once");
    assert_eq!((status, &answer["result"]), (200, &json!([])));
    package.stop().await;
}

/// The three things that are mended, as they are without.
#[tokio::test]
async fn no_bot_can_look_where_it_stands_and_no_push_proves_whose_it_is() {
    let mut package = Package::start().await;
    let (status, answer) = package.answers("getWebhookInfo", json!({})).await;
    assert_eq!((status, answer.get("ok")), (500, None), "{answer}");

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there are free ports");
    let url = format!("http://{}/", listener.local_addr().expect("it is bound"));
    let (tell, mut pushed) = mpsc::channel(1);
    let keep = move |headers: HeaderMap, _body: String| {
        let tell = tell.clone();
        async move { tell.send(headers).await.expect("somebody listens") }
    };
    let mut server = JoinSet::new();
    server.spawn(async { axum::serve(listener, Router::new().fallback(keep)).await.expect("it listens") });

    let (status, answer) = package.answers("setWebhook", json!({ "url": url, "secret_token": "s3cret" })).await;
    assert_eq!((status, answer), (200, json!({ "ok": true, "result": null })), "Telegram says true");
    package.user_says(&["hi"]).await;
    let headers = timeout(PATIENCE, pushed.recv()).await.expect("it pushes in time").expect("the server goes on");
    assert_eq!(headers.get("x-telegram-bot-api-secret-token"), None);
    package.tells("said").await;
    server.shutdown().await;
    package.stop().await;
}

//! A foreign judge: a bot by grammY takes the network for Telegram, by both doors.
//!
//! Needs node, and `tests-foreign/install.sh`; without them it fails. Run it with `--features foreign`.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use pollhook_simulator::{Bot, Network, Options};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

const TOKEN: &str = "7:secret";
const MESSAGES: usize = 100;
/// Generous: a machine under load starts node slowly, and waiting costs nothing when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts the echo bot; returns when it listens.
async fn start(door: &str, network: &Network) -> Child {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests-foreign/grammy");
    assert!(folder.join("node_modules/grammy").exists(), "run tests-foreign/install.sh first");
    let mut node = Command::new("node")
        .args(["echo.mjs", door, &network.api_url(), TOKEN])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("node is installed");
    let mut lines = BufReader::new(node.stdout.take().expect("it is piped")).lines();
    let ready = timeout(PATIENCE, lines.next_line()).await.expect("it starts in time");
    assert_eq!(ready.expect("it speaks UTF-8").as_deref(), Some("ready"));
    node
}

/// Anna says a hundred things, and hears each of them back, in order.
async fn echoes(door: &str) -> Bot {
    let network = Network::start(Options::default()).await.expect("there are free ports");
    let bot = network.bot(TOKEN).expect("it is a token");
    let anna = network.user("Anna");
    let chat = anna.chat();
    chat.add(&bot);
    let mut sent = network.sent();
    let mut node = start(door, &network).await;
    for number in 0..MESSAGES {
        anna.says(&chat, &format!("message {number}"));
    }
    for number in 0..MESSAGES {
        let echo = timeout(PATIENCE, sent.next()).await.expect("it echoes in time").expect("the network goes on");
        assert_eq!((echo.method.as_str(), echo.chat), ("sendmessage", Some(chat.id())));
        assert_eq!(echo.text, Some(format!("message {number}")));
    }
    timeout(PATIENCE, bot.drained()).await.expect("it confirms everything");
    drop(node.stdin.take());
    let status = timeout(PATIENCE, node.wait()).await.expect("it stops in time").expect("it is a child of ours");
    assert!(status.success());
    assert_eq!(sent.try_next(), None, "nothing is said twice");
    network.stop().await;
    bot
}

#[tokio::test]
async fn grammy_echoes_by_long_polling() {
    let counters = echoes("poll").await.counters();
    assert!(counters.polls_useful > 0 && counters.pushes == 0, "{counters:?}");
    assert_eq!(counters.polled_updates, MESSAGES as u64);
}

#[tokio::test]
async fn grammy_echoes_by_webhook() {
    let counters = echoes("hook").await.counters();
    assert_eq!((counters.polls, counters.pushes_ok, counters.pushes), (0, MESSAGES as u64, MESSAGES as u64));
}

//! A foreign judge: a bot by grammY takes the network for Telegram, by both doors.
//!
//! Needs node, and `tests-foreign/install.sh`; without them it fails. Run it with `--features foreign`.

mod judge;

use judge::{Judge, PATIENCE, TOKEN};
use pollhook_simulator::{Bot, Network, Options};
use tokio::time::timeout;

const GRAMMY: Judge = Judge { folder: "grammy", program: "node", script: "echo.mjs", installed: "node_modules/grammy" };
const MESSAGES: usize = 100;

/// Anna says a hundred things, and hears each of them back, in order.
async fn echoes(door: &str) -> Bot {
    let network = Network::start(Options::default()).await.expect("there are free ports");
    let bot = network.bot(TOKEN).expect("it is a token");
    let anna = network.user("Anna");
    let chat = anna.chat();
    chat.add(&bot);
    let mut sent = network.sent();
    let grammy = GRAMMY.start(door, &network).await;
    for number in 0..MESSAGES {
        anna.says(&chat, &format!("message {number}"));
    }
    for number in 0..MESSAGES {
        let echo = timeout(PATIENCE, sent.next()).await.expect("it echoes in time").expect("the network goes on");
        assert_eq!((echo.method.as_str(), echo.chat), ("sendmessage", Some(chat.id())));
        assert_eq!(echo.text, Some(format!("message {number}")));
    }
    timeout(PATIENCE, bot.drained()).await.expect("it confirms everything");
    grammy.stop().await;
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

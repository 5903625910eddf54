//! One word of config, three modes, the same bot.

use crate::net::{Net, echo, soon};

/// Fifty messages are echoed, in order, each once, and all are confirmed.
async fn echoes(mode: &str, more: &str) -> Net {
    let net = Net::start().await;
    let bot = net.run(&net.config(mode, more), echo()).await.up().await;
    let anna = net.network.user("Anna");
    let chat = anna.chat();
    let mut sent = net.network.sent();
    let said: Vec<_> = (0..50).map(|n| format!("message {n}")).collect();
    chat.add(&net.bot);
    for text in &said {
        anna.says(&chat, text);
    }
    let mut heard = Vec::new();
    while heard.len() < said.len() {
        heard.extend(soon(sent.next()).await.unwrap().text);
    }
    assert_eq!(heard, said);
    soon(net.bot.drained()).await;
    soon(bot.stop()).await.unwrap();
    net
}

#[tokio::test(flavor = "multi_thread")]
async fn by_long_polling() {
    let net = echoes("polling", "").await;
    assert!(net.bot.counters().polls_useful > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_short_polling() {
    let net = echoes("polling", "[polling]\nstyle = \"short\"\ninterval = \"20ms\"").await;
    assert!(net.bot.counters().polls_useful > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_webhook() {
    let net = echoes("webhook", "").await;
    let counters = net.bot.counters();
    assert_eq!((counters.polls, counters.pushes_failed), (0, 0));
    assert!(counters.pushes_ok >= 50);
    // It is kept: the next start finds what came meanwhile.
    assert_eq!(net.bot.webhook(), Some(net.hook()));
}

#[tokio::test(flavor = "multi_thread")]
async fn received_confirms_what_no_handler_has_ended() {
    async fn never() {
        std::future::pending::<()>().await;
    }
    let net = Net::start().await;
    let app = pollhook::App::new().on(pollhook::prelude::message(), never);
    let config = net.config("polling", "").replace("mode =", "ack = \"received\"\nmode =");
    let bot = net.run(&config, app).await.up().await;
    let anna = net.network.user("Anna");
    anna.chat().add(&net.bot);
    anna.says(&anna.chat(), "hi");
    soon(net.bot.drained()).await;
    soon(bot.stop()).await.unwrap();
    // Nobody would send it again, so it is a letter.
    assert!(net.file("dead-letters.jsonl").contains("\"stopped\""), "{}", net.file("dead-letters.jsonl"));
}

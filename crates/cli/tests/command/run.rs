//! `run`, which is also what the command does without a word.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use pollhook_simulator::{Door, Fault, Standing};
use serde_json::json;

use crate::printed::Running;
use crate::scene::Scene;

/// In a process of two bots one could not tell otherwise whose trouble it is.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn every_line_says_whose_it_is() {
    let scene = Scene::start().await;
    let news = scene.network.bot("8:secret").unwrap();
    let api = scene.network.api_url();
    let bot = |name, token| {
        format!("[[bot]]\nname = \"{name}\"\nplatform = \"telegram\"\ntoken = \"{token}\"\napi = \"{api}\"\n")
    };
    scene.write(&[bot("shop", "${BOT_TOKEN}"), bot("news", "8:secret")].concat());
    news.fail_next(Door::Poll, Fault::Status(502));
    news.push_raw(json!({ "update_id": 7, "message": "not an object" }));
    let process = Running::start(scene.command(&[]));
    scene.bot.until(|glance| glance.polling).await;
    news.drained().await;
    process.terminate();
    let printed = process.ends().await;
    let line = |part: &str| printed.err.lines().find(|line| line.contains(part)).unwrap_or_default().to_owned();
    for part in ["a poll failed", "an event is now a dead letter"] {
        assert!(line(part).contains("news"), "{part}: {}", printed.err);
    }
}

/// Somebody else's webhook.
const THEIRS: &str = "http://127.0.0.1:9/theirs";

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_code_1() {
    let scene = Scene::start().await;
    scene.bot.set_standing(Standing::Revoked);
    scene.ends(&["run"]).await.is(1, &["refused the credential", "mend `token` in line 3"]);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn it_introduces_itself_and_ends_well_at_sigterm() {
    let table: [(&[&str], &str); 2] =
        [(&[], "transport=\"long polling"), (&["--mode", "webhook"], "transport=\"webhook at /hook")];
    for (arguments, transport) in table {
        let scene = Scene::start().await;
        let bot = Running::start(scene.command(arguments));
        scene.anna_says_hi();
        // What is accepted unseen is confirmed. An answer that is only on its way may be given up at a stop.
        scene.bot.drained().await;
        bot.terminate();
        let printed = bot.ends().await;
        printed
            .is(0, &["the bot is running", transport, "ack=\"handled\"", "hears=", "cursor=", "the bot has stopped"]);
        let counters = scene.bot.counters();
        assert_eq!(counters.polls_useful + counters.pushes_ok, 1);
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_webhook_of_somebody_else_is_taken_over_only_when_told() {
    let scene = Scene::start().await;
    scene.rewrite(&scene.hook, THEIRS);
    scene.ends(&["webhook", "set"]).await.is(0, &[THEIRS]);
    scene.rewrite(THEIRS, &scene.hook);
    scene.ends(&["run"]).await.is(1, &[THEIRS, "0 pending", "--take-over"]);
    assert_eq!(scene.bot.webhook().as_deref(), Some(THEIRS), "it was left alone");

    let bot = Running::start(scene.command(&["--take-over"]));
    scene.bot.until(|glance| glance.polling).await;
    assert_eq!(scene.bot.webhook(), None);
    bot.terminate();
    bot.ends().await.is(0, &["the webhook of somebody else is removed, as was allowed"]);
}

/// The platform answers late when the webhook is to be removed; who does not want to wait for that says so twice.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_it_at_once() {
    let scene = Scene::start().await;
    scene.rewrite("[server]", "on_stop = \"remove\"\n[server]");
    let mut bot = Running::start(scene.command(&["--mode", "webhook"]));
    let mut lines = BufReader::new(bot.err()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("the bot is running")));
    scene.bot.fail_always(Door::Manage, Fault::Late(Duration::from_secs(3_600)));
    bot.terminate();
    assert!(lines.any(|line| line.contains("takes nothing new")));
    bot.terminate();
    let said: Vec<String> = lines.collect();
    assert_eq!(bot.ends().await.code, Some(1), "{said:?}");
    assert!(said.iter().any(|line| line.contains("ended at once by a second signal")), "{said:?}");
}

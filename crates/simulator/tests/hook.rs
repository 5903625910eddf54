//! The notification service over real sockets: what a webhook sees of it.

mod client;

use client::hook::Hook;
use client::scene::Scene;
use pollhook_simulator::{Fate, Options, What};
use serde_json::{Value, json};

#[tokio::test]
async fn an_update_is_pushed_with_its_secret_and_confirmed_by_the_answer() {
    let (scene, mut hook) = (Scene::new(Options::default()).await, Hook::bind().await);
    scene.set_hook(&hook.address).await;
    scene.said(&["hi"]);
    let told = hook.told().await;
    let head = told.head.to_lowercase();
    assert!(head.starts_with("post /hook?x=1 http/1.1\r\n"), "{head}");
    for line in [
        "x-telegram-bot-api-secret-token: s3cret",
        "content-type: application/json",
        "accept-encoding: gzip, deflate",
        "connection: keep-alive",
    ] {
        assert!(head.contains(&format!("\r\n{line}\r\n")), "{line} in {head}");
    }
    let update: Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!((&update["update_id"], &update["message"]["text"]), (&json!(1), &json!("hi")));
    assert_eq!(scene.bot.fate(1), Some(Fate::Pending));
    let heads_and_bodies = (told.head.len() + told.body.len()) as u64;
    told.ok();
    scene.bot.drained().await;
    let counters = scene.bot.until(|glance| glance.counters.pushes == 1).await.counters;
    assert_eq!((counters.pushes_ok, counters.push_bytes.to_bot), (1, heads_and_bodies));
    assert_eq!(counters.push_bytes.from_bot, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".len() as u64);
}

#[tokio::test]
async fn a_chat_is_told_in_order_over_a_connection_that_stays() {
    let (scene, mut hook) = (Scene::new(Options::default()).await, Hook::bind().await);
    scene.set_hook(&hook.address).await;
    scene.said(&["a", "b", "c"]);
    for id in 1..=3 {
        let told = hook.told().await;
        assert_eq!((told.id(), told.connection), (id, 1));
        assert!(!hook.has_more());
        told.ok();
    }
    scene.bot.drained().await;
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_no_failure() {
    let (scene, mut hook) = (Scene::new(Options::default()).await, Hook::bind().await);
    scene.set_hook(&hook.address).await;
    for id in 1..=20 {
        scene.said(&["hi"]);
        let told = hook.told().await;
        assert_eq!(told.id(), id);
        told.ok_and_hang_up();
        scene.bot.drained().await;
    }
    assert_eq!(scene.bot.counters().pushes_failed, 0);
}

#[tokio::test]
async fn chats_are_told_side_by_side() {
    let (scene, mut hook) = (Scene::new(Options::default()).await, Hook::bind().await);
    scene.set_hook(&hook.address).await;
    scene.said(&["a"]);
    let ben = scene.network.user("Ben");
    ben.chat().add(&scene.bot);
    ben.says(&ben.chat(), "b");
    let (one, other) = (hook.told().await, hook.told().await);
    assert_ne!(one.connection, other.connection);
    other.ok();
    one.ok();
    scene.bot.drained().await;
}

#[tokio::test]
async fn a_failure_is_recorded_and_tried_again() {
    let options = Options { speed: 1000.0, ..Options::default() };
    let (scene, mut hook) = (Scene::new(options).await, Hook::bind().await);
    scene.set_hook(&hook.address).await;
    scene.said(&["hi"]);
    hook.told().await.answer("500 Oops", "", "");
    hook.told().await.answer("503 Busy", "retry-after: 3\r\n", "");
    let told = hook.told().await;
    let info = scene.call("getWebhookInfo", json!({})).await.json();
    assert_eq!(info["result"]["last_error_message"], "Wrong response from the webhook: 503 Service Unavailable");
    assert_eq!(info["result"]["pending_update_count"], 1);
    drop(told);
    hook.told().await.ok();
    scene.bot.drained().await;
    let pushes: Vec<_> = scene.bot.log().into_iter().filter(|it| matches!(it.what, What::Push { .. })).collect();
    let statuses: Vec<_> = pushes.iter().map(|push| push.what.status()).collect();
    assert_eq!(statuses, [Some(500), Some(503), None, Some(200)]);
    assert!(pushes[2].started - pushes[1].ended >= std::time::Duration::from_millis(3));
    assert_eq!(scene.bot.ledger()[0].delivered.len(), 4);
}

#[tokio::test]
async fn nobody_at_home_is_a_failure_too() {
    let options = Options { speed: 1000.0, ..Options::default() };
    let (scene, hook) = (Scene::new(options).await, Hook::bind().await);
    let address = hook.address;
    drop(hook);
    scene.set_hook(&address).await;
    scene.said(&["hi"]);
    scene.bot.until(|glance| glance.counters.pushes_failed >= 2).await;
    let info = scene.call("getWebhookInfo", json!({})).await.json();
    assert_eq!(info["result"]["last_error_message"], "Connection refused");
}

#[tokio::test]
async fn a_method_rides_in_the_answer() {
    let (scene, mut hook) = (Scene::new(Options::default()).await, Hook::bind().await);
    let mut sent = scene.network.sent();
    scene.set_hook(&hook.address).await;
    scene.said(&["a", "b", "c"]);
    let body = json!({"method": "sendMessage", "chat_id": scene.chat.id(), "text": "ha"}).to_string();
    hook.told().await.answer("200 OK", "content-type: application/json\r\n", &body);
    let reply = sent.next().await.unwrap();
    assert_eq!((reply.text.as_deref(), reply.inline), (Some("ha"), true));
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    hook.told().await.answer("200 OK", form, "method=deleteWebhook");
    let told = hook.told().await;
    assert!(scene.bot.webhook().is_some(), "deleteWebhook does not ride");
    told.ok();
    scene.bot.drained().await;
    assert_eq!(sent.try_next(), None);
}

#[tokio::test]
async fn deleting_the_webhook_cuts_what_is_in_flight_and_keeps_it() {
    let (scene, mut hook) = (Scene::new(Options::default()).await, Hook::bind().await);
    scene.set_hook(&hook.address).await;
    scene.said(&["hi"]);
    let told = hook.told().await;
    assert_eq!(scene.call("deleteWebhook", json!({})).await.description(), "Webhook was deleted");
    scene.bot.until(|glance| glance.counters.pushes_failed == 1).await;
    told.ok();
    assert_eq!(client::scene::ids(&scene.call("getUpdates", json!({})).await), [1]);
}

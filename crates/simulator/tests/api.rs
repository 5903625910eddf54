//! The API service over real sockets: encodings, refusals, polls, what is counted.

mod client;

use std::time::Duration;

use client::scene::{Scene, TOKEN, ids};
use client::{call, post, raw};
use pollhook_simulator::{Network, Options, Standing, What};
use serde_json::json;

#[tokio::test]
async fn a_message_is_polled_answered_and_confirmed() {
    let scene = Scene::new(Options::default()).await;
    let mut sent = scene.network.sent();
    scene.said(&["hi"]);
    let page = scene.call("getUpdates", json!({"timeout": 30})).await;
    assert_eq!(page.json()["result"][0]["message"]["text"], "hi");
    let reply = scene.call("sendMessage", json!({"chat_id": scene.chat.id(), "text": "hi"})).await;
    assert_eq!(reply.json()["result"]["chat"]["id"], scene.chat.id());
    assert_eq!(sent.next().await.unwrap().text.as_deref(), Some("hi"));
    assert_eq!(scene.bot.pending(), 1);
    assert!(ids(&scene.call("getupdates", json!({"offset": 2})).await).is_empty());
    let record = &scene.bot.ledger()[0];
    assert_eq!((record.delivered.len(), record.confirmed().is_some()), (1, true));
    let counters = scene.bot.counters();
    assert_eq!((counters.polls, counters.polls_empty, counters.polls_useful), (2, 1, 1));
    assert_eq!((counters.requests["getupdates"], counters.requests["sendmessage"]), (2, 1));
    assert!(matches!(&scene.bot.log()[0].what, What::Poll { updates, status: Some(200), .. } if updates == &[1]));
}

#[tokio::test]
async fn parameters_come_in_every_encoding_and_methods_in_any_case() {
    let scene = Scene::new(Options::default()).await;
    let (url, id) = (scene.network.api_url(), scene.chat.id());
    let form = "application/x-www-form-urlencoded";
    let part =
        |name: &str, value: &str| format!("--b0\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let multipart = format!("{}{}--b0--\r\n", part("chat_id", &id.to_string()), part("text", "a b\r\nc"));
    let rows = [
        (format!("/bot{TOKEN}/sendMessage?chat_id={id}&text=a%20b"), form, String::new(), "a b"),
        (format!("/bot{TOKEN}/SENDMESSAGE"), form, format!("chat_id={id}&text=a+b"), "a b"),
        (format!("/bot{TOKEN}/sendmessage"), "application/json", json!({"chat_id": id, "text": "é"}).to_string(), "é"),
        (format!("/bot{TOKEN}/test/sendMessage"), "multipart/form-data; boundary=b0", multipart, "a b\r\nc"),
        (format!("/bot{}/sendMessage", TOKEN.replace(':', "%3A")), form, format!("chat_id={id}&text=x"), "x"),
    ];
    for (path, kind, body, text) in rows {
        let answer = post(&url, &path, kind, &body).await.unwrap();
        assert_eq!(answer.json()["result"]["text"], text, "{path} {}", answer.description());
    }
    let wrong = post(&url, &format!("/bot{TOKEN}/getMe"), "application/json", "{").await.unwrap();
    assert_eq!(wrong.status, 400);
}

#[tokio::test]
async fn strangers_and_wrong_addresses_are_turned_away() {
    let scene = Scene::new(Options::default()).await;
    let rows = [
        ("/bot7:secret/noSuchMethod", 404, "Not Found: method not found"),
        ("/bot7:secret", 404, "Not Found"),
        ("/", 404, "Not Found"),
        ("/bot8:secret/getMe", 401, "Unauthorized"),
        ("/bot7:other/getMe", 401, "Unauthorized"),
        ("/botnonsense/getMe", 401, "Unauthorized: invalid token specified"),
    ];
    for (path, status, text) in rows {
        let answer = post(&scene.network.api_url(), path, "application/json", "").await.unwrap();
        assert_eq!((answer.status, answer.description().as_str()), (status, text), "{path}");
        assert_eq!(answer.json()["error_code"], status);
    }
    for (standing, status, text) in [
        (Standing::Revoked, 401, "Unauthorized"),
        (Standing::Misdirected, 421, "Misdirected Request: unallowed token specified"),
        (Standing::Restarting, 500, "Internal Server Error: restart"),
        (Standing::Good, 200, ""),
    ] {
        scene.bot.set_standing(standing);
        let answer = scene.call("getMe", json!({})).await;
        assert_eq!((answer.status, answer.description().as_str()), (status, text));
    }
}

#[tokio::test]
async fn an_open_network_knows_every_token() {
    let network = Network::start(Options { open: true, ..Options::default() }).await.unwrap();
    let url = network.api_url();
    assert_eq!(call(&url, "99:abc", "getMe", &json!({})).await.unwrap().json()["result"]["id"], 99);
    let anna = network.user("Anna");
    assert_eq!(anna.says(&anna.chat(), "hi").updates[&99], 1);
}

#[tokio::test]
async fn too_many_is_said_twice() {
    let scene = Scene::new(Options::default()).await;
    let answer = scene.call("close", json!({})).await;
    let seconds = answer.json()["parameters"]["retry_after"].as_u64().unwrap();
    assert!(seconds > 500 && answer.head.contains(&format!("retry-after: {seconds}")), "{}", answer.head);
    assert_eq!(scene.bot.counters().too_many, 1);
}

#[tokio::test]
async fn a_poll_is_held_until_somebody_speaks() {
    let scene = Scene::new(Options::default()).await;
    let talk = async {
        scene.bot.until(|glance| glance.polling).await;
        scene.said(&["hi"]);
    };
    let (page, ()) = tokio::join!(scene.call("getUpdates", json!({"timeout": 50})), talk);
    assert_eq!(ids(&page), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_is_the_clock_of_the_network() {
    let scene = Scene::new(Options::default()).await;
    let began = std::time::Instant::now();
    assert!(ids(&scene.call("getUpdates", json!({"timeout": 50})).await).is_empty());
    assert!(began.elapsed() < Duration::from_secs(25));
    let log = scene.bot.log();
    assert!(matches!(log[0].what, What::Poll { held, .. } if held >= Duration::from_secs(50)), "{log:?}");
}

#[tokio::test]
async fn the_newer_poll_wins() {
    let scene = Scene::new(Options::default()).await;
    let newer = async {
        scene.bot.until(|glance| glance.polling).await;
        scene.call("getUpdates", json!({"offset": 1, "timeout": 1})).await
    };
    let (older, newer) = tokio::join!(scene.call("getUpdates", json!({"timeout": 50})), newer);
    assert_eq!((older.status, newer.status), (409, 200));
    assert!(older.description().starts_with("Conflict: terminated by other getUpdates"), "{older:?}");
    assert_eq!(scene.bot.counters().conflicts, 1);
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_poll() {
    let scene = Scene::new(Options::default()).await;
    let poll = scene.call("getUpdates", json!({"timeout": 50}));
    let left = scene.bot.until(|glance| glance.polling);
    tokio::select! { _ = poll => unreachable!("nobody speaks"), _ = left => {} }
    scene.bot.until(|glance| !glance.polling && glance.counters.unanswered == 1).await;
    assert!(matches!(scene.bot.log()[0].what, What::Poll { status: None, .. }));
}

#[tokio::test]
async fn every_byte_is_counted() {
    let scene = Scene::new(Options::default()).await;
    let request = format!("GET /bot{TOKEN}/getMe HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let answer = raw(&scene.network.api_url(), request.as_bytes()).await.unwrap();
    let counters = scene.bot.until(|glance| !glance.counters.requests.is_empty()).await.counters;
    let counted = (counters.call_bytes.from_bot, counters.call_bytes.to_bot);
    assert_eq!(counted, (request.len() as u64, answer.len() as u64));
    assert_eq!(scene.bot.log()[0].bytes, counters.call_bytes);
}

#[tokio::test]
async fn distance_takes_time_both_ways() {
    let delay = Duration::from_millis(30);
    let scene = Scene::new(Options { delay, ..Options::default() }).await;
    scene.call("getMe", json!({})).await;
    let exchange = scene.bot.until(|glance| !glance.counters.requests.is_empty()).await;
    assert_eq!(exchange.counters.requests["getme"], 1);
    let exchange = &scene.bot.log()[0];
    assert!(exchange.ended - exchange.started >= 2 * delay, "{exchange:?}");
}

#[tokio::test]
async fn one_conversation_reaches_every_bot_in_it() {
    let scene = Scene::new(Options::default()).await;
    let other = scene.network.bot("8:secret").unwrap();
    let group = scene.network.group("Kitchen");
    group.add(&scene.bot).add(&other);
    let happened = scene.anna.says(&group, "/start now");
    assert_eq!(happened.updates.into_iter().collect::<Vec<_>>(), [(7, 1), (8, 1)]);
    let page = call(&scene.network.api_url(), other.token(), "getUpdates", &json!({})).await.unwrap();
    let message = &page.json()["result"][0]["message"];
    assert_eq!(message["entities"][0], json!({"type": "bot_command", "offset": 0, "length": 6}));
    assert_eq!(message["chat"]["type"], "group");
}

#[tokio::test]
async fn a_button_is_pressed_and_answered_once() {
    let scene = Scene::new(Options::default()).await;
    let mut sent = scene.network.sent();
    assert_eq!(scene.anna.presses(&scene.chat, "Pizza"), None);
    let markup = json!({"inline_keyboard": [[{"text": "Pizza", "callback_data": "p"}]]});
    scene.call("sendMessage", json!({"chat_id": scene.chat.id(), "text": "Menu", "reply_markup": markup})).await;
    scene.anna.presses(&scene.chat, "Pizza").unwrap();
    let page = scene.call("getUpdates", json!({})).await.json();
    let query = &page["result"][0]["callback_query"];
    assert_eq!((&query["data"], &query["message"]["text"]), (&json!("p"), &json!("Menu")));
    let answer = json!({"callback_query_id": query["id"], "text": "Added"});
    assert_eq!(scene.call("answerCallbackQuery", answer.clone()).await.status, 200);
    assert_eq!(scene.call("answerCallbackQuery", answer).await.status, 400);
    sent.next().await;
    assert_eq!(sent.next().await.unwrap().text.as_deref(), Some("Added"));
}

#[tokio::test]
async fn the_notification_service_shows_its_counters_and_takes_what_users_do() {
    let scene = Scene::new(Options::default()).await;
    let url = scene.network.notifications_url();
    let said = post(&url, "/say", "", r#"{"user": "Anna", "text": "hi"}"#).await.unwrap();
    assert_eq!(said.json()["updates"]["7"], 1);
    assert_eq!(post(&url, "/press", "", r#"{"user": "Anna", "button": "x"}"#).await.unwrap().status, 404);
    assert_eq!(post(&url, "/say", "", "{}").await.unwrap().status, 400);
    let status = raw(&url, b"GET /status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(String::from_utf8(status).unwrap().contains(r#""pending":1"#));
}

#[tokio::test]
async fn the_end_is_the_end() {
    let scene = Scene::new(Options::default()).await;
    let (url, mut sent) = (scene.network.api_url(), scene.network.sent());
    let params = json!({"timeout": 50});
    let held = call(&url, TOKEN, "getUpdates", &params);
    let stop = async {
        scene.bot.until(|glance| glance.polling).await;
        scene.network.stop().await;
    };
    let (held, ()) = tokio::join!(held, stop);
    assert!(held.is_err());
    assert_eq!(sent.next().await, None);
    assert!(call(&url, TOKEN, "getMe", &json!({})).await.is_err());
}

#[tokio::test]
async fn a_network_that_is_dropped_ends_too() {
    let scene = Scene::new(Options::default()).await;
    let mut sent = scene.network.sent();
    drop(scene.network);
    assert_eq!(sent.next().await, None);
}

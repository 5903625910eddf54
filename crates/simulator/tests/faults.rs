//! What goes wrong on demand, as clients and webhooks see it.

mod client;

use std::time::Duration;

use bytes::Bytes;
use client::hook::Hook;
use client::raw;
use client::scene::{Scene, TOKEN, ids};
use pollhook_simulator::{Conflict, Door, Fault, Options};
use serde_json::json;

const SOON: Duration = Duration::from_millis(10);

async fn unslowed() -> Scene {
    let scene = Scene::new(Options { speed: 1000.0, ..Options::default() }).await;
    scene.bot.allow_short_polls();
    scene
}

#[tokio::test]
async fn refusals_do_nothing_and_say_what_they_are() {
    let scene = unslowed().await;
    scene.said(&["hi"]);
    for (fault, status, text) in [
        (Fault::Status(502), 502, "Bad Gateway"),
        (Fault::TooMany(Some(3)), 429, "Too Many Requests: retry after 3"),
        (Fault::TooMany(None), 429, "Too Many Requests"),
        (Fault::Conflict(Conflict::SetWebhook), 409, "Conflict: terminated by setWebhook request"),
        (Fault::Conflict(Conflict::OtherSetWebhook), 409, "Conflict: terminated by other setWebhook"),
    ] {
        scene.bot.fail_next(Door::Poll, fault);
        let answer = scene.call("getUpdates", json!({"offset": 2})).await;
        assert_eq!((answer.status, answer.description().as_str()), (status, text));
        assert_eq!(answer.head.contains("retry-after: 3"), text.ends_with('3'));
        assert_eq!(scene.bot.pending(), 1, "{text}");
    }
    assert_eq!(ids(&scene.call("getUpdates", json!({})).await), [1]);
}

#[tokio::test]
async fn answers_of_the_wrong_kind() {
    let scene = unslowed().await;
    scene.bot.fail_next(Door::Manage, Fault::Html);
    let page = scene.call("getMe", json!({})).await;
    assert!(page.status == 200 && page.head.contains("text/html") && page.body.starts_with(b"<!DOCTYPE"));
    scene.bot.fail_next(Door::Manage, Fault::GzipBomb);
    let bomb = scene.call("getMe", json!({})).await;
    assert!(bomb.head.contains("content-encoding: gzip") && bomb.body.len() < 1 << 20, "{}", bomb.body.len());
    scene.bot.fail_next(Door::Manage, Fault::Raw(Bytes::from_static(b"HTTP/9.9 eh?\r\n")));
    assert_eq!(raw_get(&scene, "getMe").await, b"HTTP/9.9 eh?\r\n");
}

async fn raw_get(scene: &Scene, method: &str) -> Vec<u8> {
    let request = format!("GET /bot{TOKEN}/{method} HTTP/1.1\r\nhost: x\r\n\r\n");
    raw(&scene.network.api_url(), request.as_bytes()).await.expect("reading ends orderly")
}

#[tokio::test]
async fn cuts_before_within_and_after() {
    let scene = unslowed().await;
    scene.said(&["hi"]);
    scene.bot.fail_next(Door::Poll, Fault::CutBefore);
    assert_eq!(raw_get(&scene, "getUpdates?offset=2").await, b"");
    assert_eq!(scene.bot.pending(), 1, "cut before it was heard");
    scene.bot.fail_next(Door::Poll, Fault::HalfBody);
    let half = String::from_utf8(raw_get(&scene, "getUpdates").await).unwrap();
    let (head, body) = half.split_once("\r\n\r\n").unwrap();
    let promised: usize = head.split("content-length: ").nth(1).unwrap().parse().unwrap();
    assert!(head.starts_with("HTTP/1.1 200 ") && body.len() == promised / 2 && body.len() > 50, "{half}");
    scene.bot.fail_next(Door::Poll, Fault::CutAfter(SOON));
    assert_eq!(raw_get(&scene, "getUpdates?offset=2").await, b"");
    assert_eq!(scene.bot.pending(), 0, "cut after it was heard");
    assert_eq!(scene.bot.ledger()[0].delivered, []);
    scene.bot.until(|glance| glance.counters.unanswered == 3).await;
}

#[tokio::test]
async fn pages_repeat_themselves_and_are_shuffled() {
    let scene = unslowed().await;
    scene.said(&["a", "b", "c", "d", "e", "f"]);
    scene.bot.fail_next(Door::Poll, Fault::Twice);
    assert_eq!(ids(&scene.call("getUpdates", json!({})).await), [1, 2, 3, 4, 5, 6, 1]);
    scene.bot.fail_next(Door::Poll, Fault::OutOfOrder);
    let mut shuffled = ids(&scene.call("getUpdates", json!({})).await);
    assert_ne!(shuffled, [1, 2, 3, 4, 5, 6]);
    shuffled.sort_unstable();
    assert_eq!(shuffled, [1, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn a_server_that_never_holds() {
    let scene = unslowed().await;
    scene.bot.fail_always(Door::Poll, Fault::NoHold);
    for _ in 0..3 {
        assert!(ids(&scene.call("getUpdates", json!({"timeout": 50})).await).is_empty());
    }
    scene.said(&["hi"]);
    assert_eq!(ids(&scene.call("getUpdates", json!({"timeout": 50})).await), [1]);
    assert_eq!(scene.bot.counters().polls_empty, 3);
}

#[tokio::test]
async fn a_late_answer_is_late() {
    let scene = unslowed().await;
    scene.bot.fail_next(Door::Send, Fault::Late(SOON));
    let params = json!({"chat_id": scene.chat.id(), "text": "hi"});
    assert_eq!(scene.call("sendMessage", params).await.status, 200);
    scene.bot.until(|glance| !glance.counters.requests.is_empty()).await;
    let exchange = &scene.bot.log()[0];
    assert!(exchange.ended - exchange.started >= SOON);
}

#[tokio::test]
async fn broken_pushes_come_again() {
    let (scene, mut hook) = (unslowed().await, Hook::bind().await);
    scene.set_hook(&hook.address).await;
    for fault in [Fault::CutBefore, Fault::HalfBody, Fault::Raw(Bytes::from_static(b"nonsense"))] {
        scene.bot.fail_next(Door::Push, fault);
    }
    scene.said(&["hi"]);
    let told = hook.told().await;
    assert_eq!((scene.bot.counters().pushes_failed, told.id()), (3, 1));
    told.ok();
    scene.bot.drained().await;
    assert_eq!(scene.bot.ledger()[0].delivered.len(), 1, "what was never whole was never delivered");
}

#[tokio::test]
async fn a_push_is_cut_while_its_handler_runs_or_when_it_has_answered() {
    let (scene, mut hook) = (unslowed().await, Hook::bind().await);
    scene.set_hook(&hook.address).await;
    scene.bot.fail_next(Door::Push, Fault::CutAfter(SOON));
    scene.bot.fail_next(Door::Push, Fault::CutAfter(Duration::from_secs(60)));
    scene.said(&["hi"]);
    let slow = hook.told().await;
    let again = hook.told().await;
    slow.ok();
    again.ok();
    let third = hook.told().await;
    assert_eq!((third.id(), scene.bot.pending()), (1, 1));
    third.ok();
    scene.bot.drained().await;
    assert_eq!(scene.bot.ledger()[0].delivered.len(), 3);
}

#[tokio::test]
async fn pushes_repeat_themselves_and_overtake() {
    let (scene, mut hook) = (unslowed().await, Hook::bind().await);
    scene.bot.fail_next(Door::Push, Fault::OutOfOrder);
    scene.bot.fail_next(Door::Push, Fault::Twice);
    scene.said(&["a", "b"]);
    scene.set_hook(&hook.address).await;
    for expected in [2, 1, 1] {
        let told = hook.told().await;
        assert_eq!(told.id(), expected);
        told.ok();
    }
    scene.bot.drained().await;
}

#[tokio::test]
async fn chance_gives_the_same_run_for_the_same_seed() {
    let run = async |seed| {
        let faults = "cut=0.2,5xx=0.2,429=0.2".parse().unwrap();
        let scene = Scene::new(Options { seed, faults, ..Options::default() }).await;
        let mut statuses = Vec::new();
        for _ in 0..30 {
            let answer = client::call(&scene.network.api_url(), TOKEN, "getMe", &json!({})).await;
            statuses.push(answer.map_or(0, |answer| answer.status));
        }
        statuses
    };
    let one = run(5).await;
    assert_eq!(one, run(5).await);
    assert_ne!(one, run(6).await);
    assert!([0, 200, 429].iter().all(|status| one.contains(status)), "{one:?}");
}

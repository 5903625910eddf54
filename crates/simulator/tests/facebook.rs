//! Messenger over real sockets: the handshake, signed pushes and forged ones, the Send API, what is counted.

mod client;

use std::time::Duration;

use client::hook::{Hook, Told};
use client::{Answer, Request};
use pollhook_simulator::facebook::{App, Page, Person};
use pollhook_simulator::{Door, Fate, Fault, Forgery, Network, Options, What};
use serde_json::{Value, json};

struct Scene {
    network: Network,
    app: App,
    page: Page,
    anna: Person,
    hook: Hook,
}

impl Scene {
    async fn new(options: Options) -> Self {
        let network = Network::start(options).await.expect("there are free ports");
        let app = network.app("app secret");
        let page = app.page("page token");
        Self { app, page, anna: network.person("Anna"), hook: Hook::bind().await, network }
    }

    /// A scene whose callback was verified.
    async fn subscribed(options: Options) -> Self {
        let mut scene = Self::new(options).await;
        let address = format!("http://{}/hook", scene.hook.address);
        let (app, asked) = (scene.app.clone(), async { scene.hook.told().await });
        let (subscribed, ()) = tokio::join!(app.subscribe(&address, "verify me"), async { echo(asked.await) });
        subscribed.expect("it was verified");
        scene
    }

    async fn call(&self, method: &str, path: &str, token: &str, body: Value) -> Answer {
        let request =
            Request { method, path, headers: &format!("authorization: Bearer {token}\r\n"), body: &body.to_string() };
        request.send(&self.network.api_url()).await.expect("it answers")
    }

    async fn reply(&self, text: &str) -> Answer {
        let to = self.anna.id_on(&self.page);
        let body = json!({"recipient": {"id": to}, "messaging_type": "RESPONSE", "message": {"text": text}});
        self.call("POST", "/v21.0/me/messages", "page token", body).await
    }
}

/// Answers a handshake as a callback should.
fn echo(told: Told) {
    let rest = told.head.split("hub.challenge=").nth(1).expect("it is asked");
    let challenge = rest.chars().take_while(char::is_ascii_digit).collect::<String>();
    told.answer("200 OK", "", &challenge);
}

fn code(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json()["error"]["code"].clone())
}

#[tokio::test]
async fn a_callback_is_verified_before_it_is_believed() {
    let mut scene = Scene::new(Options::default()).await;
    let token = scene.app.token();
    let path = format!("/v21.0/{}/subscriptions", scene.app.id());
    let callback = format!("http://{}/hook?x=1", scene.hook.address);
    let wish = json!({"object": "page", "callback_url": callback, "verify_token": "a b&c", "fields": "messages"});
    let address = scene.network.api_url();
    let ask = async |told: fn(Told)| {
        let headers = format!("authorization: Bearer {token}\r\n");
        let body = wish.to_string();
        let request = Request { method: "POST", path: &path, headers: &headers, body: &body };
        let (answer, ()) = tokio::join!(request.send(&address), async { told(scene.hook.told().await) });
        answer.unwrap()
    };
    let mut ask = ask;
    assert_eq!(code(&ask(|told| told.answer("403 Forbidden", "", "")).await), (400, json!(2200)));
    assert_eq!(code(&ask(|told| told.answer("200 OK", "", "ok")).await), (400, json!(2200)));
    let answer = ask(|told| {
        assert!(told.head.starts_with("GET /hook?x=1&hub.mode=subscribe&hub.challenge="), "{}", told.head);
        assert!(told.head.contains("hub.verify_token=a+b%26c"), "{}", told.head);
        echo(told);
    });
    assert_eq!(answer.await.json(), json!({"success": true}));
    let listed = scene.call("GET", &path, &token, json!({})).await.json();
    assert_eq!(listed["data"][0]["callback_url"], callback);
    assert_eq!(scene.app.tap().counters().requests["verification"], 3);
    let wrong = json!({"object": "page", "callback_url": callback, "verify_token": "x", "fields": "gossip"});
    assert_eq!(code(&scene.call("POST", &path, &token, wrong).await), (400, json!(100)));
}

#[tokio::test]
async fn a_page_chooses_what_its_app_hears() {
    let mut scene = Scene::subscribed(Options::default()).await;
    let path = format!(
        "/v21.0/{}/subscribed_apps?subscribed_fields=messages,message_reads&access_token=page%20token",
        scene.page.id()
    );
    let done =
        Request { method: "POST", path: &path, headers: "", body: "" }.send(&scene.network.api_url()).await.unwrap();
    assert_eq!(done.json(), json!({"success": true}));
    scene.page.push(&scene.anna, "reaction", &json!({"emoji": "x"}));
    scene.anna.reads(&scene.page);
    let told = scene.hook.told().await;
    assert!(String::from_utf8_lossy(&told.body).contains("watermark"));
    told.ok();
    scene.app.drained().await;
    let fates: Vec<_> =
        scene.app.ledger().into_iter().map(|note| (note.kind.clone(), note.confirmed().is_some())).collect();
    assert_eq!(fates, [("message_reactions".to_owned(), false), ("message_reads".to_owned(), true)]);
}

#[tokio::test]
async fn a_message_is_pushed_answered_and_echoed() {
    let mut scene = Scene::subscribed(Options::default()).await;
    let mut sent = scene.network.sent_by_pages();
    scene.anna.says(&scene.page, "hi");
    let told = scene.hook.told().await;
    assert!(told.head.to_lowercase().contains("x-hub-signature-256: sha256="), "{}", told.head);
    told.ok();
    let reply = scene.reply("hello").await.json();
    let shown = sent.next().await.unwrap();
    assert_eq!((shown.text.as_deref(), &shown.recipient), (Some("hello"), &scene.anna.id_on(&scene.page)));
    assert_eq!(reply, json!({"recipient_id": shown.recipient, "message_id": shown.message}));
    let echo = scene.hook.told().await;
    assert!(String::from_utf8_lossy(&echo.body).contains(r#""is_echo":true"#));
    echo.ok();
    let delivery = scene.hook.told().await;
    assert!(String::from_utf8_lossy(&delivery.body).contains(r#""delivery":"#));
    delivery.ok();
    scene.app.drained().await;
    let counters = scene.app.tap().until(|counters| counters.pushes == 3).await;
    assert_eq!((counters.pushes_ok, counters.requests["POST /me/messages"]), (3, 1));
    let deliveries = scene.app.tap().log().into_iter().filter(|exchange| matches!(exchange.what, What::Deliver { .. }));
    assert_eq!(deliveries.count(), 3);
}

#[tokio::test]
async fn a_late_answer_is_a_failure_and_the_push_comes_again() {
    let mut options = Options::default();
    options.facebook.deadline = Duration::from_millis(50);
    let mut scene = Scene::subscribed(options).await;
    let spoken = scene.anna.says(&scene.page, "hi");
    let first = scene.hook.told().await;
    let second = scene.hook.told().await;
    assert_eq!(first.body, second.body);
    second.ok();
    scene.app.drained().await;
    first.ok();
    let note = scene.app.ledger().pop().unwrap();
    assert_eq!((note.id, note.delivered.len()), (spoken.mid, 2));
    assert!(matches!(note.fate, Fate::Confirmed(_)));
}

#[tokio::test]
async fn a_forgery_reaches_the_callback_and_counts_for_nothing() {
    let mut scene = Scene::subscribed(Options::default()).await;
    for forgery in [Forgery::Unsigned, Forgery::WrongSecret, Forgery::Tampered] {
        let (app, page) = (scene.app.clone(), scene.page.clone());
        let told = async {
            let told = scene.hook.told().await;
            let signed = told.head.contains("x-hub-signature-256");
            told.answer("403 Forbidden", "", "");
            signed
        };
        let (status, signed) = tokio::join!(app.forge(&page, "send money", forgery), told);
        assert_eq!((status, signed), (Some(403), forgery != Forgery::Unsigned));
    }
    assert_eq!((scene.app.tap().counters().pushes, scene.app.ledger().len()), (0, 0));
}

#[tokio::test]
async fn a_body_goes_out_as_it_is_and_is_signed() {
    let mut scene = Scene::subscribed(Options::default()).await;
    let app = scene.app.clone();
    let (status, ()) = tokio::join!(app.push_raw("no JSON"), async {
        let told = scene.hook.told().await;
        assert!(told.head.contains("x-hub-signature-256: sha256=") && told.body == b"no JSON", "{}", told.head);
        told.ok();
    });
    assert_eq!((status, scene.app.tap().counters().pushes), (Some(200), 0));
}

#[tokio::test]
async fn the_send_api_says_no_by_codes() {
    let scene = Scene::new(Options::default()).await;
    scene.anna.says(&scene.page, "hi");
    assert_eq!(code(&scene.call("GET", "/me", "nobody", json!({})).await), (401, json!(190)));
    assert_eq!(scene.call("GET", "/v21.0/me", "page token", json!({})).await.json()["id"], scene.page.id());
    assert_eq!(code(&scene.call("GET", "/v21.0/12", "page token", json!({})).await), (400, json!(100)));
    let tap = scene.app.tap();
    tap.fail_next(Door::Send, Fault::TooMany(Some(61)));
    let busy = scene.reply("x").await;
    assert_eq!(code(&busy), (400, json!(613)));
    assert!(busy.head.contains(r#""estimated_time_to_regain_access":2"#), "{}", busy.head);
    tap.fail_next(Door::Send, Fault::Status(503));
    assert_eq!(code(&scene.reply("x").await), (503, json!(2)));
    scene.page.set_revoked(true);
    assert_eq!(code(&scene.reply("x").await), (401, json!(190)));
    scene.page.set_revoked(false);
    assert_eq!(scene.reply("x").await.status, 200);
}

#[tokio::test]
async fn buttons_are_pressed_by_their_titles() {
    let mut scene = Scene::subscribed(Options::default()).await;
    scene.anna.says(&scene.page, "hi");
    scene.hook.told().await.ok();
    let to = scene.anna.id_on(&scene.page);
    let quick = json!([{"content_type": "text", "title": "Yes", "payload": "YES"}]);
    let body = json!({"recipient": {"id": to}, "messaging_type": "RESPONSE", "message": {"text": "?", "quick_replies": quick}});
    scene.call("POST", "/me/messages", "page token", body).await;
    for _ in 0..2 {
        scene.hook.told().await.ok();
    }
    assert_eq!(scene.anna.presses(&scene.page, "No"), None);
    assert!(scene.anna.presses(&scene.page, "Yes").is_some());
    let told = scene.hook.told().await;
    let body: Value = serde_json::from_slice(&told.body).unwrap();
    assert_eq!(body["entry"][0]["messaging"][0]["message"]["quick_reply"]["payload"], "YES");
    told.ok();
}

/// What the callback answers to each whole request that it sees; nothing, where a fault has cut the line meanwhile.
#[tokio::test]
async fn faults_strike_pushes_on_demand() {
    let mut scene = Scene::subscribed(Options::default()).await;
    let rows: [(Fault, &[&str]); 5] = [
        (Fault::Twice, &["200 OK", "200 OK"]),
        (Fault::CutBefore, &["200 OK"]),
        (Fault::HalfBody, &["200 OK"]),
        (Fault::Html, &["400 Bad Request", "200 OK"]),
        (Fault::CutAfter(Duration::from_millis(50)), &["", "200 OK"]),
    ];
    for (fault, answers) in rows {
        scene.app.tap().fail_next(Door::Push, fault.clone());
        scene.anna.says(&scene.page, "hi");
        let mut cut = Vec::new();
        for answer in answers {
            let told = scene.hook.told().await;
            match *answer {
                "" => cut.push(told),
                answer => told.answer(answer, "", ""),
            }
        }
        scene.app.drained().await;
        assert!(scene.app.ledger().pop().unwrap().confirmed().is_some(), "{fault:?}");
        assert!(!scene.hook.has_more(), "{fault:?}");
    }
}

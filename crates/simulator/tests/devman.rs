//! Devman over real sockets: held questions, tokens, faults, what is counted.

mod client;

use std::time::Duration;

use client::{Answer, Request};
use pollhook_simulator::devman::{Student, Verdict};
use pollhook_simulator::{Door, Fault, Network, Options, What};
use serde_json::json;

const TOKEN: &str = "a-token";

async fn scene(hold: Duration) -> (Network, Student) {
    let mut options = Options::default();
    options.devman.hold = hold;
    let network = Network::start(options).await.expect("there are free ports");
    let student = network.student(TOKEN);
    (network, student)
}

async fn ask(network: &Network, query: &str) -> Answer {
    get(network, &format!("/api/long_polling/{query}"), &format!("authorization: Token {TOKEN}\r\n")).await
}

async fn get(network: &Network, path: &str, headers: &str) -> Answer {
    Request { method: "GET", path, headers, body: "" }.send(&network.api_url()).await.expect("it answers")
}

#[tokio::test]
async fn a_review_ends_a_question_that_is_held() {
    let (network, student) = scene(Duration::from_secs(60)).await;
    let review = async {
        student.asked().await;
        student.review("A lesson", Verdict::Accepted)
    };
    let (answer, id) = tokio::join!(ask(&network, ""), review);
    let told = answer.json();
    assert_eq!((&told["status"], &told["new_attempts"][0]["lesson_title"]), (&json!("found"), &json!("A lesson")));
    let last = told["last_attempt_timestamp"].to_string();
    assert_eq!((student.held(), student.pending()), (0, 1));
    student.tap().fail_next(Door::Poll, Fault::NoHold);
    assert_eq!(ask(&network, &format!("?timestamp={last}")).await.json()["status"], "timeout");
    student.drained().await;
    assert_eq!(student.cursor().map(|cursor| cursor.to_string()), Some(last));
    let note = student.ledger().pop().unwrap();
    assert_eq!((&note.id, note.delivered.len()), (&id, 1));
    let counters = student.tap().until(|counters| counters.polls == 2).await;
    assert_eq!((counters.polls_useful, counters.polls_empty, counters.polled_updates), (1, 1, 1));
    assert!(matches!(&student.tap().log()[0].what, What::Fetch { items, status: Some(200), .. } if items == &[id]));
}

#[tokio::test]
async fn a_question_about_nothing_is_let_go() {
    let (network, _) = scene(Duration::from_millis(30)).await;
    let told = ask(&network, "?timestamp=1455609162.580245").await.json();
    assert_eq!((&told["status"], &told["timestamp_to_request"]), (&json!("timeout"), &json!(1455609162.580245)));
}

#[tokio::test]
async fn strangers_are_turned_away() {
    let (network, _) = scene(Duration::ZERO).await;
    for (path, headers, status) in [
        ("/api/long_polling/", "", 401),
        ("/api/long_polling/", "authorization: Token other\r\n", 401),
        ("/api/long_polling/", "authorization: Bearer a-token\r\n", 401),
        ("/api/user_reviews/", "authorization: Token other\r\n", 401),
        ("/api/other/", "authorization: Token a-token\r\n", 404),
        ("/api/long_polling/?timestamp=x", "authorization: Token a-token\r\n", 400),
    ] {
        assert_eq!(get(&network, path, headers).await.status, status, "{path} {headers}");
    }
}

#[tokio::test]
async fn faults_strike_on_demand() {
    let (network, student) = scene(Duration::from_secs(60)).await;
    for lesson in ["a", "b"] {
        student.review(lesson, Verdict::Improve);
    }
    let tap = student.tap();
    let lessons = async || {
        let told = ask(&network, "?timestamp=1").await.json();
        told["new_attempts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| a["lesson_title"].as_str().unwrap().to_owned())
            .collect::<String>()
    };
    for (fault, seen) in
        [(Fault::Twice, "bab"), (Fault::OutOfOrder, "ab"), (Fault::Late(Duration::from_millis(1)), "ba")]
    {
        tap.fail_next(Door::Poll, fault);
        assert_eq!(lessons().await, seen);
    }
    for (fault, status) in [(Fault::Status(502), 502), (Fault::TooMany(Some(3)), 429)] {
        tap.fail_next(Door::Poll, fault);
        assert_eq!(ask(&network, "").await.status, status);
    }
    student.set_error(Some("sorry"));
    assert_eq!(ask(&network, "").await.json(), json!({"error": "sorry"}));
    student.set_error(None);
    tap.fail_next(Door::Poll, Fault::CutAfter(Duration::ZERO));
    let request = Request {
        method: "GET",
        path: "/api/long_polling/?timestamp=1",
        headers: "authorization: Token a-token\r\n",
        body: "",
    };
    assert!(request.send(&network.api_url()).await.is_err());
    assert_eq!(student.ledger()[0].delivered.len(), 3);
}

#[tokio::test]
async fn past_reviews_are_listed() {
    let (network, student) = scene(Duration::ZERO).await;
    for number in 0..21 {
        student.review(&format!("lesson {number}"), Verdict::Accepted);
    }
    let headers = format!("authorization: Token {TOKEN}\r\n");
    let first = get(&network, "/api/user_reviews/", &headers).await.json();
    assert_eq!((&first["count"], first["results"].as_array().unwrap().len()), (&json!(21), 20));
    let next = first["next"].as_str().unwrap().strip_prefix("http://network").unwrap();
    assert_eq!(get(&network, next, &headers).await.json()["results"][0]["lesson_title"], "lesson 0");
}

//! Two platforms in one process: what a mentor says on the one is read on the other.

use pollhook::test::{Fault, Net, User, containing, text};
use serde_json::{Value, json};

use super::*;

/// Devman, and Anna, who is the first in her network and reads there what her mentors say.
fn play() -> (Net, User) {
    let student = "telegram:telegram/1001".parse().unwrap();
    let net = pollhook::test(app(student)).as_bots([("devman", "devman"), ("telegram", "telegram")]);
    let anna = net.bot("telegram").user("Anna");
    assert_eq!(anna.chat_id(), "1001");
    (net, anna)
}

fn review(lesson_url: &str, is_negative: bool) -> Value {
    json!({ "lesson_title": "Hi", "lesson_url": lesson_url, "is_negative": is_negative })
}

#[tokio::test]
async fn a_review_says_what_and_where() {
    let (net, anna) = play();
    let improve = "“Hi” was reviewed: there is something to improve.\nhttps://dvmn.org/lesson/1/";
    net.tell("review", review("/lesson/1/", true)).await.handled();
    anna.gets(text(improve));
    net.tell("review", review("https://dvmn.org/lesson/1/", true)).await.handled();
    anna.gets(text(improve));
    net.tell("review", review("/lesson/1/", false)).await.handled();
    anna.gets(containing("it is done")).gets_nothing();
}

#[tokio::test]
async fn a_review_is_told_once_though_telegram_is_down_for_a_while() {
    let (net, anna) = play();
    net.fail_next_send(503);
    net.fail_next_send(Fault::NoConnection);
    net.tell("review", review("/lesson/1/", true)).await.handled();
    net.redeliver_last().await.handled();
    anna.gets(containing("something to improve")).gets_nothing();
}

#[tokio::test]
async fn a_review_that_could_not_be_told_before_a_stop_is_told_after_it() {
    let (net, anna) = play();
    net.fail_sends(Fault::NoConnection);
    net.tell("review", review("/lesson/1/", true));
    assert_eq!(net.stop().await.handed_back.len(), 1);
    anna.gets_nothing();
    net.recover();
    for told in net.start() {
        told.await.handled();
    }
    anna.gets(containing("something to improve")).gets_nothing();
}

#[tokio::test]
async fn whoever_writes_to_the_bot_hears_what_their_address_is() {
    let (_, anna) = play();
    anna.says("/start").await.gets(containing("STUDENT=telegram:telegram/1001"));
}

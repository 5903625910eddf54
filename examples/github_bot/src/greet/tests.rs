//! Who is greeted, and how often.

use pollhook::test::{Net, containing};
use serde_json::{Value, json};

use super::*;

const ISSUES: &str = "GET /repos/octocat/hello-world/issues";

/// GitHub, on which the oldest issue of everybody is this one, and whose comments stand below it.
fn github(oldest: u64, comments: Value) -> Net {
    let net = pollhook::test(app()).as_platform("github");
    net.on_call(
        ISSUES,
        move |asked| json!([{ "number": oldest, "user": { "login": asked["creator"] }, "author_association": "NONE" }]),
    );
    net.on_call(&format!("{ISSUES}/2/comments"), move |_| comments.clone());
    net
}

#[tokio::test]
async fn a_first_issue_is_greeted_once() {
    let net = github(2, json!([]));
    let (carol, issue) = (net.user("carol"), net.group("It does not build on Tuesdays"));
    carol.opens(&issue, "Help!").await.gets(containing("Welcome, @carol")).gets_nothing();
    net.redeliver_last().await.gets_nothing();
}

#[tokio::test]
async fn a_second_issue_is_not_greeted_and_neither_is_a_comment() {
    let net = github(1, json!([]));
    let (carol, issue) = (net.user("carol"), net.group("Nor on Wednesdays"));
    carol.opens(&issue, "Help!").await.handled().gets_nothing();
    carol.says_in(&issue, "Anybody?").await.gets_nothing();
}

#[tokio::test]
async fn a_greeting_that_stands_there_already_is_not_repeated() {
    let net = github(2, json!([{ "body": format!("Welcome!\n{MARK}") }]));
    net.user("carol").opens(&net.group("It does not build"), "Help!").await.handled().gets_nothing();
}

#[tokio::test]
async fn bots_are_not_greeted() {
    let net = github(2, json!([]));
    net.user("renovate[bot]").opens(&net.group("Update everything"), "").await.gets_nothing();
}

#[tokio::test]
async fn while_github_is_down_the_greeting_waits() {
    let net = github(2, json!([]));
    net.fail_next_send(503);
    net.user("carol").opens(&net.group("It does not build"), "Help!").await.gets(containing("Welcome, @carol"));
}

//! Ten minutes pass in a moment here.

use pollhook::test::{Group, Net, Telling, containing, reaction, text};
use serde_json::json;

use super::*;

const REVIEW: Duration = Duration::from_secs(10 * 60);

fn bot() -> App<Reviewer> {
    app(Reviewer::Pretended(REVIEW))
}

/// Bob comments on a pull request.
fn comments(net: &Net, on: &Group, body: &str) -> Telling {
    let (repository, number) = on.id().rsplit_once('#').unwrap();
    let number: u64 = number.parse().unwrap();
    let bob = json!({ "login": "bob", "id": 7, "type": "User" });
    let link = format!("https://github.com/{repository}/pull/{number}");
    let issue = json!({ "number": number, "title": "Faster", "user": bob, "pull_request": { "html_url": link } });
    net.tell(
        "issue_comment",
        json!({
            "action": "created", "issue": issue, "sender": bob,
            "comment": { "id": number * 100, "body": body, "user": bob },
            "repository": { "id": 1_296_269, "full_name": repository },
        }),
    )
}

#[tokio::test]
async fn a_review_takes_ten_minutes_and_a_ping_elsewhere_none() {
    let net = pollhook::test(bot()).as_platform("github");
    let (faster, smaller) = (net.group("Faster"), net.group("Smaller"));
    let review = comments(&net, &faster, "/review please");
    comments(&net, &smaller, "/ping").await.handled();
    smaller.gets(text("pong"));
    faster.gets(reaction("👀")).gets_nothing();
    review.await.handled();
    faster.gets(containing("/pull/2. It looks good to me")).gets_nothing();
}

#[tokio::test]
async fn two_reviews_run_at_a_time_and_pings_pass_them() {
    let net = pollhook::test(bot()).as_platform("github");
    let pulls = ["one", "two", "three"].map(|title| net.group(title));
    let reviews = pulls.each_ref().map(|pull| comments(&net, pull, "/review"));
    net.advance(Duration::from_secs(1)).await;
    pulls[1].gets(reaction("👀"));
    let other = net.group("four");
    comments(&net, &other, "/ping").await.handled();
    other.gets(text("pong"));
    net.advance(REVIEW).await;
    for pull in &pulls[..2] {
        pull.gets(containing("It looks good to me"));
    }
    pulls[2].gets_nothing();
    for review in reviews {
        review.await.handled();
    }
    pulls[2].gets(containing("It looks good to me"));
}

#[tokio::test]
async fn only_pull_requests_are_reviewed() {
    let net = pollhook::test(bot()).as_platform("github");
    let issue = net.group("It does not build");
    let bob = net.user("bob");
    bob.says_in(&issue, "/review").await.handled().gets_nothing();
    bob.says_in(&issue, "/ping").await.gets(text("pong"));
}

#[tokio::test]
async fn what_is_interrupted_is_done_again_where_github_is_asked() {
    let net = pollhook::test(bot()).by_polling().as_platform("github");
    let pull = net.group("Faster");
    comments(&net, &pull, "/review");
    net.advance(Duration::from_secs(60)).await;
    let stopped = net.stop().await;
    assert_eq!((stopped.handed_back.len(), stopped.buried.len()), (1, 0));
    pull.gets_nothing();
    for told in net.start() {
        told.await.handled();
    }
    pull.gets(containing("It looks good to me")).gets_nothing();
}

#[tokio::test]
async fn and_is_kept_as_a_letter_where_github_calls() {
    let net = pollhook::test(bot()).as_platform("github");
    let pull = net.group("Faster");
    comments(&net, &pull, "/review");
    net.advance(Duration::from_secs(60)).await;
    let stopped = net.stop().await;
    assert_eq!((stopped.handed_back.len(), stopped.buried.len()), (0, 1));
    assert!(net.start().is_empty(), "GitHub tells nothing again");
    pull.gets_nothing();
}

#[tokio::test]
async fn a_review_that_never_ends_is_given_up_after_a_quarter_of_an_hour_and_tried_again() {
    let net = pollhook::test(app(Reviewer::Pretended(LONGEST * 2))).as_platform("github");
    let pull = net.group("Endless");
    comments(&net, &pull, "/review").await.buried("");
    pull.gets_nothing();
}

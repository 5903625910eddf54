//! What the API of each platform may answer: what the operator is told, what passes and what does not, and that all that
//! is good beside it is handled.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::fs;
use std::time::Duration;

use pollhook_promises::arena::{Arena, LETTERS};
use pollhook_promises::config::Door;
use pollhook_promises::devman::Devman;
use pollhook_promises::facebook::Facebook;
use pollhook_promises::github::GitHub;
use pollhook_promises::process::Ended;
use pollhook_promises::script::Step;
use pollhook_promises::stage::{Network, Stage};
use pollhook_promises::{devman, facebook, github};
use pollhook_simulator::{Door as Place, Fault};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const PATIENCE: Duration = Duration::from_secs(40);

fn arena(stage: &Stage<impl Network>) -> Arena {
    stage.arena(env!("CARGO_BIN_EXE_contestant"), "[dispatch]\nattempts = 1")
}

/// These words with status 200, and nothing else.
fn words(body: &Value) -> Fault {
    let body = body.to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    Fault::Raw((head + &body).into())
}

/// What passes: the question that meets it is asked again, all is handled once, and the operator reads `told`.
async fn passes<N: Network>(stage: Stage<N>, disturb: impl FnOnce(&N), told: &str) {
    let mut arena = arena(&stage);
    stage.network.open(&arena).await;
    let process = arena.start();
    stage.say(0, 1, &[Step::pause(1)]);
    arena.journal.until("it works", PATIENCE, |summary| summary.has_ended(1)).await;
    disturb(&stage.network);
    stage.say(0, 2, &[Step::pause(1)]);
    stage.say(1, 3, &[Step::pause(1)]);
    arena.journal.until(&format!("{told} passes"), PATIENCE, |summary| summary.ended() == 3).await;
    stage.say(1, 4, &[]);
    let summary = arena.journal.until("it works again", PATIENCE, |summary| summary.ended() == 4).await;
    assert_eq!((summary.doubled(), &*summary.disorder), ([].into(), &[][..]), "{told}");
    assert!(!arena.path(LETTERS).exists(), "{told}");
    let output = process.terminate().await.output;
    assert!(output.contains(told), "it is told as {told:?}:\n{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_at_devman_is_told_and_asked_again() {
    let table = [
        (Fault::Status(500), "Devman answered 500: Internal Server Error"),
        (Fault::Status(502), "Devman answered 502: Bad Gateway"),
        (Fault::Status(404), "Devman answered 404: Not Found"),
        (Fault::TooMany(Some(1)), "Devman answered 429: Request was throttled. Expected available in 1 seconds."),
        (Fault::TooMany(None), "Devman answered 429: Request was throttled."),
        (Fault::Html, "200, and not in Devman's words"),
        (Fault::HalfBody, "the connection broke in the middle of the answer"),
        (Fault::CutBefore, "the connection broke before an answer came"),
        // Each of its answers has another timestamp: to read that of the other is what its clients stumble over.
        (words(&json!({ "status": "timeout", "last_attempt_timestamp": 1.5 })), "Devman answered 200: timeout"),
        (
            words(&json!({ "status": "found", "new_attempts": [], "timestamp_to_request": 1.5 })),
            "Devman answered 200: found",
        ),
        (words(&json!({ "error": "the school is closed" })), "Devman answered 200: the school is closed"),
        (words(&json!([])), "200, and not in Devman's words"),
    ];
    let mut rows = JoinSet::new();
    for (fault, told) in table {
        let disturb = |devman: &Devman| devman.student.tap().fail_next(Place::Poll, fault);
        rows.spawn(async move { passes(Stage::devman().await, disturb, told).await });
    }
    rows.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_at_github_is_told_and_asked_again() {
    let table = [
        (Fault::Status(500), "GitHub says: Server Error"),
        (Fault::Status(502), "GitHub says: Server Error"),
        (Fault::TooMany(Some(1)), "GitHub says: You have exceeded a secondary rate limit"),
        (Fault::Html, "200, and not in GitHub's words"),
        (Fault::HalfBody, "the connection broke in the middle of the answer"),
        (Fault::CutBefore, "the connection broke before an answer came"),
        (words(&json!({ "message": "one moment" })), "GitHub says: one moment"),
    ];
    let mut rows = JoinSet::new();
    for (fault, told) in table {
        let disturb = |github: &GitHub| github.account.tap().fail_next(Place::Poll, fault);
        rows.spawn(async move { passes(Stage::github_polling().await, disturb, told).await });
    }
    // Over the hourly limit until the time that a header tells.
    let exhaust = |github: &GitHub| github.account.exhaust(Duration::from_secs(2));
    rows.spawn(
        async move { passes(Stage::github_polling().await, exhaust, "GitHub says: API rate limit exceeded").await },
    );
    rows.join_all().await;
}

/// Who is told to go slower, and not for how long, leaves GitHub alone for a minute.
#[tokio::test(flavor = "multi_thread")]
async fn github_is_left_alone_for_a_minute_where_it_does_not_say_for_how_long() {
    let stage = Stage::github_polling().await;
    stage.network.account.tap().fail_next(Place::Poll, Fault::TooMany(None));
    let arena = arena(&stage);
    let mut process = arena.start();
    let line = process.says("a poll failed").await;
    assert!(line.contains("pause=60s"), "{line}");
    assert_eq!(stage.network.account.tap().counters().polls, 1);
    assert!(process.terminate().await.status.success());
}

/// What passes while a bot of Messenger asks who it is: it is asked again, and then all is heard.
async fn passes_at_start(fault: Fault, told: &'static str) {
    let stage = Stage::messenger(1).await;
    let mut arena = arena(&stage);
    stage.network.app.tap().fail_next(Place::Manage, fault);
    let process = arena.ready().await;
    stage.network.subscribe().await;
    stage.say(0, 1, &[]);
    arena.journal.until("it works", PATIENCE, |summary| summary.has_ended(1)).await;
    let output = process.terminate().await.output;
    assert!(output.contains(told), "it is told as {told:?}:\n{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_at_messenger_is_told_and_asked_again() {
    let table = [
        (Fault::Status(500), "Meta says: Service temporarily unavailable (2)"),
        (Fault::TooMany(None), "Meta says: (#613) Calls to this api have exceeded the rate limit. (613)"),
        (Fault::Html, "200, and not in Meta's words"),
        (Fault::HalfBody, "the connection broke in the middle of the answer"),
        (words(&json!({ "id": 7 })), "an answer that names no page"),
    ];
    let mut rows = JoinSet::new();
    for (fault, told) in table {
        rows.spawn(passes_at_start(fault, told));
    }
    rows.join_all().await;
}

/// What only a person can mend ends the bot, with what to do.
fn mended_by_a_person(ended: &Ended, told: &[&str]) {
    assert!(!ended.status.success());
    for told in told {
        assert!(ended.output.contains(told), "it is told as {told:?}:\n{}", ended.output);
    }
}

/// With a token that is none.
async fn ends_without_a_token(stage: Stage<impl Network>, token: &str, told: &[&str]) {
    let text = stage.config("").replace(token, "wrong");
    let arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &text);
    let arena = arena.variable(pollhook_promises::bot::HEARS, stage.door.hears().word());
    let ended = arena.start().end().await;
    mended_by_a_person(&ended, &["refused the credential", "mend `token` in line 3 of "]);
    mended_by_a_person(&ended, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_none_ends_the_bot() {
    let devman = "Devman answered 401: Invalid token.: compare `token` with the one in your profile";
    ends_without_a_token(Stage::devman().await, devman::TOKEN, &[devman]).await;
    let github = "GitHub says: Bad credentials: the `token` has expired, was revoked, or is not one of this server";
    ends_without_a_token(Stage::github_polling().await, github::TOKEN, &[github]).await;
    ends_without_a_token(Stage::github_webhook().await, github::TOKEN, &[github]).await;
    let meta = ["Meta says: Invalid OAuth access token", "`token` must be an access token of the page"];
    ends_without_a_token(Stage::messenger(1).await, facebook::TOKEN, &meta).await;
}

/// Meets a bot that works.
async fn ends_at_work(stage: Stage<impl Network>, disturb: impl FnOnce(), told: &[&str]) {
    let mut arena = arena(&stage);
    stage.network.open(&arena).await;
    let process = arena.start();
    stage.say(0, 1, &[Step::pause(1)]);
    arena.journal.until("it works", PATIENCE, |summary| summary.has_ended(1)).await;
    disturb();
    stage.say(0, 2, &[Step::pause(1)]);
    mended_by_a_person(&process.end().await, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_a_person_can_mend_ends_a_running_bot() {
    let stage = Stage::devman().await;
    let student = stage.network.student.clone();
    let refuse = || student.tap().fail_always(Place::Poll, Fault::Status(403));
    ends_at_work(stage, refuse, &["refused the credential", "Devman answered 403: Forbidden"]).await;
    let table: [(u16, &[&str]); 3] = [
        (401, &["refused the credential", "GitHub says: Bad credentials"]),
        (403, &["GitHub says: Forbidden: the token lacks a right that this needs"]),
        (404, &[r#"`watch = "octocat/hello-world"` is not there, or the token may not see it"#]),
    ];
    for (status, told) in table {
        let stage = Stage::github_polling().await;
        let account = stage.network.account.clone();
        ends_at_work(stage, || account.tap().fail_always(Place::Poll, Fault::Status(status)), told).await;
    }
}

/// One that nobody can read, amid good ones.
async fn understands_the_rest<N: Network>(stage: Stage<N>, push: impl FnOnce(&N), part: &str) {
    let mut arena = arena(&stage);
    stage.network.open(&arena).await;
    stage.say(0, 1, &[Step::pause(1)]);
    push(&stage.network);
    stage.say(0, 2, &[Step::pause(1)]);
    stage.say(1, 3, &[Step::pause(1)]);
    let mut process = arena.start();
    process.says("is now a dead letter").await;
    let summary = arena.journal.until("the others are handled", PATIENCE, |summary| summary.ended() == 3).await;
    assert_eq!((summary.doubled(), &*summary.disorder), ([].into(), &[][..]));
    let letters = fs::read_to_string(arena.path(LETTERS)).unwrap();
    assert!(letters.lines().count() == 1 && letters.contains(r#""kind":"undecodable""#), "{letters}");
    assert!(letters.contains(part), "it is kept as it came: {letters}");
    assert_eq!(process.terminate().await.count("rejected"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_nobody_can_read_harms_nothing_beside_it() {
    let push = |devman: &Devman| drop(devman.student.push_raw(json!({ "lesson_title": "without a timestamp" })));
    understands_the_rest(Stage::devman().await, push, "without a timestamp").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_github_that_nobody_can_read_harms_nothing_beside_it() {
    let payload = json!({ "action": "opened", "issue": "no issue at all" });
    let push = |github: &GitHub| drop(github.anna.causes(&github.repo, "issues", &payload));
    understands_the_rest(Stage::github_polling().await, push, "no issue at all").await;
}

/// What becomes of an answer to whom nobody can answer: a letter that says why. Their neighbour is answered.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_messenger_refuses_leaves_a_letter_that_says_why() {
    let stage = Stage::messenger(3).await;
    let mut arena = arena(&stage);
    let mut process = arena.ready().await;
    let Facebook { app, pages, people, .. } = &stage.network;
    stage.network.subscribe().await;
    people[0].set_away(&pages[0], true);
    stage.say(0, 1, &[Step::Reply]);
    process.says("isn't available right now").await;
    app.tap().fail_next(Place::Send, Fault::Status(400));
    stage.say(1, 2, &[Step::Reply]);
    process.says("(#100) Invalid parameter").await;
    let mut sent = stage.network.network.sent_by_pages();
    stage.say(2, 3, &[Step::Reply]);
    assert_eq!(sent.next().await.and_then(|sent| sent.text).as_deref(), Some("re: 3"));
    pages[0].set_revoked(true);
    stage.say(2, 4, &[Step::Reply]);
    process.says("The session has been invalidated").await;
    arena.journal.until("the neighbour is answered", PATIENCE, |summary| summary.has_ended(3)).await;
    process.terminate().await;
    assert_eq!(arena.letters(), [1, 2, 4].into());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_github_refuses_leaves_a_letter_that_says_why() {
    let stage = Stage::github_webhook().await;
    let Door::GitHubWebhook(..) = stage.door else { panic!("it is called") };
    let mut arena = arena(&stage);
    let mut process = arena.ready().await;
    let tap = stage.network.account.tap();
    tap.fail_next(Place::Send, Fault::Status(403));
    stage.say(0, 1, &[Step::Reply]);
    process.says("GitHub says: Forbidden").await;
    tap.fail_next(Place::Send, Fault::TooMany(Some(1)));
    stage.say(1, 2, &[Step::Reply]);
    arena.journal.until("the neighbour is answered", PATIENCE, |summary| summary.has_ended(2)).await;
    let comments = |issue: u64| stage.network.repo.comments(issue).len();
    assert_eq!((comments(1), comments(2)), (0, 1));
    process.terminate().await;
    assert_eq!(arena.letters(), [1].into());
}

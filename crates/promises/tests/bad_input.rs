//! What a platform may do to a bot: what the operator is told, and that everything beside it goes on untouched.

#![allow(clippy::unwrap_used, reason = "what a test cannot go on without, it need not handle")]

use std::fs;
use std::time::Duration;

use pollhook_promises::arena::{Arena, LETTERS};
use pollhook_promises::config::{Door, config};
use pollhook_promises::script::Step;
use pollhook_promises::stage::Stage;
use pollhook_promises::telegram::TOKEN;
use pollhook_simulator::{Conflict, Door as Place, Fault, Standing};
use serde_json::json;
use tokio::task::JoinSet;

const PATIENCE: Duration = Duration::from_secs(40);

fn arena(stage: &Stage, more: &str) -> Arena {
    Arena::new(env!("CARGO_BIN_EXE_contestant"), &stage.config(more))
}

/// What passes: the poll that meets it is tried again, all is handled once, and the operator reads `told`.
async fn passes(fault: Fault, told: &'static str) {
    let stage = Stage::long_poll(2).await;
    let mut arena = arena(&stage, "");
    let process = arena.start();
    stage.say(0, 1, &[Step::pause(1)]);
    arena.journal.until("it works", PATIENCE, |summary| summary.has_ended(1)).await;
    stage.telegram().drained(PATIENCE).await;
    stage.telegram().bot.fail_next(Place::Poll, fault.clone());
    // The question that is held is answered by the first; the next one meets the fault.
    stage.say(0, 2, &[Step::pause(1)]);
    stage.say(1, 3, &[Step::pause(1)]);
    arena.journal.until(&format!("{fault:?} passes"), PATIENCE, |summary| summary.ended() == 3).await;
    stage.telegram().drained(PATIENCE).await;
    stage.say(1, 4, &[]);
    let summary = arena.journal.until("it works again", PATIENCE, |summary| summary.ended() == 4).await;
    assert_eq!((summary.doubled(), &*summary.disorder), ([].into(), &[][..]), "{fault:?}");
    let output = process.terminate().await.output;
    assert!(output.contains(told), "{fault:?} is told as {told:?}:\n{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_is_told_and_tried_again() {
    let table = [
        (Fault::Status(500), "Telegram says: Internal Server Error"),
        (Fault::Status(502), "Telegram says: Bad Gateway"),
        (Fault::TooMany(Some(1)), "Telegram says: Too Many Requests: retry after 1"),
        (Fault::TooMany(None), "Telegram says: Too Many Requests"),
        (Fault::Html, "200, and not in Telegram's words"),
        (Fault::HalfBody, "the connection broke in the middle of the answer"),
        (Fault::CutBefore, "the connection broke before an answer came"),
        (Fault::GzipBomb, "the answer is longer than 8388608 bytes"),
        (Fault::Raw("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnull".into()), "200, and not in Telegram's words"),
        (Fault::Conflict(Conflict::OtherPoll), "another consumer takes this bot's events"),
        (Fault::Conflict(Conflict::SetWebhook), "terminated by setWebhook request"),
    ];
    let mut rows = JoinSet::new();
    for (fault, told) in table {
        rows.spawn(passes(fault, told));
    }
    rows.join_all().await;
}

/// What ends a bot at its start, and what the operator reads.
async fn ends(standing: Standing, token: &str, told: &[&str]) {
    let stage = Stage::long_poll(1).await;
    stage.telegram().bot.set_standing(standing);
    let text = stage.config("").replace(TOKEN, token);
    let ended = Arena::new(env!("CARGO_BIN_EXE_contestant"), &text).start().end().await;
    assert!(!ended.status.success());
    for told in told {
        assert!(ended.output.contains(told), "{standing:?} is told as {told:?}:\n{}", ended.output);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_a_person_can_mend_ends_the_bot_with_what_to_do() {
    let (refused, mend) = ("refused the credential", "mend `token` in line 3 of ");
    let table: [(Standing, &str, &[&str]); 5] = [
        (Standing::Revoked, TOKEN, &[refused, mend, "@BotFather"]),
        (Standing::Good, "8:unknown", &[refused, mend]),
        (Standing::Good, "not-a-token", &[refused, mend, "invalid token specified"]),
        (Standing::Misdirected, TOKEN, &["this server serves only some bots"]),
        (Standing::LoggedOut, TOKEN, &["Logged out"]),
    ];
    for (standing, token, told) in table {
        ends(standing, token, told).await;
    }
}

/// 404 has two texts: this is no path of a Bot API server, and this server lacks the method.
#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_another_one_ends_the_bot_with_what_to_do() {
    let stage = Stage::long_poll(1).await;
    let Door::LongPoll(api) = &stage.door else { panic!("it polls") };
    let elsewhere = config(&Door::LongPoll(format!("{api}/elsewhere")), "");
    let no_path = ["Telegram says: Not Found: `token` must", "`api`, if it is set, be the address of a Bot API server"];
    let no_method = ["Telegram says: Not Found: method not found", "bring it up to date"];
    stage.telegram().bot.fail_always(Place::Manage, Fault::Raw(NO_METHOD.into()));
    for (text, told) in [(elsewhere, no_path), (stage.config(""), no_method)] {
        let ended = Arena::new(env!("CARGO_BIN_EXE_contestant"), &text).start().end().await;
        assert!(!ended.status.success());
        assert!(told.iter().all(|told| ended.output.contains(told)), "told {told:?}:\n{}", ended.output);
    }
}

const NO_METHOD: &str = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 73\r\n\r\n\
                         {\"ok\":false,\"error_code\":404,\"description\":\"Not Found: method not found\"}";

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_revoked_ends_a_running_bot() {
    let stage = Stage::long_poll(1).await;
    let mut arena = arena(&stage, "");
    let process = arena.start();
    stage.say(0, 1, &[Step::pause(1)]);
    arena.journal.until("it works", PATIENCE, |summary| summary.has_ended(1)).await;
    stage.telegram().bot.set_standing(Standing::Revoked);
    stage.say(0, 2, &[Step::pause(1)]);
    let ended = process.end().await;
    assert!(!ended.status.success() && ended.output.contains("refused the credential"), "{}", ended.output);
}

/// A webhook is set while another one is being set.
#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_was_overtaken_is_made_again() {
    let stage = Stage::webhook(1).await;
    let bot = &stage.telegram().bot;
    // Its first two calls ask who it is and what is registered; the third one registers.
    for fault in [Fault::Late(Duration::ZERO), Fault::Late(Duration::ZERO), Fault::Conflict(Conflict::OtherSetWebhook)]
    {
        bot.fail_next(Place::Manage, fault);
    }
    let mut arena = arena(&stage, "");
    let process = arena.start();
    stage.say(0, 1, &[]);
    arena.journal.until("it was called", PATIENCE, |summary| summary.has_ended(1)).await;
    assert_eq!(bot.counters().conflicts, 1, "premise: it was overtaken");
    let output = process.terminate().await.output;
    assert!(output.contains("terminated by other setWebhook"), "{output}");
}

const FOREIGN: &str = "http://127.0.0.1:9/theirs";

#[tokio::test(flavor = "multi_thread")]
async fn the_webhook_of_somebody_else_is_left_alone() {
    let stage = Stage::long_poll(1).await;
    let bot = &stage.telegram().bot;
    stage.telegram().call("setWebhook", &json!({ "url": FOREIGN })).await;
    stage.say(0, 1, &[]);
    let arena = arena(&stage, "");
    let ended = arena.start().end().await;
    assert!(!ended.status.success());
    for told in ["a webhook that is not the one in this config is registered", FOREIGN, "1 pending", "--take-over"] {
        assert!(ended.output.contains(told), "told {told:?}:\n{}", ended.output);
    }
    assert_eq!((bot.webhook().as_deref(), bot.pending()), (Some(FOREIGN), 1), "it was left alone");

    let text = stage.config("").replace("[source]", "take_over = true\n[source]");
    let mut arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &text);
    let process = arena.start();
    arena.journal.until("what was pending is handled", PATIENCE, |summary| summary.has_ended(1)).await;
    assert_eq!(bot.webhook(), None);
    process.terminate().await;
}

/// Somebody registers a webhook while the bot polls: it stands down, and what comes is theirs.
#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_appears_while_polling_ends_the_bot() {
    let stage = Stage::long_poll(1).await;
    let mut arena = arena(&stage, "");
    let process = arena.start();
    stage.say(0, 1, &[Step::pause(1)]);
    arena.journal.until("it works", PATIENCE, |summary| summary.has_ended(1)).await;
    stage.telegram().call("setWebhook", &json!({ "url": FOREIGN })).await;
    let ended = process.end().await;
    assert!(!ended.status.success());
    assert!(ended.output.contains(FOREIGN), "{}", ended.output);
    assert_eq!(stage.telegram().bot.webhook().as_deref(), Some(FOREIGN));
}

/// Updates that no client understands, amid good ones.
async fn understands_the_rest(stage: Stage) {
    let mut arena = arena(&stage, "");
    let process = arena.start();
    let bot = &stage.telegram().bot;
    let message =
        |text: &str| json!({ "message_id": 1, "date": 1, "chat": { "id": 5, "type": "private" }, "text": text });
    stage.say(0, 1, &[Step::pause(1)]);
    bot.push_update("telepathy", &json!({ "thought": "nobody can read this" })).unwrap();
    stage.say(0, 2, &[Step::pause(1)]);
    bot.push_raw(json!({ "update_id": "seven", "message": message("of the wrong type") })).unwrap();
    bot.push_raw(json!({ "message": "not even an object" })).unwrap();
    stage.say(1, 3, &[Step::pause(1)]);
    let summary = arena.journal.until("the others are handled", PATIENCE, |summary| summary.ended() == 3).await;
    assert_eq!((summary.doubled(), &*summary.disorder), ([].into(), &[][..]));
    stage.telegram().drained(PATIENCE).await;
    let letters = fs::read_to_string(arena.path(LETTERS)).unwrap();
    assert!(letters.contains("of the wrong type") && letters.contains(r#""kind":"undecodable""#), "{letters}");
    let ended = process.terminate().await;
    assert!(ended.count("rejected") >= 1, "{}", ended.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_client_understands_harms_nothing_beside_it_by_polling() {
    understands_the_rest(Stage::long_poll(2).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_client_understands_harms_nothing_beside_it_by_webhook() {
    understands_the_rest(Stage::webhook(2).await).await;
}

/// Nobody is there at all, and then somebody is.
#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_not_there_is_waited_for() {
    let nobody = format!("http://{}", pollhook_promises::arena::free_address());
    let arena = Arena::new(env!("CARGO_BIN_EXE_contestant"), &config(&Door::LongPoll(nobody), ""));
    let mut process = arena.start();
    process.says("the platform's API").await;
    let ended = process.terminate().await;
    assert!(ended.status.success(), "{}", ended.output);
}

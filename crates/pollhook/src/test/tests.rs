//! The stage itself, under test: that it shows what production does, and that it fails where a bot does not do what was
//! expected.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use pollhook_core::{Button, Count, Media, Out};
use pollhook_dispatcher::route;
use serde_json::json;

use super::{Fault, edit, photo, test, text};
use crate::prelude::*;

async fn echo(Text(text): Text, reply: Reply) -> crate::Result<()> {
    reply.text(text).await?;
    Ok(())
}

fn echoing() -> App {
    App::new().on(message().with_text(), echo)
}

/// What a failed expectation says.
fn failure(expectation: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(expectation)).unwrap_err();
    *panic.downcast::<String>().unwrap()
}

#[tokio::test]
async fn every_platform_with_people_echoes() {
    for platform in ["telegram", "messenger", "github"] {
        let anna = test(echoing()).as_platform(platform).user("anna");
        anna.says("hi").await.handled().gets(text("hi")).gets_nothing();
    }
}

#[tokio::test]
async fn by_polling_it_is_the_same() {
    let app = || {
        App::new().on(message(), |via: Via, reply: Reply| async move { reply.text(via.to_string()).await.map(drop) })
    };
    for platform in ["telegram", "github"] {
        let anna = test(app()).by_polling().as_platform(platform).user("anna");
        anna.says("hi").await.handled().gets(text("polling")).gets_nothing();
    }
    test(app()).by_polling().as_platform("messenger").user("Anna").says("hi").await.gets(text("webhook"));
}

#[tokio::test]
async fn what_goes_wrong_on_the_wire_is_what_the_speaker_makes_of_it() {
    let net = test(echoing()).as_platform("telegram");
    let anna = net.user("Anna");
    for fault in [Fault::from(503), Fault::too_many(Duration::from_secs(3)), Fault::NoConnection] {
        net.fail_next_send(fault);
        anna.says("hi").await.handled().gets(text("hi")).gets_nothing();
    }
    // Nobody knows whether it arrived: the handler fails, is tried again, and Anna reads it twice.
    net.fail_next_send(Fault::LostAnswer);
    anna.says("hi").await.handled().gets(text("hi")).gets(text("hi")).gets_nothing();
    assert_eq!(net.stats().get(Count::HandlerErrors), 1);
}

#[tokio::test]
async fn what_the_platform_refuses_is_refused() {
    let app = App::new().on(message(), |reply: Reply| async move { reply.text("long ".repeat(1_000)).await.map(drop) });
    let net = test(app).as_platform("telegram");
    net.user("Anna").says("hi").await.buried("4096 characters").gets_nothing();
    assert_eq!(net.dead_letters()[0].attempts, 1);
    net.fail_next_send(403);
    let refused = test(echoing()).as_platform("telegram");
    refused.fail_next_send(403);
    refused.user("Anna").says("hi").await.buried("refused").gets_nothing();
}

#[tokio::test]
async fn told_again_it_does_nothing_again() {
    let net = test(echoing()).as_platform("telegram");
    net.user("Anna").says("hi").await.gets(text("hi"));
    net.redeliver_last().await.handled().gets_nothing();
    assert_eq!(net.stats().get(Count::Repeated), 1);
}

#[tokio::test]
async fn a_network_that_stays_broken_ends_in_a_dead_letter() {
    let net = test(echoing()).as_platform("telegram");
    net.fail_sends(Fault::NoConnection);
    net.user("Anna").says("hi").await.buried("failed").gets_nothing();
    assert_eq!(net.dead_letters().len(), 1);
    net.recover();
    net.user("Ben").says("hi").await.gets(text("hi"));
}

#[tokio::test]
async fn what_no_route_asks_for_is_not_told() {
    let net = test(echoing()).as_platform("telegram");
    let anna = net.user("Anna");
    anna.says("hi").await.gets(text("hi"));
    anna.edits("ho").await.gets_nothing();
    assert!(net.story().contains("not told: no route asks for events of this kind"), "{}", net.story());
}

#[tokio::test]
async fn ten_minutes_pass_at_once_and_others_are_not_kept_waiting() {
    async fn job(reply: Reply) -> crate::Result<()> {
        tokio::time::sleep(Duration::from_secs(600)).await;
        reply.text("Done.").await?;
        Ok(())
    }
    let app = App::new().on(command("job"), route(job).timeout(Duration::from_secs(900))).on(message(), echo);
    let net = test(app).as_platform("telegram");
    let (anna, ben) = (net.user("Anna"), net.user("Ben"));
    let job = anna.says("/job");
    ben.says("hi").await.gets(text("hi"));
    net.advance(Duration::from_secs(590)).await;
    anna.gets_nothing();
    job.await.gets(text("Done."));
}

fn slow() -> App {
    App::new().on(message(), || tokio::time::sleep(Duration::from_secs(20)))
}

#[tokio::test]
async fn a_stop_hands_back_what_comes_again_and_a_start_tells_it_again() {
    let net = test(slow()).as_platform("telegram");
    net.user("Anna").says("work");
    let stopped = net.stop().await;
    assert_eq!(stopped.handed_back, [r#"Anna: "work""#]);
    assert!(stopped.buried.is_empty());
    let mut again = net.start();
    again.remove(0).await.handled();
}

#[tokio::test]
async fn a_stop_buries_what_nobody_would_send_again() {
    let net = test(slow()).as_platform("github");
    net.user("anna").says("work");
    let stopped = net.stop().await;
    assert!(stopped.handed_back.is_empty());
    assert_eq!(stopped.buried.len(), 1);
    // … and by polling it would be read again.
    let net = test(slow()).by_polling().as_platform("github");
    net.user("anna").says("work");
    assert_eq!(net.stop().await.handed_back.len(), 1);
    // Messenger has its answer after four seconds, and forgets.
    let net = test(slow()).as_platform("messenger");
    net.user("Anna").says("work");
    net.advance(Duration::from_secs(5)).await;
    assert_eq!(net.stop().await.buried.len(), 1);
}

fn shop() -> App {
    async fn menu(reply: Reply) -> crate::Result<()> {
        let menu = Out::text("What would you like?").photo(Media::bytes("menu.jpg", "a picture"));
        reply.send(menu.row([Button::press("Pizza", "buy:pizza"), Button::press("Soup", "buy:soup")])).await?;
        Ok(())
    }
    async fn bought(reply: Reply) -> crate::Result<()> {
        reply.answer("Added").await?;
        reply.text("One more?").await?;
        Ok(())
    }
    App::new().on(press("buy:pizza"), route(bought).answer_later()).on(message(), menu)
}

#[tokio::test]
async fn a_button_is_pressed_by_its_label() {
    let net = test(shop()).as_platform("telegram");
    let anna = net.user("Anna");
    anna.says("menu").await.gets(photo().text("What would you like?").buttons(["Pizza", "Soup"]));
    anna.presses("Pizza").await.answered("Added").gets(text("One more?"));
    let missing = failure(|| drop(anna.presses("Salad")));
    assert!(missing.starts_with("Anna presses [Salad], and there is no such button"), "{missing}");
}

#[tokio::test]
async fn a_message_that_was_changed_has_the_buttons_that_it_has_now() {
    async fn menu(reply: Reply) -> crate::Result<()> {
        let sent = reply.send(Out::text("Menu").row([Button::press("Pizza", "pizza")])).await?;
        sent.edit(Out::text("Closed").row([Button::press("Call me", "call")])).await?;
        Ok(())
    }
    let app = App::new().on(press("call"), || async {}).on(message(), menu);
    let anna = test(app).as_platform("telegram").user("Anna");
    anna.says("menu").await.gets(text("Menu")).gets(edit(text("Closed").buttons(["Call me"])));
    assert!(failure(|| drop(anna.presses("Pizza"))).contains("there is no such button"));
    anna.presses("Call me").await.answered_silently();
}

#[tokio::test]
async fn groups_hear_what_is_said_in_them() {
    let net = test(echoing()).as_platform("telegram");
    let (anna, team) = (net.user("Anna"), net.group("Team"));
    anna.says_in(&team, "hi").await.gets(text("hi"));
    team.gets_nothing();
    anna.gets_nothing();
    anna.joins(&team).await.gets_nothing();
}

#[tokio::test]
async fn several_bots_know_each_other() {
    async fn tell(bots: Bots, State(anna): State<Address>) -> crate::Result<()> {
        bots.to(&anna)?.text("A review!").await?;
        Ok(())
    }
    // Users have numbers in the order in which they come, so the first one's is known.
    let app = App::with_state("telegram:telegram/1001".parse::<Address>().unwrap()).on(kind("review"), tell);
    let net = test(app).as_bots([("devman", "devman"), ("telegram", "telegram")]);
    let anna = net.bot("telegram").user("Anna");
    net.tell("review", json!({ "lesson_title": "Hi", "lesson_url": "/1/", "is_negative": false })).await.handled();
    anna.gets(text("A review!"));
}

#[tokio::test]
async fn a_call_answers_what_the_test_says() {
    async fn count(reply: Reply) -> crate::Result<()> {
        let count: u64 = reply.call("getChatMemberCount", json!({ "chat_id": 1 })).await?;
        reply.text(count.to_string()).await?;
        Ok(())
    }
    let net = test(App::new().on(message(), count)).as_platform("telegram");
    net.user("Anna").says("?").await.buried("nobody said what \"getChatMemberCount\" answers");
    net.on_call("getChatMemberCount", |parameters| json!(parameters["chat_id"].as_u64().unwrap() + 6));
    net.user("Anna").says("?").await.gets(text("7"));
}

#[tokio::test]
async fn a_recording_runs_again() {
    let net = test(echoing()).as_platform("telegram");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("day.jsonl");
    let update = json!({ "update_id": 7, "message": {
        "message_id": 3, "date": 1, "chat": { "id": 5, "type": "private", "first_name": "Anna" },
        "from": { "id": 5, "is_bot": false, "first_name": "Anna" }, "text": "hi",
    }});
    std::fs::write(&file, format!("{update}\n\n{update}\n")).unwrap();
    assert_eq!(net.replay(&file).await, 2);
    assert_eq!(net.stats().get(Count::Repeated), 1, "the same update twice");
    assert_eq!(net.story().matches("→ 5: \"hi\"").count(), 1, "{}", net.story());
}

#[tokio::test]
async fn a_letter_is_a_line_of_a_recording_too() {
    let net = test(App::new().on(message(), || async { Err::<(), _>(Error::permanent("no")) })).as_platform("telegram");
    net.user("Anna").says("hi").await.buried("no");
    let event = net.dead_letters().remove(0).event;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letters.jsonl");
    std::fs::write(&file, json!({ "attempts": 1, "event": event }).to_string()).unwrap();
    let mended = test(echoing()).as_platform("telegram");
    assert_eq!(mended.replay(&file).await, 1);
    assert!(mended.story().contains(": \"hi\""), "{}", mended.story());
}

#[tokio::test]
async fn a_failure_says_what_was_expected_and_all_that_happened() {
    let net = test(echoing()).as_platform("telegram");
    let after = net.user("Anna").says("menu").await;
    let said = failure(|| drop(after.clone().gets(text("What would you like?"))));
    let expected = "expected in the chat 1001: a message with the text \"What would you like?\"\n\
        but the bot did this:\n    \"menu\"\n\
        what happened so far:\n      0.00 s  Anna: \"menu\"  (handled)\n      0.05 s      → 1001: \"menu\"\n";
    assert_eq!(said, expected);
    assert!(failure(|| drop(after.clone().gets_nothing())).contains("nothing\nbut the bot did this"));
    assert!(failure(|| drop(after.clone().buried("x"))).contains("and it is this: handled"));
    assert!(failure(|| drop(after.gets(photo()))).contains("a message with a photo"));
}

#[tokio::test]
async fn a_handler_that_fails_is_in_the_story() {
    let app = App::new().on(message(), |Attempt(attempt): Attempt| async move {
        if attempt < 3 { Err(Error::msg("the kitchen is closed")) } else { Ok(()) }
    });
    let net = test(app).as_platform("telegram");
    net.user("Anna").says("hi").await.handled();
    assert_eq!(net.story().matches("the handler failed: the kitchen is closed").count(), 2, "{}", net.story());
}

#[tokio::test]
async fn what_does_not_happen_on_a_platform_fails_in_its_words() {
    let net = test(echoing()).as_platform("messenger");
    assert!(failure(|| drop(net.group("Team"))).starts_with("a page of Messenger talks with one person at a time"));
    let unknown = failure(|| drop(test(echoing()).as_platform("telegramm")));
    assert!(unknown.starts_with("no platform is called \"telegramm\": there are devman, "), "{unknown}");
    let route = failure(|| drop(test(App::new().on(kind("mesage"), echo)).as_platform("telegram")));
    assert!(route.starts_with("the bot would not start on telegram: the route"), "{route}");
}

#[tokio::test]
async fn files_go_both_ways() {
    async fn back(sent: Message, reply: Reply) -> crate::Result<()> {
        let file = reply.download(&sent.media[0], 10).await?.bytes().await?;
        reply.send(Out::new().document(Media::bytes("back.txt", file))).await?;
        Ok(())
    }
    let net = test(App::new().on(message(), back)).as_platform("telegram");
    let anna = net.user("Anna");
    anna.sends_photo("").await.buried("404");
    assert!(net.story().contains("nobody said what is in the files: net.on_download"), "{}", net.story());
    net.on_download(|handle| format!("in {}", &handle[..4]));
    anna.sends_photo("").await.gets(super::document().that("what came", |out| {
        matches!(out.media.as_ref().map(|media| media.media()), Some(Media::Bytes { bytes, .. }) if bytes == "in file")
    }));
    net.on_download(|_| "much more than ten bytes");
    anna.sends_photo("").await.buried("more than 10 bytes");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_sent() {
    let app = App::new().on(message(), |reply: Reply| async move {
        reply.send(Out::new().photo(Media::path("no/such/menu.jpg"))).await.map(drop)
    });
    let net = test(app).as_platform("telegram");
    net.user("Anna").says("menu").await.buried("no/such/menu.jpg").gets_nothing();
}

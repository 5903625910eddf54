//! What the bot does, on a network of which no part is outside of this process.

use pollhook::test::text;

use super::app;

#[tokio::test]
async fn whatever_is_said_is_said_back() {
    let net = pollhook::test(app()).as_platform("telegram");
    let (anna, ben) = (net.user("Anna"), net.user("Ben"));
    anna.says("hi").await.gets(text("hi")).gets_nothing();
    ben.says("how are you?").await.gets(text("how are you?"));
    anna.gets_nothing();
}

#[tokio::test]
async fn what_has_no_text_is_not_answered() {
    let anna = pollhook::test(app()).as_platform("telegram").user("Anna");
    anna.sends_photo("").await.handled().gets_nothing();
}

#[tokio::test]
async fn a_message_that_comes_twice_is_answered_once_though_telegram_stumbles() {
    let net = pollhook::test(app()).as_platform("telegram");
    net.fail_next_send(503);
    net.user("Anna").says("hi").await.gets(text("hi"));
    net.redeliver_last().await.gets_nothing();
}

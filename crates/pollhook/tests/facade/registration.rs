//! Whose webhook it is, and who may take it.

use pollhook::config::Loader;
use pollhook_simulator::{Fate, Glance};

use pollhook::prelude::*;

use crate::net::{Net, Running, echo, soon};

const THEIRS: &str = "http://127.0.0.1:9/theirs";

/// A webhook of somebody else's is registered, and an event waits for it.
async fn occupied() -> Net {
    let net = Net::start().await;
    net.register(THEIRS).await;
    let anna = net.network.user("Anna");
    anna.chat().add(&net.bot);
    anna.says(&anna.chat(), "waiting");
    net
}

#[tokio::test(flavor = "multi_thread")]
async fn polling_refuses_to_take_a_foreign_webhook_down() {
    let net = occupied().await;
    soon(net.bot.until(|glance: &Glance| glance.pending == 1)).await;
    let why = soon(net.run(&net.config("polling", ""), echo()).await.failure()).await;
    for part in [THEIRS, "1 pending", "--take-over", "take_over = true"] {
        assert!(why.contains(part), "{part} in {why}");
    }
    assert_eq!(net.bot.webhook().as_deref(), Some(THEIRS));
    assert_eq!(net.bot.pending(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn polling_takes_it_over_when_told_to_and_keeps_what_is_pending() {
    let by_config = |text: String| text.replace("[bot]", "[bot]\ntake_over = true");
    for flag in [false, true] {
        let net = occupied().await;
        let text = net.config("polling", "");
        let (loader, text) = if flag { (Loader::new().take_over(), text) } else { (Loader::new(), by_config(text)) };
        let mut sent = net.network.sent();
        let bot = Running::begin(net.load(loader, &text), echo()).await.up().await;
        assert_eq!(soon(sent.next()).await.unwrap().text.as_deref(), Some("waiting"));
        assert_eq!(net.bot.webhook(), None);
        soon(bot.stop()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_word_alone_brings_a_bot_from_webhook_to_polling_and_back() {
    let net = Net::start().await;
    let anna = net.network.user("Anna");
    anna.chat().add(&net.bot);
    for (round, mode) in ["webhook", "polling", "webhook", "polling"].into_iter().enumerate() {
        let mut sent = net.network.sent();
        let text = format!("round {round}");
        // Said while nobody listens.
        let said = anna.says(&anna.chat(), &text);
        let bot = net.run(&net.config(mode, ""), echo()).await.up().await;
        assert_eq!(soon(sent.next()).await.unwrap().text.as_deref(), Some(&*text));
        soon(net.bot.drained()).await;
        soon(bot.stop()).await.unwrap();
        let update = said.updates[&net.bot.id()];
        assert!(matches!(net.bot.fate(update), Some(Fate::Confirmed(_))), "{round}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_webhook_is_replaced_by_a_webhook() {
    let net = occupied().await;
    let bot = net.run(&net.config("webhook", ""), echo()).await.up().await;
    assert_eq!(net.bot.webhook(), Some(net.hook()));
    soon(net.bot.drained()).await;
    soon(bot.stop()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_webhook_that_appears_while_polling_ends_the_bot() {
    let net = Net::start().await;
    let bot = net.run(&net.config("polling", ""), echo()).await.up().await;
    net.register(THEIRS).await;
    let why = soon(bot.failure()).await;
    assert!(why.contains(THEIRS), "{why}");
    assert_eq!(net.bot.webhook().as_deref(), Some(THEIRS));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_removed_at_stop_when_told_to() {
    let net = Net::start().await;
    let text = net.config("webhook", "").replace("[webhook]", "[webhook]\non_stop = \"remove\"");
    let bot = net.run(&text, echo()).await.up().await;
    assert_eq!(net.bot.webhook(), Some(net.hook()));
    soon(bot.stop()).await.unwrap();
    assert_eq!(net.bot.webhook(), None);

    // What somebody else registered meanwhile is theirs.
    let bot = net.run(&text, echo()).await.up().await;
    net.register(THEIRS).await;
    soon(bot.stop()).await.unwrap();
    assert_eq!(net.bot.webhook().as_deref(), Some(THEIRS));
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_say_what_they_are_for_stand_in_the_menu() {
    async fn start() {}
    let told = |glance: &Glance| glance.counters.requests.contains_key("setmycommands");
    for mode in ["polling", "webhook"] {
        let net = Net::start().await;
        let app = App::new().on(command("start").about("begin"), start).help(command("help").about("what I can do"));
        let bot = net.run(&net.config(mode, ""), app).await.up().await;
        soon(net.bot.until(told)).await;
        let (anna, mut sent) = (net.network.user("Anna"), net.network.sent());
        anna.says(anna.chat().add(&net.bot), "/help");
        let answer = soon(sent.next()).await.unwrap().text;
        assert_eq!(answer.as_deref(), Some("/start – begin\n/help – what I can do"));
        soon(bot.stop()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_menu_that_nobody_described_is_left_as_it_is() {
    async fn start() {}
    let net = Net::start().await;
    let bot = net.run(&net.config("polling", ""), App::new().on(command("start"), start)).await.up().await;
    soon(bot.stop()).await.unwrap();
    assert!(!net.bot.counters().requests.contains_key("setmycommands"));
}

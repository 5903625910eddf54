//! An order from the menu to the payment, on both networks; and what may go wrong with it.

use pollhook::core::{Bytes, Parts, SecretString, Setup};
use pollhook::test::stage::{News, Stage, post};
use pollhook::test::{Fault, Net, User, anything, containing, photo, text};
use serde_json::json;

use super::*;
use crate::till::{HEADER, Till};

/// The payment service, as it tells.
struct Cashier;

const SECRET: &str = "of a test";

impl Stage for Cashier {
    fn prepare(&self, setup: &mut Setup) {
        setup.secrets = vec![SecretString::from(SECRET)];
    }

    fn push(&self, news: &News, _number: u64) -> Option<(Parts, Bytes)> {
        Some(post(&[(HEADER, SECRET)], news.content.clone()))
    }
}

/// The shop, as the bot of this network stands in it.
fn shop(network: &str) -> Net {
    let test = pollhook::test(app(Orders::default())).platform(Till, Cashier);
    test.as_bots([("telegram", "telegram"), ("messenger", "messenger"), ("till", "till")]).bot(network)
}

/// Orders a pizza, and reads that it is order 1.
async fn orders_a_pizza(anna: &User) {
    anna.says("hello").await.gets(photo().text("What would you like?").buttons(["Pizza", "Soup"]));
    anna.presses("Pizza").await.answered("Pizza (9 €), a good choice.").gets(text("Where shall we bring it?"));
    let right = text("Pizza (9 €), to Main Street 5. Right?").buttons(["Order it", "Start again"]);
    anna.says("Main Street 5").await.gets(right);
    anna.presses("Order it").await.answered_silently().gets(containing("Order 1: Pizza (9 €)").buttons(["Pay"]));
}

fn payment(order: u32) -> serde_json::Value {
    json!({ "id": format!("pay_{order}"), "type": "paid", "order": order })
}

#[tokio::test]
async fn whoever_orders_is_told_when_it_is_paid_on_either_network() {
    for network in ["telegram", "messenger"] {
        let net = shop(network);
        let (anna, ben) = (net.user("Anna"), net.user("Ben"));
        orders_a_pizza(&anna).await;
        let till = net.bot("till");
        till.tell("paid", payment(1)).await.handled();
        anna.gets(text("Order 1 is paid. We bring it to Main Street 5.")).gets_nothing();
        till.redeliver_last().await.handled();
        anna.gets_nothing();
        ben.gets_nothing();
    }
}

#[tokio::test]
async fn a_payment_is_told_once_the_network_is_back() {
    let net = shop("telegram");
    let anna = net.user("Anna");
    orders_a_pizza(&anna).await;
    net.fail_next_send(503);
    net.fail_next_send(Fault::NoConnection);
    net.bot("till").tell("paid", payment(1)).await.handled();
    anna.gets(text("Order 1 is paid. We bring it to Main Street 5.")).gets_nothing();
}

#[tokio::test]
async fn a_payment_for_nothing_is_kept_for_somebody_to_look_at() {
    let till = shop("till");
    till.tell("paid", payment(7)).await.buried("there is no order 7");
    assert_eq!(till.dead_letters().len(), 1);
}

#[tokio::test]
async fn two_customers_do_not_get_each_others_dishes() {
    let net = shop("telegram");
    let (anna, ben) = (net.user("Anna"), net.user("Ben"));
    anna.says("/start").await.gets(photo());
    ben.sends_photo("").await.gets(photo());
    anna.presses("Pizza").await.gets(text("Where shall we bring it?"));
    ben.presses("Soup").await.gets(text("Where shall we bring it?"));
    ben.says("Side Street 1").await.gets(containing("Soup (6 €), to Side Street 1"));
    anna.says("Main Street 5").await.gets(containing("Pizza (9 €), to Main Street 5"));
}

#[tokio::test]
async fn whoever_thinks_again_starts_again() {
    let anna = shop("messenger").user("Anna");
    anna.says("hello").await.gets(anything());
    anna.presses("Soup").await;
    anna.says("Main Street 5").await;
    anna.presses("Start again").await.gets(photo().buttons(["Pizza", "Soup"]));
}

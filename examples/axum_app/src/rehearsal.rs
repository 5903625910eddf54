//! Telegram as it would be, for those who have no tokens: people talk with both bots, others look at the pages, and in
//! the end the application is stopped in the middle of its work.
//!
//! What is printed is what was seen from outside; a rehearsal in which anything else happens than should fails.

#![allow(clippy::print_stdout, reason = "a transcript is printed")]

mod visitor;

use std::time::Duration;

use pollhook::Mode;
use pollhook::config::Loader;
use pollhook::prelude::*;
use pollhook_simulator::{Bot, Network, Options, SentStream, User};
use tokio::sync::oneshot;
use tokio::time::timeout;

use self::visitor::Visitor;
use crate::pizzeria::Pizzeria;
use crate::server::Server;

const CUSTOMERS: &str = "1:customers";
const KITCHEN: &str = "2:kitchen";

/// An application that is alive does sooner what is expected of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the application of this config against a simulated Telegram.
pub(crate) async fn run(config: &str) -> Result<()> {
    let network = Network::start(Options::default()).await?;
    // The config has to know the address before there is one; a real one is known.
    let listen = visitor::free_address()?;
    let loader = Loader::new().mode(Mode::Webhook).var("CUSTOMERS_TOKEN", CUSTOMERS).var("KITCHEN_TOKEN", KITCHEN);
    let loader = loader.var("TELEGRAM_API", network.api_url()).var("SITE", format!("http://{listen}"));
    let config = loader.var("WEBHOOK_SECRET", "only-telegram-knows").var("LETTERS", "off").load(config)?;

    let pizzeria = Pizzeria::default();
    let server = Server::open(config, pizzeria.clone(), &listen).await?;
    let (bots, (stop, stopped)) = (server.handles(), oneshot::channel::<()>());
    let mut evening = Evening::new(&network, Visitor::new(server.address()?))?;
    let played = async {
        for bot in &*bots {
            if bot.started().await.is_over() {
                // Why, whoever runs the application is told.
                return Ok(());
            }
        }
        evening.play().await?;
        evening.orders("a calzone");
        pizzeria.has_taken(2).await;
        println!("  … it is in the oven, and the process is told to stop.");
        drop(stop);
        Ok(())
    };
    let (ran, played) = tokio::join!(server.run(|bots| bots.run(async { drop(stopped.await) })), played);
    ran.and(played)?;
    evening.ends().await
}

/// An evening at the pizzeria.
struct Evening {
    customers: Bot,
    kitchen: Bot,
    anna: User,
    cook: User,
    sent: SentStream,
    visitor: Visitor,
}

impl Evening {
    fn new(network: &Network, visitor: Visitor) -> Result<Self> {
        let bot = |token| network.bot(token).ok_or_else(|| Error::msg("this is no token"));
        let (customers, kitchen, anna, cook) =
            (bot(CUSTOMERS)?, bot(KITCHEN)?, network.user("Anna"), network.user("Carlo"));
        anna.chat().add(&customers);
        cook.chat().add(&kitchen);
        Ok(Self { customers, kitchen, anna, cook, sent: network.sent(), visitor })
    }

    async fn play(&mut self) -> Result<()> {
        println!("There is no CUSTOMERS_TOKEN in the environment, so Telegram is simulated on this machine.");
        println!("The application is at {}", self.visitor.url("/orders"));
        self.orders("a margherita");
        self.reads("Anna", "Order 1 is ready.").await?;
        println!("\nCarlo asks the bot of the kitchen: /orders");
        self.cook.says(&self.cook.chat(), "/orders");
        self.reads("Carlo", "1. a margherita, for Anna").await?;
        println!("\nOthers come to the same port.");
        self.visitor.asks("GET", "/orders", 200, "1. a margherita, for Anna").await?;
        self.visitor.asks("GET", "/healthz", 200, "kitchen: Running, Ready").await?;
        self.visitor.asks("POST", "/bots/customers", 401, "").await?;
        self.visitor.asks("POST", "/bots/nobody", 404, "").await
    }

    fn orders(&self, what: &str) {
        println!("\nAnna orders: {what}");
        self.anna.says(&self.anna.chat(), what);
    }

    /// What a bot has said.
    async fn reads(&mut self, who: &str, expected: &str) -> Result<()> {
        let said = timeout(PATIENCE, self.sent.next()).await.ok().flatten().and_then(|sent| sent.text);
        println!("  {who} reads: {}", said.as_deref().unwrap_or("nothing"));
        if said.as_deref() == Some(expected) { Ok(()) } else { Err(Error::msg(format!("not {expected:?}"))) }
    }

    /// The application has ended; nothing was lost by that.
    async fn ends(&mut self) -> Result<()> {
        self.reads("Anna", "Order 2 is ready.").await?;
        let confirmed = async { tokio::join!(self.customers.drained(), self.kitchen.drained()) };
        timeout(PATIENCE, confirmed).await.map_err(|_| Error::msg("something was never confirmed"))?;
        let (customers, kitchen) = (self.customers.counters().pushes_ok, self.kitchen.counters().pushes_ok);
        println!(
            "\nThe application has ended, and everything is confirmed: {customers} updates at /bots/customers, {kitchen} at"
        );
        println!("/bots/kitchen.");
        Ok(())
    }
}

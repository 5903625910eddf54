//! Telegram, Facebook and the till as they would be, for those who have no tokens: two people order, both pay, and both are
//! told.
//!
//! What is printed is what the platforms saw; a rehearsal in which anything else happens than should fails.

#![allow(clippy::print_stdout, reason = "a transcript is printed")]

use std::net::TcpListener;
use std::time::Duration;

use pollhook::config::Loader;
use pollhook::prelude::*;
use pollhook_simulator::facebook::{self, Page};
use pollhook_simulator::{Bot, Network, Options, Sent, SentStream};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::app;
use crate::orders::Orders;
use crate::till::{HEADER, Till};

const TELEGRAM: &str = "1:simulated";
const APP_SECRET: &str = "what Facebook signs with";
const PAGE_TOKEN: &str = "what the page speaks with";
const VERIFY_TOKEN: &str = "what the developer enters";
const TILL_SECRET: &str = "what the till knows";

/// A shop that is alive does sooner what is expected of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the bots of this config on simulated platforms.
pub(crate) async fn run(config: &str) -> Result<()> {
    let network = Network::start(Options::default()).await?;
    let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let loader = Loader::new().platform(Till).var("SITE", format!("http://{listen}")).var("LISTEN", &listen);
    let loader = loader.var("TELEGRAM_TOKEN", TELEGRAM).var("TELEGRAM_SECRET", "only-telegram-knows");
    let loader = loader.var("MESSENGER_TOKEN", PAGE_TOKEN).var("APP_SECRET", APP_SECRET);
    let loader = loader.var("VERIFY_TOKEN", VERIFY_TOKEN).var("TILL_SECRET", TILL_SECRET).var("LETTERS", "off");
    let loader = loader.var("TELEGRAM_API", network.api_url()).var("GRAPH_API", network.api_url());
    let bots = loader.load(config)?.build(app::app(Orders::default())).await?;

    println!("There is no TELEGRAM_TOKEN in the environment, so Telegram, Facebook and the till are simulated here.");
    let mut street = Street::new(&network, listen)?;
    let (handles, (stop, stopped)) = (bots.handles(), oneshot::channel::<()>());
    let played = async {
        for bot in &*handles {
            if bot.started().await.is_over() {
                // Why, whoever runs the bots is told.
                return Ok(());
            }
        }
        let played = street.play().await;
        drop(stop);
        played
    };
    let (ran, played) = tokio::join!(bots.run(async { drop(stopped.await) }), played);
    ran.and(played)
}

/// Everybody outside of the shop.
struct Street<'n> {
    network: &'n Network,
    site: String,
    bot: Bot,
    told: SentStream,
    facebook: facebook::App,
    page: Page,
    written: SentStream<facebook::Sent>,
}

impl<'n> Street<'n> {
    fn new(network: &'n Network, site: String) -> Result<Self> {
        let bot = network.bot(TELEGRAM).ok_or_else(|| Error::msg("this is no token"))?;
        let facebook = network.app(APP_SECRET);
        let (told, written) = (network.sent(), network.sent_by_pages());
        Ok(Self { network, site, bot, told, page: facebook.page(PAGE_TOKEN), facebook, written })
    }

    async fn play(&mut self) -> Result<()> {
        let hook = format!("http://{}/messenger", self.site);
        self.facebook.subscribe(&hook, VERIFY_TOKEN).await.map_err(Error::msg)?;
        self.anna_orders().await?;
        self.ben_orders().await?;
        println!("\nThe till tells that both have paid, and tells the first twice.");
        for (id, order) in [("pay_1", 1), ("pay_2", 2), ("pay_1", 1)] {
            self.pays(id, order).await?;
        }
        self.anna_reads("Order 1 is paid").await?;
        self.ben_reads("Order 2 is paid").await?;
        if self.told.try_next().is_some() {
            return Err(Error::msg("Anna was told once more"));
        }
        Ok(())
    }

    async fn anna_orders(&mut self) -> Result<()> {
        println!("\nAnna, on Telegram: /start");
        let anna = self.network.user("Anna");
        let chat = anna.chat();
        chat.add(&self.bot);
        anna.says(&chat, "/start");
        self.anna_reads("What would you like?").await?;
        println!("Anna presses [Pizza]");
        anna.presses(&chat, "Pizza").ok_or_else(|| Error::msg("there is no such button"))?;
        self.anna_reads("a good choice").await?;
        self.anna_reads("Where shall we bring it?").await?;
        println!("Anna, on Telegram: Main Street 5");
        anna.says(&chat, "Main Street 5");
        self.anna_reads("to Main Street 5. Right?").await?;
        println!("Anna presses [Order it]");
        anna.presses(&chat, "Order it").ok_or_else(|| Error::msg("there is no such button"))?;
        self.anna_reads("Order 1").await
    }

    async fn ben_orders(&mut self) -> Result<()> {
        println!("\nBen, on Messenger: hello");
        let ben = self.network.person("Ben");
        ben.says(&self.page, "hello");
        self.ben_reads("What would you like?").await?;
        println!("Ben presses [Soup]");
        ben.presses(&self.page, "Soup").ok_or_else(|| Error::msg("there is no such button"))?;
        self.ben_reads("a good choice").await?;
        self.ben_reads("Where shall we bring it?").await?;
        println!("Ben, on Messenger: Side Street 1");
        ben.says(&self.page, "Side Street 1");
        self.ben_reads("to Side Street 1. Right?").await?;
        println!("Ben presses [Order it]");
        ben.presses(&self.page, "Order it").ok_or_else(|| Error::msg("there is no such button"))?;
        self.ben_reads("Order 2").await
    }

    /// The next words that Telegram shows to Anna are these. An answer without any just ends the waiting of a press.
    async fn anna_reads(&mut self, expected: &str) -> Result<()> {
        loop {
            let sent = next(&mut self.told).await?;
            let Some(said) = telegram_words(&sent) else { continue };
            return reads("Anna", &said, expected);
        }
    }

    /// The next words that Messenger shows to Ben are these. A picture comes before its own.
    async fn ben_reads(&mut self, expected: &str) -> Result<()> {
        loop {
            let sent = next(&mut self.written).await?;
            let template = sent.request.pointer("/message/attachment/payload/text").and_then(Value::as_str);
            let Some(said) = sent.text.as_deref().or(template) else { continue };
            return reads("Ben", said, expected);
        }
    }

    async fn pays(&self, id: &str, order: u32) -> Result<()> {
        let body = json!({ "id": id, "type": "paid", "order": order }).to_string();
        let head =
            format!("POST /till HTTP/1.1\r\nhost: {}\r\n{HEADER}: {TILL_SECRET}\r\nconnection: close\r\n", self.site);
        let (mut stream, mut answer) = (TcpStream::connect(&self.site).await?, String::new());
        stream.write_all(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes()).await?;
        stream.read_to_string(&mut answer).await?;
        let status = answer.split(' ').nth(1).unwrap_or("no answer");
        println!("  the till   POST /till {body}   {status}");
        if status == "200" { Ok(()) } else { Err(Error::msg("that should have been 200")) }
    }
}

/// The words of a message, a caption, or the answer to a press.
fn telegram_words(sent: &Sent) -> Option<String> {
    sent.text.clone().or_else(|| Some(sent.params["caption"].as_str()?.to_owned()))
}

async fn next<T: Clone>(sent: &mut SentStream<T>) -> Result<T> {
    let next = timeout(PATIENCE, sent.next()).await.ok().flatten();
    next.ok_or_else(|| Error::msg("the shop has not said what it should"))
}

fn reads(who: &str, said: &str, expected: &str) -> Result<()> {
    println!("  {who} reads: {said}");
    if said.contains(expected) { Ok(()) } else { Err(Error::msg(format!("without {expected:?}"))) }
}

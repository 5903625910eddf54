//! Facebook as it would be, for those who have no account yet: it subscribes, tells, is answered, and so is a forger.
//!
//! What is printed is what Facebook saw; a rehearsal in which anything else happens than should fails.

#![allow(clippy::print_stdout, reason = "a transcript is printed")]

use std::io::{IsTerminal, stdout};
use std::net::SocketAddr;
use std::time::Duration;

use pollhook::config::Loader;
use pollhook::prelude::*;
use pollhook_simulator::facebook::{App, Page, Sent};
use pollhook_simulator::{Exchange, Forgery, Network, Options, SentStream, What};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::signal::ctrl_c;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::site::Site;

const APP_SECRET: &str = "what Facebook signs with";
const PAGE_TOKEN: &str = "what the bot speaks with";
const VERIFY_TOKEN: &str = "what the developer enters";

const LETTERS: [(&str, &str); 3] = [
    ("Anna", "What a lovely site!"),
    ("Ben", "<b>Bold</b> of you to show what people write <script>alert('gotcha')</script>"),
    ("Anna", "Still lovely, by the way."),
];

/// A site that is alive does sooner what is expected of it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the site of this config against a simulated Facebook.
pub(crate) async fn run(config: &str) -> Result<()> {
    let network = Network::start(Options::default()).await?;
    let loader = Loader::new().var("MESSENGER_TOKEN", PAGE_TOKEN).var("VERIFY_TOKEN", VERIFY_TOKEN);
    let loader = loader.var("APP_SECRET", APP_SECRET).var("GRAPH_API", network.api_url()).var("LETTERS", "off");
    let site = Site::open(loader.load(config)?, "127.0.0.1:0").await?;
    let mut facebook = Facebook::new(&network, site.address()?);

    let (handle, (stop, stopped)) = (site.handle(), oneshot::channel::<()>());
    let running = site.run(|bot| bot.run(async { drop(stopped.await) }));
    let played = async {
        let played = if handle.started().await.is_over() { Ok(()) } else { facebook.play().await };
        drop(stop);
        played
    };
    let (ran, played) = tokio::join!(running, played);
    ran.and(played)
}

/// Facebook, with one app that is installed on one page, and the site that is to hear of it.
struct Facebook<'n> {
    network: &'n Network,
    app: App,
    page: Page,
    sent: SentStream<Sent>,
    site: SocketAddr,
}

impl<'n> Facebook<'n> {
    fn new(network: &'n Network, site: SocketAddr) -> Self {
        let app = network.app(APP_SECRET);
        Self { network, page: app.page(PAGE_TOKEN), app, sent: network.sent_by_pages(), site }
    }

    async fn play(&mut self) -> Result<()> {
        println!("There is no MESSENGER_TOKEN in the environment, so Facebook is simulated on this machine.");
        println!("The site is at http://{}/", self.site);
        self.is_subscribed("a word of somebody else's", "a wrong verify token", 403).await?;
        self.is_subscribed(VERIFY_TOKEN, "the verify token of the site's config", 200).await?;
        for (who, text) in LETTERS {
            self.hears(who, text).await?;
        }
        self.is_deceived("I give this page all my money").await?;
        self.tells_the_rest().await?;
        self.is_looked_at().await?;
        if stdout().is_terminal() {
            println!("\nThe site stays at http://{}/ until Ctrl-C.", self.site);
            ctrl_c().await?;
        }
        Ok(())
    }

    /// A developer enters the webhook in the app's dashboard, which asks there before it believes.
    async fn is_subscribed(&self, verify_token: &str, with: &str, expected: u16) -> Result<()> {
        println!("\nA developer enters the webhook in the app's dashboard, with {with}.");
        let subscribed = self.app.subscribe(&format!("http://{}/messenger", self.site), verify_token).await;
        let log = self.app.tap().log();
        let asked = log.last().ok_or_else(|| Error::msg("Facebook has asked nothing"))?;
        let why = subscribed.err().map_or("the challenge came back".to_owned(), |why| format!("refused: {why}"));
        line("Facebook", "GET /messenger?hub.mode=subscribe&…", asked.what.status(), &why);
        expect(asked.what.status(), expected)
    }

    /// Somebody writes to the page. Facebook tells the site, and has its answer when the reply is out.
    async fn hears(&mut self, who: &str, text: &str) -> Result<()> {
        println!("\n{who} writes: {text}");
        let person = self.network.person(who);
        let mid = person.says(&self.page, text).mid;
        let told = self.told(&mid).await?;
        let reply = self.sent.try_next().filter(|reply| reply.recipient == person.id_on(&self.page));
        let reply = reply.ok_or_else(|| Error::msg("Facebook was answered before its user was"))?;
        line("the bot", "POST /me/messages", Some(200), &format!("{who} reads: {}", reply.text.unwrap_or_default()));
        let took = (told.ended - told.started).as_secs_f64() * 1e3;
        line("Facebook", "POST /messenger, signed", told.what.status(), &format!("after {took:.1} ms"));
        expect(told.what.status(), 200)
    }

    /// The request by which the site was told of a message, once it is answered.
    async fn told(&self, mid: &str) -> Result<Exchange> {
        let holds = |what: &What| matches!(what, What::Deliver { items, .. } if items.iter().any(|item| item == mid));
        let find = || self.app.tap().log().into_iter().find(|exchange| holds(&exchange.what));
        // If it was not told in time, nothing is found.
        let _ = timeout(PATIENCE, self.app.tap().until(|_| find().is_some())).await;
        find().ok_or_else(|| Error::msg("the site was not told, or did not answer"))
    }

    /// Somebody who knows the webhook, but not the secret, tells it of a message.
    async fn is_deceived(&self, text: &str) -> Result<()> {
        println!("\nMallory, who does not know the app's secret, claims that somebody has written: {text}");
        let status = self.app.forge(&self.page, text, Forgery::WrongSecret).await;
        line("Mallory", "POST /messenger, signed wrongly", status, "nothing more is said to strangers");
        expect(status, 401)
    }

    /// Facebook also tells of what the bot itself has said, and that it arrived.
    async fn tells_the_rest(&self) -> Result<()> {
        timeout(PATIENCE, self.app.drained()).await.map_err(|_| Error::msg("something was never confirmed"))?;
        let count = |kind| self.app.ledger().iter().filter(|note| note.kind == kind).count();
        let (echoes, receipts) = (count("message_echoes"), count("message_deliveries"));
        println!(
            "\nOf the bot's own words Facebook tells, too: {echoes} echoes and {receipts} receipts, all answered 200."
        );
        println!("No handler hears of them: an echo is the bot's own, and for receipts it has no route.");
        Ok(())
    }

    /// A visitor opens the page.
    async fn is_looked_at(&self) -> Result<()> {
        println!("\nA visitor opens the site.");
        let page = get(self.site).await?;
        let status = page.split(' ').nth(1).and_then(|status| status.parse().ok());
        line("a browser", "GET /", status, "this is what it shows:");
        let entries: Vec<_> = page.lines().filter(|line| line.starts_with("<li")).collect();
        for entry in &entries {
            println!("    {entry}");
        }
        if entries.len() != LETTERS.len() || page.contains("<script") || page.contains("money") {
            return Err(Error::msg("the page shows something else than what came in"));
        }
        expect(status, 200)
    }
}

fn line(who: &str, asks: &str, status: Option<u16>, more: &str) {
    let status = status.map_or("no answer".to_owned(), |status| status.to_string());
    println!("  {who:<10} {asks:<36} {status}   {more}");
}

fn expect(status: Option<u16>, expected: u16) -> Result<()> {
    if status == Some(expected) { Ok(()) } else { Err(Error::msg(format!("that should have been {expected}"))) }
}

/// What a browser does, without the browser.
async fn get(site: SocketAddr) -> Result<String> {
    let (mut stream, mut answer) = (TcpStream::connect(site).await?, String::new());
    stream.write_all(format!("GET / HTTP/1.1\r\nhost: {site}\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

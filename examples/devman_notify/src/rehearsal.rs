//! Devman and Telegram as they would be, for those who have no tokens: a mentor reviews, and the student reads it, even
//! if the bots are stopped while Telegram is down.
//!
//! What is printed is what both platforms saw; a rehearsal in which anything else happens than should fails.

#![allow(clippy::print_stdout, reason = "a transcript is printed")]

use std::time::Duration;

use pollhook::config::Loader;
use pollhook::prelude::*;
use pollhook_simulator::devman::{Student, Verdict};
use pollhook_simulator::{Bot, Door, Exchange, Fault, Network, Options, SentStream, User, What};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::notify;

const DEVMAN: &str = "of a student";
const TELEGRAM: &str = "1:simulated";

/// Bots that are alive do sooner what is expected of them.
const PATIENCE: Duration = Duration::from_secs(15);

/// Runs the bots of this config on simulated platforms.
pub(crate) async fn run(config: &str) -> Result<()> {
    let (network, folder) = (Network::start(Options::default()).await?, tempfile::tempdir()?);
    let cursors = folder.path().join("cursors.json").display().to_string();
    let loader = Loader::new().var("DEVMAN_TOKEN", DEVMAN).var("TELEGRAM_TOKEN", TELEGRAM).var("CURSORS", cursors);
    let loader = loader.var("DEVMAN_API", network.api_url()).var("TELEGRAM_API", network.api_url());
    let config = loader.var("LETTERS", "off").load(config)?;

    println!("There is no DEVMAN_TOKEN in the environment, so Devman and Telegram are simulated on this machine.");
    let mut scene = Scene::new(&network)?;
    live(&config, scene.anna.id(), scene.before_the_stop()).await?;
    scene.print();
    println!("\nThe bots are stopped, Telegram recovers, the bots are started again.");
    scene.bot.recover(Door::Send);
    live(&config, scene.anna.id(), scene.after_it()).await?;
    println!("\nWhat was heard and not told was not confirmed: it came again.");
    Ok(())
}

/// Runs the bots for as long as something is played, and lets them come to an end.
async fn live(config: &Config, chat: i64, play: impl Future<Output = Result<()>>) -> Result<()> {
    let bots = config.clone().build(notify::app(address(chat))).await?;
    let (stop, stopped) = oneshot::channel::<()>();
    let played = async {
        let played = play.await;
        drop(stop);
        played
    };
    let (ran, played) = tokio::join!(bots.run(async { drop(stopped.await) }), played);
    ran.and(played)
}

/// Of a chat with the bot that speaks.
fn address(chat: i64) -> Address {
    Address::new("telegram", "telegram", Place::chat(chat.to_string()))
}

/// A student who has an account on both.
struct Scene {
    student: Student,
    anna: User,
    bot: Bot,
    sent: SentStream,
    /// How many messages Anna has read.
    read: usize,
    /// How much of either log is printed.
    printed: (usize, usize),
}

impl Scene {
    fn new(network: &Network) -> Result<Self> {
        let bot = network.bot(TELEGRAM).ok_or_else(|| Error::msg("this is no token"))?;
        let (student, anna) = (network.student(DEVMAN), network.user("Anna"));
        anna.chat().add(&bot);
        Ok(Self { student, anna, bot, sent: network.sent(), read: 0, printed: (0, 0) })
    }

    async fn before_the_stop(&mut self) -> Result<()> {
        println!("\nAnna writes to the bot: /start");
        self.anna.says(&self.anna.chat(), "/start");
        self.reads(&format!("STUDENT={}", address(self.anna.id()))).await?;
        // The first question decides where the stream of reviews begins.
        within(self.student.asked()).await?;
        println!("\nA mentor finds something to improve in Anna's work.");
        self.student.review("Hello, world", Verdict::Improve);
        self.reads("something to improve").await?;
        println!("\nTelegram breaks down. A mentor is content with Anna's work.");
        self.bot.fail_always(Door::Send, Fault::Status(503));
        self.student.review("Hello, world", Verdict::Accepted);
        within(self.bot.until(|_| self.messages(503) > 0)).await?;
        Ok(())
    }

    async fn after_it(&mut self) -> Result<()> {
        self.reads("it is done").await
    }

    async fn reads(&mut self, expected: &str) -> Result<()> {
        let sent = within(self.sent.next()).await?.ok_or_else(|| Error::msg("the network has ended"))?;
        let text = sent.text.unwrap_or_default();
        self.read += 1;
        within(self.bot.until(|_| self.messages(200) == self.read)).await?;
        self.print();
        println!("  Anna reads: {}", text.replace('\n', "  "));
        if text.contains(expected) { Ok(()) } else { Err(Error::msg(format!("without {expected:?}"))) }
    }

    /// How many messages Telegram has answered so.
    fn messages(&self, status: u16) -> usize {
        let is_one = |what: &What| matches!(what, What::Call { method, .. } if method == "sendmessage");
        let log = self.bot.log();
        log.iter().filter(|exchange| is_one(&exchange.what) && exchange.what.status() == Some(status)).count()
    }

    /// Prints what has passed since the last time.
    fn print(&mut self) {
        let (devman, telegram) = (self.student.tap().log(), self.bot.log());
        let mut new: Vec<_> = devman.iter().skip(self.printed.0).chain(telegram.iter().skip(self.printed.1)).collect();
        new.sort_by_key(|exchange| begun(exchange));
        for (what, status) in new.into_iter().filter_map(line) {
            println!("  {what:<62} {status}");
        }
        self.printed = (devman.len(), telegram.len());
    }
}

/// When it began to matter: a question that is held does when there is an answer.
fn begun(exchange: &Exchange) -> Duration {
    match exchange.what {
        What::Fetch { held, .. } | What::Poll { held, .. } => exchange.started + held,
        _ => exchange.started,
    }
}

/// What was asked, and the status that was answered. Questions that brought nothing are not told.
fn line(exchange: &Exchange) -> Option<(String, u16)> {
    let what = match &exchange.what {
        What::Fetch { items, held, .. } if !items.is_empty() => {
            format!("Devman    GET /api/long_polling/  a review, after {:.0} ms", held.as_secs_f64() * 1e3)
        }
        What::Poll { updates, .. } if !updates.is_empty() => "Telegram  POST /getUpdates        a message".to_owned(),
        What::Call { method, .. } if method == "sendmessage" => "Telegram  POST /sendMessage".to_owned(),
        _ => return None,
    };
    Some((what, exchange.what.status().unwrap_or_default()))
}

async fn within<T>(expected: impl Future<Output = T>) -> Result<T> {
    timeout(PATIENCE, expected).await.map_err(|_| Error::msg("the bots have not done what they should"))
}

//! GitHub as it would be, for those who have no token: pull requests are reviewed, one of them after an interruption.
//!
//! What is printed is what GitHub saw; a rehearsal in which anything else happens than should fails.

#![allow(clippy::print_stdout, reason = "a transcript is printed")]

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::Duration;

use pollhook::Mode;
use pollhook::config::Loader;
use pollhook::dispatcher::letters;
use pollhook::prelude::*;
use pollhook_simulator::github::{Account, Developer, Repo, Sent, Settings, Shown};
use pollhook_simulator::{Network, Options, SentStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::review;
use crate::reviewer::Reviewer;

const TOKEN: &str = "simulated";
const PULL_REQUESTS: [&str; 4] = ["Faster loops", "Fewer bugs", "Better words", "A new parser"];

/// In life ten minutes.
const SHORT: Reviewer = Reviewer::Pretended(Duration::from_secs(1));
/// Longer than anybody waits for it here.
const LONG: Reviewer = Reviewer::Pretended(Duration::from_secs(60 * 60));

/// A bot that is alive does sooner what is expected of it.
const PATIENCE: Duration = Duration::from_secs(15);

/// Runs the bot of this config on a simulated GitHub, three times: it is stopped, and started again.
pub(crate) async fn run(config: &'static str) -> Result<()> {
    // In life GitHub wants to be asked once a minute, not once a second.
    let settings = Settings { poll_interval: 1, ..Settings::default() };
    let network = Network::start(Options { github: settings, ..Options::default() }).await?;
    let folder = tempfile::tempdir()?;
    let house = House {
        config,
        api: network.api_url(),
        listen: TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string(),
        cursors: folder.path().join("cursors.json"),
        letters: folder.path().join("dead-letters.jsonl"),
    };
    println!("There is no REVIEWER_TOKEN in the environment, so GitHub is simulated on this machine.");
    let (mode, mut hub) = (house.mode()?, Hub::new(&network));
    println!("The bot hears of {} by {}.", hub.repo.name(), mode.name());

    house.bot(SHORT, hub.reviews_are_short(mode)).await?;
    house.bot(LONG, hub.a_review_begins()).await?;
    println!("\nThe bot was stopped in the middle of it.");
    let left = house.letters()?;
    if mode == Mode::Polling {
        if !left.is_empty() {
            return Err(Error::msg("what GitHub tells again is no letter"));
        }
        println!("It is started again, and asks GitHub what it has not done:");
        return house.bot(SHORT, hub.is_reviewed(4)).await;
    }
    match &*left {
        [reason] => println!("GitHub does not tell it again, so a letter is left: {reason}"),
        _ => return Err(Error::msg("there should be one letter")),
    }
    Ok(())
}

/// Where the bot runs.
struct House {
    config: &'static str,
    api: String,
    listen: String,
    cursors: PathBuf,
    letters: PathBuf,
}

impl House {
    fn loader(&self) -> Loader {
        let loader = Loader::new().var("REVIEWER_TOKEN", TOKEN).var("WATCH", "octocat/hello-world");
        let loader = loader.var("GITHUB_API", &self.api).var("LISTEN", &self.listen).var("DRAIN", "3s");
        let loader = loader.var("WEBHOOK_URL", format!("http://{}/github", self.listen)).var("WEBHOOK_SECRET", "hush");
        let loader = loader.var("CURSORS", self.cursors.display().to_string());
        loader.var("LETTERS", self.letters.display().to_string())
    }

    fn mode(&self) -> Result<Mode> {
        Ok(self.loader().load(self.config)?.bots()[0].mode())
    }

    /// A process of the bot: from its start to the end of a scene.
    async fn bot(&self, reviewer: Reviewer, scene: impl Future<Output = Result<()>>) -> Result<()> {
        let bot = self.loader().load(self.config)?.build(review::app(reviewer)).await?;
        let (handle, (stop, stopped)) = (bot.handle(), oneshot::channel::<()>());
        let played = async {
            // If it is over, whoever runs it is told why.
            let played = if handle.started().await.is_over() { Ok(()) } else { scene.await };
            drop(stop);
            played
        };
        let (ran, played) = tokio::join!(bot.run(async { drop(stopped.await) }), played);
        ran.and(played)
    }

    /// Why letters are left.
    fn letters(&self) -> Result<Vec<String>> {
        if !self.letters.exists() {
            return Ok(Vec::new());
        }
        letters::read(&self.letters)?.map(|letter| Ok(letter?.reason().to_string())).collect()
    }
}

/// GitHub: a repository with pull requests, and somebody who wants them reviewed.
struct Hub {
    repo: Repo,
    account: Account,
    bob: Developer,
    sent: SentStream<Sent>,
}

impl Hub {
    fn new(network: &Network) -> Self {
        let (repo, bob) = (network.repo("octocat", "hello-world"), network.developer("bob"));
        for title in PULL_REQUESTS {
            bob.opens_pull_request(&repo, title);
        }
        Self { repo, account: network.account(TOKEN, "reviewer"), bob, sent: network.sent_on_github() }
    }

    /// Three reviews at once, of which two run, and a ping that waits for none of them.
    async fn reviews_are_short(&mut self, mode: Mode) -> Result<()> {
        within(async {
            match mode {
                // The first question says where the bot begins.
                Mode::Polling => drop(self.account.tap().until(|counters| counters.polls > 0).await),
                // GitHub greets a new webhook by a ping.
                _ => drop(self.repo.tap().until(|counters| counters.pushes > 0).await),
            }
        })
        .await?;
        for number in 1..=3 {
            self.bob_says(number, "/review")?;
        }
        self.bob_says(4, "/ping")?;
        let mut verdicts = Vec::new();
        while verdicts.len() < 4 {
            if let (number, Shown::Comment(..)) = self.next().await? {
                verdicts.push(number);
            }
        }
        if verdicts[0] != 4 {
            return Err(Error::msg("the ping should have been answered first"));
        }
        Ok(())
    }

    async fn a_review_begins(&mut self) -> Result<()> {
        self.bob_says(4, "/review")?;
        match self.next().await? {
            (4, Shown::Reaction(..)) => Ok(()),
            _ => Err(Error::msg("the review should begin with a look")),
        }
    }

    async fn is_reviewed(&mut self, number: u64) -> Result<()> {
        loop {
            match self.next().await? {
                (at, Shown::Comment(..)) if at == number => return Ok(()),
                (_, Shown::Reaction(..)) => {}
                _ => return Err(Error::msg("this should not have been said")),
            }
        }
    }

    fn bob_says(&self, number: u64, text: &str) -> Result<()> {
        println!("\n@bob, on #{number}: {text}");
        let said = self.bob.comments(&self.repo, number, text);
        said.map(drop).ok_or_else(|| Error::msg("there is no such pull request"))
    }

    /// The next thing that the bot does, and where.
    async fn next(&mut self) -> Result<(u64, Shown)> {
        let sent = within(self.sent.next()).await?.ok_or_else(|| Error::msg("GitHub is gone"))?;
        match &sent.what {
            Shown::Comment(_, body) => println!("  the bot, on #{}: {body}", sent.number),
            Shown::Reaction(_, reaction) => println!("  the bot, on #{}: ({reaction})", sent.number),
            other => println!("  the bot, on #{}: {other:?}", sent.number),
        }
        Ok((sent.number, sent.what))
    }
}

async fn within<T>(expected: impl Future<Output = T>) -> Result<T> {
    timeout(PATIENCE, expected).await.map_err(|_| Error::msg("the bot has not done what it should"))
}

//! GitHub as it would be, for those who have no token: people open issues, and the bot does what it does.
//!
//! What is printed is what GitHub saw; a rehearsal in which anything else happens than should fails.

#![allow(clippy::print_stdout, reason = "a transcript is printed")]

mod wire;

use std::net::TcpListener;
use std::time::Duration;

use pollhook::config::Loader;
use pollhook::prelude::*;
use pollhook::{Handle, Mode};
use pollhook_simulator::github::{Repo, Settings};
use pollhook_simulator::{Network, Options};
use tokio::sync::oneshot;
use tokio::time::timeout;

use self::wire::Wire;
use crate::greet;

const TOKEN: &str = "simulated";
/// Whose token it is.
const LOGIN: &str = "greeter";

/// Who opens an issue, what it is called, and how many calls the bot makes because of it: whose first issue it is it asks
/// about everybody but itself, and a greeting takes another look and the comment.
const ISSUES: [(&str, &str, u64); 5] = [
    ("carol", "It does not build on Tuesdays", 3),
    ("dave", "A typo in the manual", 3),
    ("carol", "Nor on Wednesdays", 1),
    (LOGIN, "Too many issues", 0),
    ("erin", "Too few issues", 3),
];

/// A bot that is alive does sooner what is expected of it.
const PATIENCE: Duration = Duration::from_secs(15);

/// Runs the bot of this config on a simulated GitHub.
pub(crate) async fn run(config: &str) -> Result<()> {
    // In life GitHub wants to be asked once a minute, not once a second.
    let settings = Settings { poll_interval: 1, ..Settings::default() };
    let network = Network::start(Options { github: settings, ..Options::default() }).await?;
    let folder = tempfile::tempdir()?;
    let (listen, cursors) = (free_address()?, folder.path().join("cursors.json"));
    let loader = Loader::new().var("GREETER_TOKEN", TOKEN).var("WATCH", "octocat/hello-world");
    let loader = loader.var("GITHUB_API", network.api_url()).var("CURSORS", cursors.display().to_string());
    let loader = loader.var("WEBHOOK_URL", format!("http://{listen}/github")).var("WEBHOOK_SECRET", "hush");
    let config = loader.var("LISTEN", listen).var("LETTERS", "off").load(config)?;

    let mut hub = Hub::new(&network, config.bots()[0].mode());
    let bot = config.build(greet::app()).await?;
    let (handle, (stop, stopped)) = (bot.handle(), oneshot::channel::<()>());
    let played = async {
        let played = hub.play(&handle).await;
        drop(stop);
        played
    };
    let (ran, played) = tokio::join!(bot.run(async { drop(stopped.await) }), played);
    ran.and(played)?;
    hub.is_greeted_as_it_should()
}

/// A port that nobody listens on.
fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

/// GitHub, with one repository and the bot's account.
struct Hub<'n> {
    network: &'n Network,
    repo: Repo,
    wire: Wire,
    mode: Mode,
}

impl<'n> Hub<'n> {
    fn new(network: &'n Network, mode: Mode) -> Self {
        let repo = network.repo("octocat", "hello-world");
        let wire = Wire::new(network.account(TOKEN, LOGIN), repo.clone());
        Self { network, repo, wire, mode }
    }

    async fn play(&mut self, bot: &Handle) -> Result<()> {
        println!("There is no GREETER_TOKEN in the environment, so GitHub is simulated on this machine.");
        println!("The bot hears of {} by {}.\n\nIt starts.", self.repo.name(), self.mode.name());
        if bot.started().await.is_over() {
            // Why, whoever ran it is told.
            return Ok(());
        }
        within(self.wire.is_listened_to(self.mode)).await?;
        self.wire.print(0);
        for (who, title, calls) in ISSUES {
            self.is_told(who, title, calls).await?;
        }
        self.wire.print_silence();
        Ok(())
    }

    /// Somebody opens an issue.
    async fn is_told(&mut self, who: &str, title: &str, calls: u64) -> Result<()> {
        let opened = self.network.developer(who).opens_issue(&self.repo, title, "");
        let opened = opened.ok_or_else(|| Error::msg("this is no title"))?;
        println!("\n@{who} opens #{}: {title}", opened.number);
        within(self.wire.is_dealt_with(&opened, calls)).await?;
        self.wire.print(opened.number);
        match self.comments(opened.number).first().and_then(|comment| comment.lines().next()) {
            Some(greeting) => println!("  under it stands: {greeting}"),
            None => println!("  under it stands nothing"),
        }
        Ok(())
    }

    fn comments(&self, issue: u64) -> Vec<String> {
        let comments = self.repo.comments(issue);
        comments.iter().filter_map(|comment| Some(comment["body"].as_str()?.to_owned())).collect()
    }

    /// Now that nothing more will be said: a greeting under each first issue, and no other word.
    fn is_greeted_as_it_should(&self) -> Result<()> {
        let right = (1..).zip(ISSUES).all(|(number, (who, _, calls))| match &*self.comments(number) {
            [] => calls < 3,
            [greeting] => calls == 3 && greeting.starts_with(&format!("Welcome, @{who}")),
            _ => false,
        });
        println!("\nEach first issue is greeted, {}.", if right { "and no other" } else { "or so it should be" });
        if right { Ok(()) } else { Err(Error::msg("greetings are not where they belong")) }
    }
}

async fn within<T>(expected: impl Future<Output = T>) -> Result<T> {
    timeout(PATIENCE, expected).await.map_err(|_| Error::msg("the bot has not done what it should"))
}

//! A simulated network, and bots on it.

use std::future::Future;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use pollhook::config::Loader;
use pollhook::core::{Auth, Call, Http};
use pollhook::prelude::*;
use pollhook::{Handle, Phase, Pollhook};
use pollhook_http::{Constant, HttpClient, HttpSettings};
use pollhook_simulator::{Bot, Network, Options};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const TOKEN: &str = "7:secret";
pub(crate) const SECRET: &str = "hook-s3cret";

/// A network on which hooks may be plain HTTP, with one bot; and a folder for what a bot writes.
pub(crate) struct Net {
    pub(crate) network: Network,
    pub(crate) bot: Bot,
    pub(crate) folder: TempDir,
    port: u16,
}

impl Net {
    pub(crate) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let network = Network::start(Options { local: true, ..options }).await.unwrap();
        let bot = network.bot(TOKEN).unwrap();
        bot.allow_short_polls();
        Self { network, bot, folder: tempfile::tempdir().unwrap(), port: free_port() }
    }

    /// Where the bot's webhook is.
    pub(crate) fn hook(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    pub(crate) fn hook_port(&self) -> u16 {
        self.port
    }

    /// Registers a webhook as somebody else would.
    pub(crate) async fn register(&self, url: &str) {
        let call = format!("{}/bot{TOKEN}/setWebhook", self.network.api_url());
        let call = Call::post_json(call, Auth::None, format!("{{\"url\":\"{url}\"}}"));
        let clock = Arc::new(pollhook::clock::TokioClock::start());
        let nobody = Arc::new(Constant::new(TOKEN.into()));
        let http = HttpClient::new(nobody, clock, &HttpSettings::default()).unwrap();
        let mut answer = http.send(call.clone()).await.unwrap();
        // One a second is all that is allowed, and the bot may have registered just now.
        while let Some(pause) = answer.retry_after() {
            tokio::time::sleep(pause).await;
            answer = http.send(call.clone()).await.unwrap();
        }
        assert!(answer.status.is_success());
    }

    /// Posts nothing to an address; the status of the answer.
    pub(crate) async fn post(url: &str) -> u16 {
        let clock = Arc::new(pollhook::clock::TokioClock::start());
        let http = HttpClient::new(Arc::new(Constant::new("".into())), clock, &HttpSettings::default()).unwrap();
        http.send(Call::post_json(url, Auth::None, "{}")).await.unwrap().status.as_u16()
    }

    /// A config whose one difference between the modes is the word, and what is `more`.
    pub(crate) fn config(&self, mode: &str, more: &str) -> String {
        let (api, hook, port) = (self.network.api_url(), self.hook(), self.port);
        format!(
            "drain = \"5s\"\n[bot]\nplatform = \"telegram\"\ntoken = \"{TOKEN}\"\napi = \"{api}\"\n[source]\nmode = \"{mode}\"\n\
             [webhook]\nurl = \"{hook}\"\nsecret = \"{SECRET}\"\n[server]\nlisten = \"127.0.0.1:{port}\"\n{more}"
        )
    }

    /// Runs a bot; its files stand in the folder.
    pub(crate) async fn run<S: Send + Sync + 'static>(&self, text: &str, app: App<S>) -> Running {
        Running::begin(self.load(Loader::new(), text), app).await
    }

    pub(crate) fn load(&self, loader: Loader, text: &str) -> Config {
        let path = self.folder.path().join("bot.toml");
        std::fs::write(&path, text).unwrap();
        loader.load(path).unwrap()
    }

    pub(crate) fn file(&self, name: &str) -> String {
        std::fs::read_to_string(Path::new(self.folder.path()).join(name)).unwrap_or_default()
    }
}

/// A bot that runs.
pub(crate) struct Running {
    pub(crate) handle: Handle,
    stop: oneshot::Sender<()>,
    end: JoinHandle<pollhook::Result<()>>,
}

impl Running {
    pub(crate) async fn begin<S: Send + Sync + 'static>(config: Config, app: App<S>) -> Self {
        Self::of(config.build(app).await.unwrap())
    }

    pub(crate) fn of(bot: Pollhook) -> Self {
        let (stop, stopped) = oneshot::channel();
        let handle = bot.handle();
        let end = tokio::spawn(bot.run(async {
            let _ = stopped.await;
        }));
        Self { handle, stop, end }
    }

    /// Waits until it runs.
    pub(crate) async fn up(self) -> Self {
        assert_eq!(self.handle.started().await, Phase::Running);
        self
    }

    /// Tells it to stop, and waits for its end.
    pub(crate) async fn stop(self) -> pollhook::Result<()> {
        let _ = self.stop.send(());
        self.end.await.unwrap()
    }

    /// Waits for its end, and for why it failed.
    pub(crate) async fn failure(self) -> String {
        self.end.await.unwrap().unwrap_err().to_string()
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Says back whatever it hears.
pub(crate) fn echo() -> App {
    async fn echo(Text(text): Text, reply: Reply) -> pollhook::Result<()> {
        reply.text(text).await?;
        Ok(())
    }
    App::new().on(message().with_text(), echo)
}

/// Within a time that no healthy machine needs.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(std::time::Duration::from_secs(30), what).await.expect("within half a minute")
}

//! A bot that keeps what its handler gets: a whole one, by a config, so that a judge sees what an author sees.

use std::net::SocketAddr;
use std::time::Duration;

use pollhook::config::Loader;
use pollhook::prelude::*;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;

/// More than anything that happens in a test.
const ROOM: usize = 1024;
/// Generous: waiting costs nothing when all is well.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a handler leaves what it got.
pub type Tell = mpsc::Sender<Event>;

/// A bot that runs.
pub struct Keeper {
    heard: mpsc::Receiver<Event>,
    stop: oneshot::Sender<()>,
    end: JoinHandle<pollhook::Result<()>>,
    /// Where its webhook is called.
    server: JoinSet<()>,
    /// Where its files stand while it runs.
    _folder: TempDir,
}

impl Keeper {
    /// Runs the bot of a config, with these routes. What they leave is kept, so it asks its platform for every kind.
    ///
    /// The config is told where its webhook will be, and mounts it there (`listen = "off"`): so the port is taken before it
    /// is named.
    pub async fn run(config: impl FnOnce(SocketAddr) -> String, routes: impl FnOnce(App<Tell>) -> App<Tell>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there are free ports");
        let config = config(listener.local_addr().expect("it is bound"));
        let folder = tempfile::tempdir().expect("there is room for files");
        let path = folder.path().join("bot.toml");
        std::fs::write(&path, config).expect("there is room for a config");
        let config = Loader::new().load(path).expect("the config is right");
        let (tell, heard) = mpsc::channel(ROOM);
        let bot =
            config.build(routes(App::with_state(tell)).fallback(keep)).await.expect("there is nothing to object to");
        let (router, handle) = (bot.router(), bot.handle());
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.expect("it listens") });
        let (stop, stopped) = oneshot::channel();
        let end = tokio::spawn(bot.run(async {
            let _ = stopped.await;
        }));
        handle.started().await;
        Self { heard, stop, end, server, _folder: folder }
    }

    /// The next events that its handler gets.
    pub async fn hears(&mut self, count: usize) -> Vec<Event> {
        let mut events = Vec::new();
        while events.len() < count {
            match timeout(PATIENCE, self.heard.recv()).await {
                Ok(Some(event)) => events.push(event),
                Ok(None) => panic!("the bot is over: {:?}", (&mut self.end).await),
                Err(_) => panic!("{} of {count} events came: {events:?}", events.len()),
            }
        }
        events
    }

    /// Stops the bot; what it has heard beyond what was asked for.
    pub async fn stop(mut self) -> Vec<Event> {
        self.stop.send(()).expect("it runs");
        timeout(PATIENCE, self.end).await.expect("it stops").expect("it does not panic").expect("it ends well");
        self.server.shutdown().await;
        std::iter::from_fn(|| self.heard.try_recv().ok()).collect()
    }
}

async fn keep(State(tell): State<Tell>, event: Event) -> pollhook::Result<()> {
    tell.send(event).await.expect("somebody listens");
    Ok(())
}

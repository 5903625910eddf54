//! The application at its port, for as long as its bots run.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use pollhook::{Config, Handle, Pollhook, Result};
use tokio::net::TcpListener;

use crate::pizzeria::Pizzeria;
use crate::{bots, web};

pub(crate) struct Server {
    listener: TcpListener,
    bots: Pollhook,
    router: Router,
}

impl Server {
    pub(crate) async fn open(config: Config, pizzeria: Pizzeria, listen: &str) -> Result<Self> {
        let listener = TcpListener::bind(listen).await?;
        let bots = config.build(bots::apps(pizzeria.clone())).await?;
        let router = web::router(pizzeria, &bots);
        Ok(Self { listener, bots, router })
    }

    pub(crate) fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    pub(crate) fn handles(&self) -> Arc<[Handle]> {
        self.bots.handles()
    }

    /// Serves until the bots are done, and not only until they are told to stop: what they are still handling is answered
    /// through this listener.
    pub(crate) async fn run<F>(self, bots: impl FnOnce(Pollhook) -> F) -> Result<()>
    where
        F: Future<Output = Result<()>>,
    {
        let serve = |done| axum::serve(self.listener, self.router).with_graceful_shutdown(done).into_future();
        pollhook::run_mounted(bots(self.bots), serve).await
    }
}

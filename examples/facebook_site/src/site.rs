//! The bot and the page behind one port.

use std::net::SocketAddr;

use axum::Router;
use pollhook::{Config, Handle, Pollhook, Result};
use tokio::net::TcpListener;

use crate::guest_book::GuestBook;
use crate::{bot, page};

pub(crate) struct Site {
    listener: TcpListener,
    bot: Pollhook,
    router: Router,
}

impl Site {
    pub(crate) async fn open(config: Config, listen: &str) -> Result<Self> {
        let (book, listener) = (GuestBook::default(), TcpListener::bind(listen).await?);
        let bot = config.build(bot::app(book.clone())).await?;
        // What is no page of ours is asked of the bot, which knows its webhook and answers 404 to the rest.
        let router = page::router(book).merge(bot.router());
        Ok(Self { listener, bot, router })
    }

    pub(crate) fn address(&self) -> Result<SocketAddr> {
        Ok(self.listener.local_addr()?)
    }

    pub(crate) fn handle(&self) -> Handle {
        self.bot.handle()
    }

    /// Serves for as long as the bot runs: it still has to answer Facebook while its last handlers end.
    pub(crate) async fn run<F>(self, bot: impl FnOnce(Pollhook) -> F) -> Result<()>
    where
        F: Future<Output = Result<()>>,
    {
        let serve = |done| axum::serve(self.listener, self.router).with_graceful_shutdown(done).into_future();
        pollhook::run_mounted(bot(self.bot), serve).await
    }
}

//! The process's own listener: one for all bots that are called.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Instant;

use pollhook_core::{Shutdown, ShutdownOrder, ShutdownReason, Stopper};
use tokio_util::task::AbortOnDropHandle;

use crate::{Config, Result};

/// What is bound for the life of the process. Routes come and go behind it.
#[derive(Default)]
pub(crate) struct Listener {
    serve: Option<Serve>,
    /// Where it listens; `None` when nobody is called, or when the author mounts the router.
    pub(crate) address: Option<SocketAddr>,
    #[cfg(feature = "webhook")]
    pub(crate) routes: pollhook_webhook::Routes,
    /// Every route of the config: that of a bot which failed asks to come again, as long as the process lives.
    #[cfg(feature = "webhook")]
    claimed: Vec<pollhook_webhook::Route>,
}

type Serve = Box<dyn FnOnce(Shutdown) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send>;

impl Listener {
    /// Binds the config's address, if a bot is called: a port that is taken is found now.
    #[cfg(feature = "webhook")]
    pub(crate) async fn open(config: &Config) -> Result<Self> {
        use pollhook_webhook::{Server, ServerSettings};

        let server = &config.process.server;
        let called = config.bots().iter().any(|bot| bot.mode() == crate::Mode::Webhook);
        let Some(listen) = server.listen.filter(|_| called) else { return Ok(Self::default()) };
        let mut settings = ServerSettings::default();
        settings.connections = server.max_connections;
        // They were read before, when the config was checked.
        settings.trusted_proxies = server.trusted_proxies.iter().filter_map(|network| network.parse().ok()).collect();
        let bound = Server::bind(listen, settings).await;
        let server = bound.map_err(|error| config.error(server.listen_line, format!("server.listen: {error}")))?;
        Ok(Self {
            address: Some(server.local_addr()),
            routes: server.routes(),
            serve: Some(Box::new(move |shutdown| Box::pin(server.run(shutdown)))),
            claimed: Vec::new(),
        })
    }

    /// Claims a path for the life of the process.
    #[cfg(feature = "webhook")]
    pub(crate) fn claim(&mut self, path: &str) -> Result<pollhook_webhook::Route, pollhook_webhook::ClaimError> {
        let route = self.routes.claim(path)?;
        self.claimed.push(route.clone());
        Ok(route)
    }

    /// Nobody is called in such a program.
    #[cfg(not(feature = "webhook"))]
    #[allow(clippy::unused_async, reason = "with the feature it binds")]
    pub(crate) async fn open(_config: &Config) -> Result<Self> {
        Ok(Self::default())
    }

    /// Serves from now on, so that a platform that calls too early is told to come again.
    pub(crate) fn serve(self) -> Serving {
        let work = self.serve.map(|serve| {
            let (stopper, shutdown) = Shutdown::pair();
            (stopper, AbortOnDropHandle::new(tokio::spawn(serve(shutdown))))
        });
        Serving {
            work,
            #[cfg(feature = "webhook")]
            _claimed: self.claimed,
        }
    }
}

/// A listener at work, or none. Dropping it cuts off every connection.
pub(crate) struct Serving {
    work: Option<(Stopper, AbortOnDropHandle<()>)>,
    #[cfg(feature = "webhook")]
    _claimed: Vec<pollhook_webhook::Route>,
}

impl Serving {
    /// Waits until it ends by itself, which no listener should; for ever where there is none.
    ///
    /// *Cancel safety*: safe.
    pub(crate) async fn gone(&mut self) {
        let Some((_, served)) = &mut self.work else { return std::future::pending().await };
        let _ = served.await;
        self.work = None;
    }

    /// Stops accepting, lets answers go out, and cuts off what is left at the deadline.
    pub(crate) async fn close(self, deadline: Instant) {
        let Some((stopper, served)) = self.work else { return };
        stopper.stop(ShutdownOrder { reason: ShutdownReason::Stop, deadline });
        let _ = served.await;
    }
}

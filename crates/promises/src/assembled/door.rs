//! The door of a bot that is put together by hand: it asks, or it is called.

use std::sync::Arc;

use pollhook_core::{BoxError, CursorKey, EventSource, Shutdown, SourceContext, SourceError, Wanted, async_trait};
use pollhook_http::ask;
use pollhook_polling::Polling;
use pollhook_webhook::{Server, ServerSettings, Webhook, WebhookSettings};

use super::{Assembled, NAME};
use crate::config::PATH;

impl Assembled {
    pub(super) async fn open(&self) -> Result<Box<dyn EventSource>, BoxError> {
        match self.file.webhook() {
            Some(hook) => Ok(Box::new(self.called(hook.listen).await?)),
            None => Ok(Box::new(self.asking()?)),
        }
    }

    fn asking(&self) -> Result<Polling, BoxError> {
        let protocol = self.platform.poll(&self.setup).ok_or("it cannot be polled")??;
        let (platform, api) = (self.platform.name(), self.setup.api.as_str());
        let key = CursorKey { bot: NAME.into(), platform: platform.into(), api: api.into(), kind: "".into() };
        let builder = Polling::builder(platform, protocol, Arc::clone(&self.http)).rules(self.platform.rules());
        Ok(builder.store(Arc::clone(&self.store), key).build()?)
    }

    async fn called(&self, listen: std::net::SocketAddr) -> Result<Called, BoxError> {
        let server = Server::bind(listen, ServerSettings::default()).await?;
        let route = server.routes().claim(PATH)?;
        let protocol = self.platform.webhook(&self.setup).ok_or("it does not call")??;
        let settings = WebhookSettings::default();
        let webhook = Webhook::new(route, protocol, self.platform.rules(), settings, self.platform.name());
        Ok(Called { webhook, server: Some(server) })
    }

    /// Tells the platform where to call, where it can be told.
    pub(super) async fn register(&self) -> Result<(), BoxError> {
        let (Some(hook), Some(registration)) = (self.file.webhook(), self.platform.registration(&self.setup)) else {
            return Ok(());
        };
        let wanted = Wanted {
            url: hook.url,
            secret: self.setup.secrets.first().cloned(),
            kinds: self.setup.kinds.clone(),
            max_connections: self.platform.rules().max_connections,
        };
        let seen = ask(&*self.http, registration.view(), |answer| registration.read_view(answer)).await?;
        Ok(ask(&*self.http, registration.set(&wanted, &seen), |answer| registration.read_done(answer)).await?)
    }
}

/// A webhook and the listener that it is behind.
struct Called {
    webhook: Webhook,
    server: Option<Server>,
}

#[async_trait]
impl EventSource for Called {
    async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError> {
        let (closer, closed) = Shutdown::pair();
        let order = cx.shutdown.clone();
        let serve = async {
            if let Some(server) = self.server.take() {
                server.run(closed).await;
            }
        };
        let webhook = async {
            let ended = self.webhook.run(cx).await;
            // After its answers, or they would be cut off.
            closer.stop(order.requested().await);
            ended
        };
        tokio::join!(webhook, serve).0
    }
}

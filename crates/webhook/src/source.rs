//! A webhook as an event source: it serves its route while it runs.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use pollhook_core::{
    EventSource, Health, Origin, Rules, SourceContext, SourceError, Via, WebhookProtocol, async_trait,
};

use crate::hook::Hook;
use crate::{Route, WebhookSettings};

/// Serves one route by one platform's protocol.
///
/// It is ready as soon as its route is in place. Told to stop, it takes the route out (503 again), waits until every
/// request is answered or the deadline has come, and returns; handlers run on. It registers nothing with the platform.
pub struct Webhook {
    route: Route,
    protocol: Arc<dyn WebhookProtocol>,
    rules: Rules,
    settings: WebhookSettings,
    platform: String,
    epoch: Arc<AtomicU32>,
}

impl Webhook {
    /// A source for the events of `platform`, which calls at `route`.
    #[must_use]
    pub fn new(
        route: Route,
        protocol: Arc<dyn WebhookProtocol>,
        rules: &Rules,
        settings: WebhookSettings,
        platform: impl Into<String>,
    ) -> Self {
        // It begins anywhere, so that it does not repeat the epochs of another source of the same bot.
        let anywhere = RandomState::new().hash_one(route.path()) as u32;
        let epoch = Arc::new(AtomicU32::new(anywhere));
        Self { route, protocol, rules: rules.clone(), settings, platform: platform.into(), epoch }
    }
}

#[async_trait]
impl EventSource for Webhook {
    /// *Cancel safety*: dropping the future takes the route out, too. Requests that wait are still answered.
    async fn run(&mut self, cx: SourceContext) -> Result<(), SourceError> {
        let origin = Origin::new(cx.bot.clone(), self.platform.as_str(), Via::Webhook);
        let (protocol, epoch) = (Arc::clone(&self.protocol), Arc::clone(&self.epoch));
        let hook = Arc::new(Hook::new(protocol, self.rules.clone(), self.settings.clone(), origin, epoch, &cx));
        let serving = self.route.serve(&hook);
        cx.health.set(Health::Ready);
        // Without the path: many have a secret in it.
        tracing::debug!(bot = %cx.bot, "the webhook's route is in place");
        let order = tokio::select! {
            order = cx.shutdown.requested() => order,
            () = hook.sink_closed() => return Err(SourceError::Closed),
            closed = hook.tell_of_crowds() => return Err(closed.into()),
        };
        drop(serving);
        hook.drain(order).await;
        Ok(())
    }
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook")
            .field("platform", &self.platform)
            .field("rules", &self.rules)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

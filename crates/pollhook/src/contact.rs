//! How a bot reaches its platform's API: one client, one credential, and what the platform knows to ask.

use std::sync::Arc;

use pollhook_core::{Clock, Http, Identify, Kind, Registration, Setup, Wanted};
use pollhook_dispatcher::App;
use pollhook_http::{Constant, HttpClient, HttpSettings};

use crate::{Config, Error, Result};

/// A bot's way to its platform.
#[derive(Clone)]
pub(crate) struct Contact {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) setup: Setup,
    pub(crate) identify: Option<Arc<dyn Identify>>,
    pub(crate) registration: Option<Arc<dyn Registration>>,
}

impl Contact {
    /// Of the bot in this config, for what this app wants to hear.
    ///
    /// # Errors
    /// When a route asks for what the platform does not have.
    pub(crate) fn new<S>(config: &Config, app: &App<S>, clock: Arc<dyn Clock>) -> Result<Self> {
        let settings = &config.settings;
        let platform = &settings.bot.platform;
        let mut setup = settings.setup();
        setup.kinds = interests(app, config, &setup)?;
        let credential = Arc::new(Constant::new(settings.bot.token.clone()));
        let http = HttpClient::new(credential, clock, &HttpSettings::default()).map_err(Error::permanent)?;
        Ok(Self {
            http: Arc::new(http),
            identify: platform.identify(&setup),
            registration: platform.registration(&setup),
            setup,
        })
    }

    /// What is to be registered; `None` when the config has no webhook.
    pub(crate) fn wanted(&self, config: &Config) -> Option<Wanted> {
        let webhook = config.settings.webhook.as_ref()?;
        let in_flight = u32::try_from(config.settings.dispatch.in_flight).unwrap_or(u32::MAX);
        let most = config.settings.bot.platform.rules().max_connections;
        Some(Wanted {
            url: webhook.url.clone(),
            secret: webhook.secrets.first().cloned(),
            kinds: self.setup.kinds.clone(),
            // As each request waits for its handler, this is all the concurrency there is.
            max_connections: most.map(|most| most.min(in_flight).min(CONNECTIONS)),
        })
    }
}

/// What the routes need: what is asked of the platform.
fn interests<S>(app: &App<S>, config: &Config, setup: &Setup) -> Result<Vec<Kind>> {
    let platform = &config.settings.bot.platform;
    let kinds = app.interests(&*platform.view(setup), platform.kinds());
    kinds.map_err(Error::permanent)
}

/// More at a time than this gains nothing: a bot is one process.
const CONNECTIONS: u32 = 100;

//! How a bot reaches its platform's API: one client, one credential, and what the platform knows to ask.

use std::sync::Arc;

use pollhook_core::{Clock, Http, Identify, Kind, Registration, Setup, Wanted};
use pollhook_http::{Constant, HttpClient, HttpSettings};

use crate::config::BotConfig;
use crate::{Apps, Config, Error, Result};

/// A bot's way to its platform.
#[derive(Clone)]
pub(crate) struct Contact {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) setup: Setup,
    pub(crate) identify: Option<Arc<dyn Identify>>,
    pub(crate) registration: Option<Arc<dyn Registration>>,
}

impl Contact {
    /// Of this bot of a config, for what its app wants to hear.
    ///
    /// # Errors
    /// When a route asks for what the platform does not have.
    pub(crate) fn new(config: &Config, bot: &BotConfig, apps: &impl Apps, clock: Arc<dyn Clock>) -> Result<Self> {
        let settings = &bot.settings;
        let platform = &settings.bot.platform;
        let mut setup = settings.setup();
        setup.kinds = interests(config, bot, apps, &setup)?;
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
    pub(crate) fn wanted(&self, bot: &BotConfig) -> Option<Wanted> {
        let webhook = bot.settings.webhook.as_ref()?;
        let in_flight = u32::try_from(bot.settings.dispatch.in_flight).unwrap_or(u32::MAX);
        let most = bot.settings.bot.platform.rules().max_connections;
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
fn interests<A: Apps>(config: &Config, bot: &BotConfig, apps: &A, setup: &Setup) -> Result<Vec<Kind>> {
    let platform = &bot.settings.bot.platform;
    let fellows = config.bots().iter().filter(|_| A::ONE_FOR_ALL);
    let elsewhere: Vec<_> = fellows.flat_map(|bot| bot.settings.bot.platform.kinds()).copied().collect();
    let kinds = apps.app(bot).interests(&*platform.view(setup), platform.kinds(), &elsewhere);
    kinds.map_err(|error| Error::permanent(format!("the bot {}: {error}", bot.name())))
}

/// More at a time than this gains nothing: a bot is one process.
const CONNECTIONS: u32 = 100;

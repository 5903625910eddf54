//! How a bot reaches its platform's API: one client, one credential, and what the platform knows to ask.

use std::sync::Arc;

use pollhook_core::{Clock, Http, Identify, Kind, MenuEntry, Registration, Setup, Wanted};
use pollhook_dispatcher::{App, NamedCommand};
use pollhook_http::{Constant, HttpClient, HttpSettings};

use crate::config::{BotConfig, Mode};
use crate::supervisor::Telling;
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
    /// When a route is written wrongly, or asks for what the platform does not have.
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

    /// What the platform's menu is to show; `None` where there is no menu, or nothing to show in it.
    pub(crate) fn menu<S>(&self, bot: &BotConfig, app: &App<S>) -> Option<Telling> {
        let menu = bot.settings.bot.platform.menu(&self.setup)?;
        let entry = |command: NamedCommand| Some(MenuEntry { command: command.name, about: command.about? });
        let entries: Vec<_> = app.commands().into_iter().filter_map(entry).collect();
        let call = menu.set(&entries)?;
        Some(Telling { bot: bot.name().to_owned(), http: Arc::clone(&self.http), menu, call, secrets: bot.secrets() })
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
    let (platform, app) = (&bot.settings.bot.platform, apps.app(bot));
    app.check().map_err(|error| Error::permanent(format!("the bot {}: {error}", bot.name())))?;
    // With one app for all, a route may be for another bot.
    let fellows = || config.bots().iter().filter(|fellow| A::ONE_FOR_ALL || fellow.name() == bot.name());
    let of = |fellow: &BotConfig| fellow.settings.bot.platform.kinds();
    let elsewhere: Vec<_> = fellows().flat_map(of).copied().collect();
    let told: Vec<_> = fellows().flat_map(told).copied().collect();
    let view = platform.view(setup);
    let kinds = app.interests(&*view, platform.kinds(), &elsewhere);
    let mut kinds = kinds.map_err(|error| Error::permanent(format!("the bot {}: {error}", bot.name())))?;
    if let Some((route, kind)) = app.unheard(&*view, &told) {
        return Err(Error::permanent(unheard(bot, &route, &kind)));
    }
    kinds.retain(|kind| self::told(bot).contains(&kind.as_str()));
    Ok(kinds)
}

/// What comes to a bot by the way that its config chose.
pub(crate) fn told(bot: &BotConfig) -> &'static [&'static str] {
    bot.settings.bot.platform.told_by(bot.mode().door())
}

fn unheard(bot: &BotConfig, route: &str, kind: &Kind) -> String {
    let other = match bot.mode() {
        Mode::Polling => Mode::Webhook,
        Mode::Webhook => Mode::Polling,
    };
    let (name, platform, mode, other) = (bot.name(), bot.platform(), bot.mode().name(), other.name());
    format!(
        "the bot {name}: the route {route} asks for events of the kind \"{kind}\", of which {platform} does not tell by \
         {mode}: write mode = \"{other}\" in [source]"
    )
}

/// More at a time than this gains nothing: a bot is one process.
const CONNECTIONS: u32 = 100;

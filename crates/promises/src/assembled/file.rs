//! As much of a config as a bot needs that is put together by hand.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use pollhook_core::{BoxError, Platform, SecretString};
use pollhook_dispatcher::DispatchSettings;

use crate::recast::{Recast, platforms};

#[derive(serde::Deserialize)]
pub(super) struct File {
    bot: Bot,
    webhook: Option<Address>,
    server: Option<Listener>,
    #[serde(default)]
    dispatch: Dispatch,
}

#[derive(serde::Deserialize)]
struct Bot {
    platform: String,
    token: String,
    api: Option<String>,
    #[serde(flatten)]
    others: BTreeMap<String, String>,
}

#[derive(serde::Deserialize)]
struct Address {
    url: String,
    secret: String,
}

#[derive(serde::Deserialize)]
struct Listener {
    listen: SocketAddr,
}

#[derive(Default, serde::Deserialize)]
struct Dispatch {
    in_flight: Option<usize>,
    attempts: Option<u32>,
}

/// Where a webhook is.
pub(super) struct Hook {
    pub(super) url: String,
    pub(super) listen: SocketAddr,
}

impl File {
    pub(super) fn read(path: &Path) -> Result<Self, BoxError> {
        Ok(toml::from_str(&std::fs::read_to_string(path)?)?)
    }

    pub(super) fn platform(&self) -> Result<Arc<dyn Platform>, BoxError> {
        let named = |platform: &Recast| platform.name() == self.bot.platform;
        let scripted = platforms().into_iter().find(named).map(|platform| Arc::new(platform) as Arc<dyn Platform>);
        scripted.or_else(|| pollhook_platforms::find(&self.bot.platform)).ok_or_else(|| "no such platform".into())
    }

    pub(super) fn api(&self, platform: &dyn Platform) -> String {
        self.bot.api.clone().unwrap_or_else(|| platform.default_api().to_owned())
    }

    pub(super) fn token(&self) -> String {
        self.bot.token.clone()
    }

    pub(super) fn secrets(&self) -> Vec<SecretString> {
        self.webhook.iter().map(|hook| SecretString::from(hook.secret.clone())).collect()
    }

    /// What the platform asks for beyond a token.
    pub(super) fn extras(&self, platform: &dyn Platform) -> BTreeMap<&'static str, SecretString> {
        let read = |name: &'static str| Some((name, self.bot.others.get(name)?.clone().into()));
        platform.extras().iter().filter_map(|extra| read(extra.name)).collect()
    }

    pub(super) fn webhook(&self) -> Option<Hook> {
        let (hook, server) = (self.webhook.as_ref()?, self.server.as_ref()?);
        Some(Hook { url: hook.url.clone(), listen: server.listen })
    }

    pub(super) fn dispatch(&self, settings: &mut DispatchSettings) {
        settings.in_flight = self.dispatch.in_flight.unwrap_or(settings.in_flight);
        settings.attempts = self.dispatch.attempts.unwrap_or(settings.attempts);
    }
}

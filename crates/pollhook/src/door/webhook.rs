//! The platform calls.

use std::sync::Arc;

use pollhook_webhook::{Webhook, WebhookSettings};

use super::Door;
use crate::config::BotConfig;
use crate::listener::Listener;
use crate::{Error, Result};

pub(super) fn open(config: &BotConfig, listener: &mut Listener) -> Result<Door> {
    let Some(settings) = &config.settings.webhook else {
        return Err(Error::permanent("the config has no [webhook]"));
    };
    let secrets = config.secrets();
    let route = listener.claim(&settings.path).map_err(|error| {
        let why = secrets.mask(&error.to_string());
        config.error(settings.path_line, format!("webhook.path: {why}"))
    })?;
    let platform = Arc::clone(&config.settings.bot.platform);
    let place = match listener.address {
        Some(address) => format!("listening on {address}"),
        None => "in a server of yours".to_owned(),
    };
    Ok(Door {
        // Many have the token in it.
        transport: format!("webhook at {}, {place}", secrets.mask(&settings.path)),
        source: Box::new(move |setup| {
            let protocol = platform.webhook(setup).ok_or_else(|| format!("{} has no webhook", platform.name()))?;
            let protocol = protocol.map_err(|error| error.to_string())?;
            let settings = WebhookSettings::default();
            Ok(Box::new(Webhook::new(route, protocol, platform.rules(), settings, platform.name())))
        }),
        cursor: "none: it is called".to_owned(),
    })
}

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
    let claimed = listener.claim(&settings.path);
    let route = claimed.map_err(|error| config.error(settings.path_line, format!("webhook.path: {error}")))?;
    let platform = Arc::clone(&config.settings.bot.platform);
    let place = match listener.address {
        Some(address) => format!("listening on {address}"),
        None => "in a server of yours".to_owned(),
    };
    Ok(Door {
        transport: format!("webhook at {}, {place}", settings.path),
        source: Box::new(move |setup| {
            let protocol = platform.webhook(setup).ok_or_else(|| format!("{} has no webhook", platform.name()))?;
            let protocol = protocol.map_err(|error| error.to_string())?;
            let settings = WebhookSettings::default();
            Ok(Box::new(Webhook::new(route, protocol, platform.rules(), settings, platform.name())))
        }),
        cursor: "held by the platform".to_owned(),
    })
}

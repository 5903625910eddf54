//! The platform calls.

use std::sync::Arc;

use pollhook_webhook::{Routes, Server, ServerSettings, Webhook, WebhookSettings};

use super::Door;
use crate::supervisor::Serve;
use crate::{Config, Error, Result};

pub(super) async fn open(config: &Config) -> Result<Door> {
    let Some(settings) = &config.settings.webhook else {
        return Err(Error::permanent("the config has no [webhook]"));
    };
    let (routes, server) = match listener(config).await? {
        Some(server) => (server.routes(), Some(server)),
        None => (Routes::default(), None),
    };
    let claimed = routes.claim(&settings.path);
    let route = claimed.map_err(|error| config.error(settings.path_line, format!("webhook.path: {error}")))?;
    let platform = Arc::clone(&config.settings.bot.platform);
    let address = server.as_ref().map(Server::local_addr);
    let place = address.map_or_else(|| "in a server of yours".to_owned(), |address| format!("listening on {address}"));
    let serve = |server: Server| -> Serve { Box::new(move |shutdown| Box::pin(server.run(shutdown))) };
    Ok(Door {
        transport: format!("webhook at {}, {place}", settings.path),
        source: Box::new(move |setup| {
            let protocol = platform.webhook(setup).ok_or_else(|| format!("{} has no webhook", platform.name()))?;
            let protocol = protocol.map_err(|error| error.to_string())?;
            let settings = WebhookSettings::default();
            Ok(Box::new(Webhook::new(route, protocol, platform.rules(), settings, platform.name())))
        }),
        serve: server.map(serve),
        address,
        routes,
        cursor: "held by the platform".to_owned(),
    })
}

/// The process's own listener; `None` when the author mounts the router.
async fn listener(config: &Config) -> Result<Option<Server>> {
    let server = &config.settings.server;
    let Some(listen) = server.listen else { return Ok(None) };
    let mut settings = ServerSettings::default();
    settings.connections = server.max_connections;
    // They were read before, when the config was checked.
    settings.trusted_proxies = server.trusted_proxies.iter().filter_map(|network| network.parse().ok()).collect();
    let bound = Server::bind(listen, settings).await;
    Ok(Some(bound.map_err(|error| config.error(server.listen_line, format!("server.listen: {error}")))?))
}

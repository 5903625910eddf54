//! The bot asks.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Consumes, CursorKey, CursorStore, Http};
use pollhook_polling::{FileCursors, Polling, PollingSettings};

use super::Door;
use crate::config::{BotConfig, show_duration};

pub(super) async fn open(config: &BotConfig, http: Arc<dyn Http>, store: FileCursors) -> Door {
    let settings = config.settings.polling.clone();
    let platform = Arc::clone(&config.settings.bot.platform);
    let store = Arc::new(store);
    let key = key(config);
    let cursor = match platform.rules().consumes {
        Consumes::ByClient => stands(&*store, &key).await,
        _ => "held by the platform".to_owned(),
    };
    let (style, transport) = match settings.hold {
        Some(Duration::ZERO) => (PollingSettings::long(), "polling, at the platform's own pace".to_owned()),
        Some(hold) => (PollingSettings::long_for(hold), format!("long polling, held up to {}", show_duration(hold))),
        None => {
            let interval = settings.interval;
            (PollingSettings::short(interval), format!("short polling, each {}", show_duration(interval)))
        }
    };
    Door {
        source: Box::new(move |setup| {
            let protocol = platform.poll(setup).ok_or_else(|| format!("{} cannot be polled", platform.name()))?;
            let protocol = protocol.map_err(|error| error.to_string())?;
            let builder = Polling::builder(platform.name(), protocol, http).rules(platform.rules());
            let settings = style.give_up_taken_after(NO_TUG_OF_WAR);
            let polling = builder.settings(settings).store(store, key).build();
            Ok(Box::new(polling.map_err(|error| error.to_string())?))
        }),
        transport,
        cursor,
    }
}

/// Two that poll for so long are not a deployment that overlaps: one of them stands down.
const NO_TUG_OF_WAR: Duration = Duration::from_secs(300);

/// Another server, or another bot, is another history.
fn key(config: &BotConfig) -> CursorKey {
    let bot = &config.settings.bot;
    CursorKey {
        bot: config.name().into(),
        platform: bot.platform.name().into(),
        api: bot.api.as_str().into(),
        kind: "".into(),
    }
}

async fn stands(store: &dyn CursorStore, key: &CursorKey) -> String {
    match store.age(key).await {
        // To the second: nobody acts on less.
        Some(age) => format!("saved {} ago", show_duration(Duration::from_secs(age.as_secs()))),
        None => "none yet".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::Config;

    #[test]
    fn another_server_and_another_bot_are_other_histories() {
        let key = |name: &str, api: &str| {
            let text = format!("[bot]\nname = \"{name}\"\nplatform = \"devman\"\ntoken = \"t0ken\"\napi = \"{api}\"");
            super::key(&Config::parse(&text).unwrap().bots()[0])
        };
        let (here, there) = ("http://127.0.0.1:1", "http://127.0.0.1:2");
        assert_eq!(key("a", here), key("a", here));
        assert_ne!(key("a", here), key("a", there));
        assert_ne!(key("a", here), key("b", here));
    }
}

//! What a bot says of itself at its start: how it hears, what it promises, and what it does not.

use std::time::Duration;

use pollhook_core::Late;

use crate::config::{BotConfig, Letters, Mode, Promise, show_duration};
use crate::contact::Contact;
use crate::door::Door;
use crate::supervisor::Introduction;

impl BotConfig {
    pub(crate) fn introduction(&self, contact: &Contact, door: &Door) -> Introduction {
        let kinds: Vec<_> = contact.setup.kinds.iter().map(|kind| kind.as_str()).collect();
        Introduction {
            transport: door.transport.clone(),
            ack: self.promise().name(),
            hears: if kinds.is_empty() { "nothing: the app has no routes".to_owned() } else { kinds.join(", ") },
            cursor: door.cursor.clone(),
            caveats: self.caveats(),
        }
    }

    /// Whether what was not confirmed comes again.
    pub(crate) fn comes_again(&self) -> bool {
        self.mode() == Mode::Polling || self.settings.bot.platform.rules().redelivers.is_some()
    }

    /// What this bot does not promise, in words.
    pub(crate) fn caveats(&self) -> Vec<String> {
        let rules = self.settings.bot.platform.rules();
        let early = self.mode() == Mode::Webhook && self.promise() == Promise::Handled && rules.late == Late::Ack;
        let within = rules.ack_within.unwrap_or(Duration::ZERO);
        let early = early.then(|| {
            format!(
                "this platform may not be kept waiting: an event whose handler takes longer than {} is confirmed before it \
                 ends (counted as acked_early), and a kill would lose it. An [inbox], once there is one, ends this",
                show_duration(within)
            )
        });
        let never = (self.promise() == Promise::Handled && !self.comes_again()).then(|| {
            "this platform sends nothing again by itself: what it sends while the bot is down is missed, and what runs when \
             the process is killed is lost"
                .to_owned()
        });
        let received = (self.promise() == Promise::Received)
            .then(|| "ack = \"received\": an event is confirmed before it is handled, and a kill loses it".to_owned());
        let letters = matches!(self.settings.dead_letters, Letters::Off)
            .then(|| "[dead_letters] path = \"off\": events that are given up on are gone".to_owned());
        [early, never, received, letters].into_iter().flatten().collect()
    }
}

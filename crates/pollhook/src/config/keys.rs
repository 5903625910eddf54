//! Every key of the config, as data: what may stand there, what it is when nothing does, and why to change it.
//!
//! Reading, the errors, `check` and the documentation all follow this one table. Each key has a reason for which
//! somebody would change it, and a default that is right for most.

use pollhook_core::{Door, Extra};

use super::settings::Mode;

/// One key of the config.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Key {
    /// Its section; empty for what stands above the first one.
    pub section: &'static str,
    /// Its name within the section.
    pub name: &'static str,
    /// What may stand there.
    pub form: Form,
    /// What it is when nothing stands there.
    pub default: Fallback,
    /// When it matters. A variable that is missing is an error only where it does.
    pub used: Used,
    /// What it is for.
    pub about: &'static str,
}

/// What may stand at a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Form {
    /// Any text.
    Text,
    /// A text that is never shown.
    Secret,
    /// A secret, or a list of them.
    Secrets,
    /// A list of texts.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A whole number in this range.
    Count(u64, u64),
    /// A number and its unit.
    Duration,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// What a key is when the config does not say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Fallback {
    /// This, as it would be written there.
    Is(&'static str),
    /// Something that follows from the rest.
    Follows(&'static str),
    /// It has to be said; what could stand there.
    Required(&'static str),
}

/// When a key matters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Used {
    /// Whatever the mode.
    Always,
    /// With `mode = "polling"`.
    Polling,
    /// With `mode = "webhook"`.
    Webhook,
}

impl Key {
    /// Whether it matters in this mode.
    #[must_use]
    pub fn matters(&self, mode: Mode) -> bool {
        match self.used {
            Used::Always => true,
            Used::Polling => mode == Mode::Polling,
            Used::Webhook => mode == Mode::Webhook,
        }
    }

    /// Whether each bot may say it for itself. What it does not say is what the section at the top says. The other keys
    /// are of the process.
    #[must_use]
    pub fn is_of_a_bot(&self) -> bool {
        !matches!(self.section, "" | "server")
    }
}

impl Key {
    /// A key that a platform adds to a bot's section.
    pub(super) fn of(extra: &Extra) -> Self {
        Self {
            section: "bot",
            name: extra.name,
            form: if extra.secret { Form::Secret } else { Form::Text },
            default: if extra.required { Fallback::Required(extra.example) } else { Fallback::Follows("nothing") },
            used: match extra.door {
                Some(Door::Polling) => Used::Polling,
                Some(Door::Webhook) => Used::Webhook,
                None => Used::Always,
            },
            about: extra.about,
        }
    }

    /// Whether it stands at `section.name`.
    pub(super) fn is_at(&self, path: &str) -> bool {
        path.split_once('.').unwrap_or(("", path)) == (self.section, self.name)
    }
}

/// All keys, section by section, in the order in which `check` prints them. A platform may add some to `[bot]`.
#[must_use]
pub fn keys() -> &'static [Key] {
    KEYS
}

pub(super) fn find(path: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.is_at(path))
}

/// The sections, in order, without the unnamed one.
pub(super) fn sections() -> Vec<&'static str> {
    let mut sections: Vec<_> = KEYS.iter().map(|key| key.section).filter(|section| !section.is_empty()).collect();
    sections.dedup();
    sections
}

/// The sections that each bot may have of its own, as in `[bot.source]`.
pub(super) fn sections_of_a_bot() -> Vec<&'static str> {
    let mut sections: Vec<_> = KEYS.iter().filter(|key| key.is_of_a_bot()).map(|key| key.section).collect();
    sections.dedup();
    sections.retain(|section| *section != "bot");
    sections
}

const fn key(
    section: &'static str,
    name: &'static str,
    form: Form,
    default: Fallback,
    used: Used,
    about: &'static str,
) -> Key {
    Key { section, name, form, default, used, about }
}

use Fallback::{Follows, Is, Required};
use Form::{Choice, Count, Duration, Flag, Secret, Secrets, Text, Texts};
use Used::{Always, Polling, Webhook};

#[rustfmt::skip] // A table is read by its columns.
const KEYS: &[Key] = &[
    key("", "drain", Duration, Is("8s"), Always,
        "the whole time from the signal to the exit; most container runtimes kill after ten seconds"),

    key("bot", "platform", Text, Required(r#""telegram""#), Always,
        "which social network the bot lives on"),
    key("bot", "token", Secret, Required(r#""${BOT_TOKEN}""#), Always,
        "the credential that the platform gave you"),
    key("bot", "api", Text, Follows("the platform's own address"), Always,
        "a self-hosted or a simulated server"),
    key("bot", "name", Text, Follows("the platform's name"), Always,
        "tells this bot from others in logs, letters and cursors"),
    key("bot", "take_over", Flag, Is("false"), Always,
        "polling may remove a webhook that is not the one in this config"),

    key("source", "mode", Choice(&["polling", "webhook"]), Is("polling"), Always,
        "how events arrive"),
    key("source", "ack", Choice(&["received", "handled"]), Is("handled"), Always,
        "what must have happened to an event before the platform may forget it"),

    key("polling", "style", Choice(&["long", "short"]), Is("long"), Polling,
        "let the server hold the question until there is something, or ask again and again"),
    key("polling", "timeout", Duration, Follows("the longest that the platform allows"), Polling,
        "how long the server may hold a question; shorter where a proxy cuts idle connections"),
    key("polling", "interval", Duration, Is("1s"), Polling,
        "the pause between two questions of the short style"),
    key("polling", "cursors", Text, Follows("cursors.json beside the config"), Polling,
        "where the bot keeps how far it has come, on platforms that leave that to it"),

    key("webhook", "url", Text, Required(r#""https://bot.example.org/hook""#), Webhook,
        "what the platform calls"),
    key("webhook", "path", Text, Follows("the path of `url`"), Webhook,
        "what arrives here, where a proxy strips a part of it"),
    key("webhook", "secret", Secrets, Follows("none, which is refused where the platform has one"), Webhook,
        "proves that it is the platform that calls; a list while rotating, the new one first"),
    key("webhook", "on_stop", Choice(&["keep", "remove"]), Is("keep"), Webhook,
        "whether the registration goes when the bot stops"),

    key("server", "listen", Text, Is("127.0.0.1:8080"), Webhook,
        r#"where the process listens; "off" when its router is mounted in a server of yours"#),
    key("server", "trusted_proxies", Texts, Is(""), Webhook,
        "networks whose connections are not counted as those of one peer"),
    key("server", "max_connections", Count(1, 65_536), Is("1024"), Webhook,
        "connections at a time; one peer may have a quarter of them"),

    key("dispatch", "in_flight", Count(1, 1_000_000), Is("1024"), Always,
        "events that are queued, running or waiting for another attempt, all together"),
    key("dispatch", "timeout", Duration, Is("30s"), Always,
        "how long one attempt of a handler may take"),
    key("dispatch", "attempts", Count(1, 1_000), Is("5"), Always,
        "how often an event is tried before it becomes a dead letter"),
    key("dispatch", "retry_for", Duration, Is("60s"), Always,
        "how long an event may be retried in place, its pauses included"),
    key("dispatch", "backoff", Duration, Is("1s"), Always,
        "the pause before the second attempt; each further one is twice as long"),
    key("dispatch", "backoff_most", Duration, Is("30s"), Always,
        "the longest that a pause becomes"),
    key("dispatch", "own_events", Choice(&["skip", "deliver"]), Is("skip"), Always,
        "whether handlers hear of what the bot did itself"),

    key("dead_letters", "path", Text, Follows("dead-letters.jsonl beside the config"), Always,
        r#"where events go that were given up on; "off" drops them"#),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_one_block_and_a_path_stands_once() {
        let mut sections = sections();
        let blocks = sections.len();
        sections.sort_unstable();
        sections.dedup();
        assert_eq!(sections.len(), blocks);
        for key in KEYS {
            let same = |other: &&Key| (other.section, other.name) == (key.section, key.name);
            assert_eq!(KEYS.iter().filter(same).count(), 1, "{key:?}");
        }
    }
}

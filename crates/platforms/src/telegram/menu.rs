//! setMyCommands: what stands behind the menu button, for everybody and in every language.

use pollhook_core::{Answer, Call, Failure, Menu, MenuEntry, Setup};
use serde_json::json;

use super::answer::{self, Refusal};
use super::api::Api;

/// The most lines, and the longest command and text, in characters. Bot API documentation, setMyCommands and BotCommand.
const LINES: usize = 100;
const COMMAND: usize = 32;
const ABOUT: usize = 256;

#[derive(Debug)]
pub(super) struct Commands {
    api: Api,
}

impl Commands {
    pub(super) fn new(setup: &Setup) -> Self {
        Self { api: Api::new(&setup.api) }
    }
}

impl Menu for Commands {
    /// One line that it does not take would have all refused, so what cannot be shown is left out. It is a command all the
    /// same: `/старт` works, and stands in no menu.
    fn set(&self, entries: &[MenuEntry]) -> Option<Call> {
        let fits = |entry: &&MenuEntry| is_shown(&entry.command) && !entry.about.trim().is_empty();
        let line = |entry: &MenuEntry| json!({ "command": entry.command, "description": short(entry.about.trim()) });
        let lines: Vec<_> = entries.iter().filter(fits).take(LINES).map(line).collect();
        (!lines.is_empty()).then(|| self.api.call("setMyCommands", &json!({ "commands": lines })).repeatable())
    }

    fn read(&self, answer: &Answer) -> Result<(), Failure> {
        answer::result::<bool>(answer).map(|_| ()).map_err(Refusal::failure)
    }
}

fn is_shown(command: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=COMMAND).contains(&command.len()) && command.bytes().all(fits)
}

fn short(about: &str) -> String {
    if about.chars().count() <= ABOUT {
        return about.to_owned();
    }
    about.chars().take(ABOUT - 1).chain(['…']).collect()
}

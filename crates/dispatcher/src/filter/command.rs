//! Commands: `/start`, `/menu@this_bot`.

use compact_str::{CompactString, ToCompactString};
use pollhook_core::{Context, View, What};

use super::message::{by_somebody_else, kinds_of};
use super::{Description, Filter, NamedCommand, Scope};

/// A new message by somebody else that begins with this command, in any case, with or without its sign.
///
/// What a command is, the platform says: Telegram marks it, in texts and in captions; elsewhere it is a word behind a
/// `/`. One that names a bot matches only if it names this one. What follows it is what the handler gets by
/// [`Args`](crate::Args): arguments, or what a link into the bot brought (`/start from_the_site`). Where a link brings no
/// message, whoever comes by it is heard by `command("start")` all the same.
pub fn command(name: impl AsRef<str>) -> Commands {
    let name = name.as_ref();
    let name = name.strip_prefix('/').unwrap_or(name).to_lowercase().to_compact_string();
    Commands { name, about: None, with_args: false }
}

/// Messages that begin with one command; made by [`command`].
#[derive(Clone, Debug)]
pub struct Commands {
    name: CompactString,
    about: Option<String>,
    with_args: bool,
}

impl Commands {
    /// Says to users what it is for: it then stands in the platform's menu, and in the answer of
    /// [`App::help`](crate::App::help).
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    /// Only if something follows it: a link into the bot brings that, while whoever types `/start` writes no more.
    pub fn with_args(mut self) -> Self {
        self.with_args = true;
        self
    }
}

impl Filter for Commands {
    fn matches(&self, cx: &Context) -> bool {
        let message = by_somebody_else(cx, What::Message).or_else(|| by_somebody_else(cx, What::Opened));
        let Some(command) = message.and_then(|message| message.command.as_ref()) else { return false };
        command.name == self.name
            && is_for_us(cx, command.to.as_deref())
            && !(self.with_args && command.args.trim().is_empty())
    }

    fn scope(&self, view: &dyn View) -> Scope {
        kinds_of(view, What::Message).or(kinds_of(view, What::Opened)).commands([self.name.clone()])
    }

    fn describe(&self, to: &mut Description) {
        to.command(NamedCommand::new(self.name.clone(), self.about.clone()));
        if self.name.is_empty() || self.name.contains(char::is_whitespace) {
            to.flaw(format!("the command {:?} is not one word", self.name));
        }
    }
}

fn is_for_us(cx: &Context, to: Option<&str>) -> bool {
    let Some(to) = to else { return true };
    cx.bot().identity.as_ref().is_some_and(|us| us.name.eq_ignore_ascii_case(to))
}

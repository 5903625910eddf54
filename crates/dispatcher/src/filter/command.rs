//! Commands: `/start`, `/menu@this_bot`.

use compact_str::{CompactString, ToCompactString};
use pollhook_core::{Context, View};

use super::message::{is_news, news_kinds};
use super::{Filter, Scope};

/// A new message by somebody else that begins with this command, in any case, with or without its sign.
///
/// One that names a bot matches only if it names this one.
pub fn command(name: impl AsRef<str>) -> Commands {
    let name = name.as_ref();
    Commands(name.strip_prefix('/').unwrap_or(name).to_lowercase().to_compact_string())
}

/// Messages that begin with one command; made by [`command`].
#[derive(Clone, Debug)]
pub struct Commands(CompactString);

impl Filter for Commands {
    fn matches(&self, cx: &Context) -> bool {
        let Some(message) = cx.message().filter(|_| is_news(cx)) else { return false };
        message.command.as_ref().is_some_and(|command| command.name == self.0 && is_for_us(cx, command.to.as_deref()))
    }

    fn scope(&self, view: &dyn View) -> Scope {
        news_kinds(view).commands([self.0.clone()])
    }
}

fn is_for_us(cx: &Context, to: Option<&str>) -> bool {
    let Some(to) = to else { return true };
    cx.bot().identity.as_ref().is_some_and(|us| us.name.eq_ignore_ascii_case(to))
}

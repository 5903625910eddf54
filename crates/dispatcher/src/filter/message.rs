//! New messages by somebody else: what most handlers are about.

use pollhook_core::{ChatKind, Context, View, What};

use super::{Filter, Scope};

/// A new message by somebody else, in private or in a group, with a text or without.
///
/// Edits, presses, joins, posts in channels and the bot's own messages are none.
pub fn message() -> Messages {
    Messages
}

/// New messages by somebody else; made by [`message`](message()).
#[derive(Clone, Copy, Debug)]
pub struct Messages;

impl Filter for Messages {
    fn matches(&self, cx: &Context) -> bool {
        is_news(cx)
    }

    fn scope(&self, view: &dyn View) -> Scope {
        news_kinds(view)
    }
}

pub(super) fn is_news(cx: &Context) -> bool {
    let by_somebody_else = |message: &pollhook_core::Message| !message.sender.as_ref().is_some_and(|s| s.is_self);
    !cx.event().is_own() && cx.message().is_some_and(|m| m.what == What::Message && by_somebody_else(m))
}

pub(super) fn news_kinds(view: &dyn View) -> Scope {
    Scope::kinds(view.kinds(What::Message).iter().copied())
}

/// Events with a text or a caption; made by [`Filter::with_text`].
#[derive(Clone, Copy, Debug)]
pub struct WithText;

impl Filter for WithText {
    fn matches(&self, cx: &Context) -> bool {
        cx.message().is_some_and(|message| message.text.is_some())
    }
}

/// Events in a sort of chat; made by [`Filter::private`] and [`Filter::group`].
#[derive(Clone, Copy, Debug)]
pub struct InChat(ChatKind);

impl InChat {
    pub(super) const PRIVATE: Self = Self(ChatKind::Private);
    pub(super) const GROUP: Self = Self(ChatKind::Group);
}

impl Filter for InChat {
    fn matches(&self, cx: &Context) -> bool {
        cx.message().and_then(|message| message.chat.as_ref()).is_some_and(|chat| chat.kind == self.0)
    }
}

//! Messages by somebody else: new ones, which most handlers are about, changed ones, posts, comings and goings.

use pollhook_core::{Context, MediaKind, Message, View, What};

use super::modify::WithMedia;
use super::{And, Filter, Scope};

/// A new message by somebody else, in private or in a group, with a text or without.
///
/// Edits, presses, joins, posts in channels and the bot's own messages are none.
pub fn message() -> Messages {
    Messages(What::Message)
}

/// Somebody else changed a message.
pub fn edited() -> Messages {
    Messages(What::Edited)
}

/// A post in a channel.
pub fn channel_post() -> Messages {
    Messages(What::ChannelPost)
}

/// A new message with a photo, with a caption or without.
pub fn photo() -> And<Messages, WithMedia> {
    message().with_media(MediaKind::Photo)
}

/// A new message with a photo, a film, a sound, a sticker or a file.
pub fn media() -> And<Messages, WithMedia> {
    And(message(), WithMedia::ANY)
}

/// A new message that says just this, in any case; spaces around it do not count.
pub fn text_is(text: impl Into<String>) -> And<Messages, TextIs> {
    And(message(), TextIs(text.into()))
}

/// A new message whose text, or caption, is of a sort that a function knows: a regular expression, a list of words.
///
/// ```
/// # use pollhook_dispatcher::{App, text_where};
/// # async fn answer() {}
/// let app = App::new().on(text_where(|text| text.ends_with('?')), answer);
/// # let _ = app;
/// ```
pub fn text_where<F>(function: F) -> And<Messages, TextWhere<F>>
where
    F: Fn(&str) -> bool + Send + Sync + 'static,
{
    And(message(), TextWhere(function))
}

/// Somebody came into the chat. That the bot itself came is not meant: nobody greets himself.
pub fn joined() -> Members {
    Members(What::Joined)
}

/// Somebody left the chat.
pub fn left() -> Members {
    Members(What::Left)
}

/// Messages of one sort by somebody else; made by [`message`](message()) and its like.
#[derive(Clone, Copy, Debug)]
pub struct Messages(What);

impl Messages {
    /// Only with this sort of media.
    pub fn with_media(self, kind: MediaKind) -> And<Self, WithMedia> {
        And(self, WithMedia::of(kind))
    }
}

impl Filter for Messages {
    fn matches(&self, cx: &Context) -> bool {
        by_somebody_else(cx, self.0).is_some()
    }

    fn scope(&self, view: &dyn View) -> Scope {
        kinds_of(view, self.0)
    }
}

/// Comings or goings; made by [`joined`] and [`left`].
#[derive(Clone, Copy, Debug)]
pub struct Members(What);

impl Filter for Members {
    fn matches(&self, cx: &Context) -> bool {
        let message = cx.message().filter(|message| message.what == self.0);
        message.is_some_and(|message| message.members.iter().any(|member| !member.is_self))
    }

    fn scope(&self, view: &dyn View) -> Scope {
        kinds_of(view, self.0)
    }
}

/// A text and no other; made by [`text_is`].
#[derive(Clone, Debug)]
pub struct TextIs(String);

impl Filter for TextIs {
    fn matches(&self, cx: &Context) -> bool {
        text(cx).is_some_and(|text| is_same(text, &self.0))
    }
}

/// A text that a function knows; made by [`text_where`].
#[derive(Clone, Copy, Debug)]
pub struct TextWhere<F>(F);

impl<F: Fn(&str) -> bool + Send + Sync + 'static> Filter for TextWhere<F> {
    fn matches(&self, cx: &Context) -> bool {
        text(cx).is_some_and(&self.0)
    }
}

/// The message at hand, if it is of this sort and the bot did not say it.
pub(super) fn by_somebody_else(cx: &Context, what: What) -> Option<&Message> {
    let is_ours = |message: &Message| message.sender.as_ref().is_some_and(|sender| sender.is_self);
    let message = cx.message().filter(|_| !cx.event().is_own())?;
    (message.what == what && !is_ours(message)).then_some(message)
}

pub(super) fn kinds_of(view: &dyn View, what: What) -> Scope {
    Scope::kinds(view.kinds(what).iter().copied())
}

fn text(cx: &Context) -> Option<&str> {
    cx.message()?.text.as_deref()
}

/// Phones begin a line with a capital, and whoever types a word may add a space.
fn is_same(said: &str, wanted: &str) -> bool {
    let [said, wanted] = [said, wanted].map(|text| text.trim().chars().flat_map(char::to_lowercase));
    said.eq(wanted)
}

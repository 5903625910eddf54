//! What narrows a filter down: where it was said, by whom, and with what.

use compact_str::CompactString;
use pollhook_core::{ChatKind, Context, MediaKind};

use super::Filter;

/// Events with a text or a caption; made by [`Filter::with_text`].
#[derive(Clone, Copy, Debug)]
pub struct WithText;

impl Filter for WithText {
    fn matches(&self, cx: &Context) -> bool {
        cx.message().is_some_and(|message| message.text.is_some())
    }
}

/// Events with media; made by [`media`](crate::media) and [`Messages::with_media`](crate::Messages::with_media).
#[derive(Clone, Copy, Debug)]
pub struct WithMedia(Option<MediaKind>);

impl WithMedia {
    pub(super) const ANY: Self = Self(None);

    pub(super) fn of(kind: MediaKind) -> Self {
        Self(Some(kind))
    }
}

impl Filter for WithMedia {
    fn matches(&self, cx: &Context) -> bool {
        let media = cx.message().map(|message| &message.media);
        media.is_some_and(|media| media.iter().any(|medium| self.0.is_none_or(|kind| medium.kind == kind)))
    }
}

/// Events in a sort of chat; made by [`Filter::private`] and [`Filter::group`].
#[derive(Clone, Copy, Debug)]
pub struct InSort(ChatKind);

impl InSort {
    pub(super) const PRIVATE: Self = Self(ChatKind::Private);
    pub(super) const GROUP: Self = Self(ChatKind::Group);
}

impl Filter for InSort {
    fn matches(&self, cx: &Context) -> bool {
        cx.message().and_then(|message| message.chat.as_ref()).is_some_and(|chat| chat.kind == self.0)
    }
}

/// Events in one chat; made by [`Filter::chat`].
#[derive(Clone, Debug)]
pub struct InChat(pub(super) CompactString);

impl Filter for InChat {
    fn matches(&self, cx: &Context) -> bool {
        cx.message().and_then(|message| message.chat.as_ref()).is_some_and(|chat| chat.id == self.0)
    }
}

/// Events by one sender; made by [`Filter::from`].
#[derive(Clone, Debug)]
pub struct BySender(pub(super) CompactString);

impl Filter for BySender {
    fn matches(&self, cx: &Context) -> bool {
        cx.message().and_then(|message| message.sender.as_ref()).is_some_and(|sender| sender.id == self.0)
    }
}

/// Messages that name the bot; made by [`Filter::mentioned`].
#[derive(Clone, Copy, Debug)]
pub struct Mentioned;

impl Filter for Mentioned {
    fn matches(&self, cx: &Context) -> bool {
        cx.message().is_some_and(|message| message.mentions_me)
    }
}

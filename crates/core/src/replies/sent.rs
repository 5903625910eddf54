//! A message in the hand of whoever sent it.

use std::fmt;
use std::sync::Arc;

use compact_str::CompactString;

use super::Replies;
use super::act::{Act, Done, Posted};
use super::failure::{ReplyError, Unsupported};
use super::media::Media;
use super::out::Out;
use super::place::Place;

/// A message that is there, to be changed or taken back: what was sent, or what a handler was called for.
///
/// Of a text that was split it is the last message that is changed, for it carries the buttons, and all that are deleted.
#[derive(Clone)]
pub struct Sent {
    replies: Arc<dyn Replies>,
    to: Place,
    posted: Vec<Posted>,
}

impl Sent {
    /// What was done somewhere.
    #[must_use]
    pub fn new(replies: Arc<dyn Replies>, to: Place, done: Done) -> Self {
        let to = match done.chat {
            Some(chat) => to.moved_to(chat),
            None => to,
        };
        Self { replies, to, posted: done.posted }
    }

    /// The platform's id of it; `None` where the platform tells none. Of a text that was split, that of the last message.
    #[must_use]
    pub fn id(&self) -> Option<&CompactString> {
        self.posted.last().map(|posted| &posted.id)
    }

    /// All messages that it became, in order.
    #[must_use]
    pub fn messages(&self) -> &[Posted] {
        &self.posted
    }

    /// Where it is: not always where it was sent to, for a chat may have moved.
    #[must_use]
    pub fn place(&self) -> &Place {
        &self.to
    }

    /// The picture or the file in it, by the handle that the platform gave: sent again, it is not uploaded again.
    #[must_use]
    pub fn media(&self) -> Option<Media> {
        self.posted.iter().find_map(|posted| posted.media.clone()).map(Media::Handle)
    }

    /// Changes it. What has neither a text nor a medium changes the buttons only.
    ///
    /// # Errors
    /// When the platform cannot, refused it or could not be reached.
    pub async fn edit(&self, out: impl Into<Out> + Send) -> Result<Self, ReplyError> {
        let message = self.last()?;
        let mut done = self.replies.act(&self.to, &Act::Edit(message.clone(), out.into())).await?;
        if done.posted.is_empty() {
            done.posted.push(message.clone());
        }
        Ok(Self::new(Arc::clone(&self.replies), self.to.clone(), done))
    }

    /// Takes it back.
    ///
    /// # Errors
    /// When the platform cannot, refused it or could not be reached.
    pub async fn delete(&self) -> Result<(), ReplyError> {
        self.last()?;
        for posted in &self.posted {
            self.replies.act(&self.to, &Act::Delete(posted.clone())).await?;
        }
        Ok(())
    }

    /// Puts an emoji to it.
    ///
    /// # Errors
    /// When the platform cannot, refused it or could not be reached.
    pub async fn react(&self, emoji: impl Into<CompactString> + Send) -> Result<(), ReplyError> {
        self.replies.act(&self.to, &Act::React(self.last()?.clone(), emoji.into())).await?;
        Ok(())
    }

    fn last(&self) -> Result<&Posted, Unsupported> {
        self.posted.last().ok_or_else(|| Unsupported("the platform did not say which message this became".into()))
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sent").field("to", &self.to).field("posted", &self.posted).finish_non_exhaustive()
    }
}

//! Answering the event at hand, or speaking without one.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Act, Address, Done, Download, Notice, Out, Place, ReplyError, Sent, Unsupported};
use crate::{Attachment, Bot, Context, Error, Event, ExtractError, FromContext};

/// Answers the event that a handler was called for; or speaks without one, [to an address](crate::Bots::to).
#[derive(Clone, Debug)]
pub struct Reply {
    bot: Arc<Bot>,
    to: To,
    /// A press was answered when it came.
    is_answered: bool,
}

const ANSWERED: &str = "this press was answered when it came: register its handler as `route(handler).answer_later()`, and \
                        the answer is the handler's";

/// Where it is said.
#[derive(Clone, Debug)]
enum To {
    /// Where this came from. It is read only when something is said.
    Whence(Event),
    There(Place),
}

impl Reply {
    /// Answers an event.
    #[must_use]
    pub fn new(bot: Arc<Bot>, event: Event) -> Self {
        Self { bot, to: To::Whence(event), is_answered: false }
    }

    /// Speaks without an event, somewhere that is known to be a place of this bot. What was kept as an [`Address`] is
    /// spoken to by [`Bots::to`](crate::Bots::to).
    #[must_use]
    pub fn to(bot: Arc<Bot>, place: Place) -> Self {
        Self { bot, to: To::There(place), is_answered: false }
    }

    /// Where it goes, to be kept and used again, by another process too; `None` when the event came from no chat.
    #[must_use]
    pub fn address(&self) -> Option<Address> {
        Some(Address::new(self.bot.platform.clone(), self.bot.id.clone(), self.there()?))
    }

    /// Says something in the chat that the event came from.
    ///
    /// # Errors
    /// When the platform refused it or could not be reached.
    pub async fn text(&self, text: impl Into<String> + Send) -> Result<Sent, ReplyError> {
        self.send(Out::text(text)).await
    }

    /// Sends a message: with a picture, a file, buttons; in several where it is long.
    ///
    /// ```
    /// use pollhook_core::{Button, Error, Media, Out, Reply};
    ///
    /// async fn menu(reply: Reply) -> Result<(), Error> {
    ///     let menu = Out::text("What would you like?").photo(Media::path("menu.jpg"));
    ///     reply.send(menu.buttons([[Button::press("Pizza", "buy:pizza"), Button::press("Soup", "buy:soup")]])).await?;
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// When the platform cannot, refused it or could not be reached.
    pub async fn send(&self, out: impl Into<Out> + Send) -> Result<Sent, ReplyError> {
        let to = self.place()?;
        let done = self.bot.replies.act(&to, &Act::Send(out.into())).await?;
        Ok(Sent::new(Arc::clone(&self.bot.replies), to, done))
    }

    /// The message that the event is, or is about: the one with the button that was pressed. `None` when there is none.
    #[must_use]
    pub fn message(&self) -> Option<Sent> {
        let To::Whence(event) = &self.to else { return None };
        let (replies, to) = (Arc::clone(&self.bot.replies), self.there()?);
        let message = replies.message(event)?;
        Some(Sent::new(replies, to, Done::posted([message])))
    }

    /// Changes the message with the button that was pressed.
    ///
    /// # Errors
    /// When there is none, or the platform cannot, refused it or could not be reached.
    pub async fn edit(&self, out: impl Into<Out> + Send) -> Result<Sent, ReplyError> {
        self.message().ok_or(ReplyError::NoAddress)?.edit(out).await
    }

    /// Puts an emoji to the message that the event is, or is about.
    ///
    /// # Errors
    /// When there is none, or the platform cannot, refused it or could not be reached.
    pub async fn react(&self, emoji: &str) -> Result<(), ReplyError> {
        self.message().ok_or(ReplyError::NoAddress)?.react(emoji).await
    }

    /// Answers a press with a word: `"Added"`, or `Notice::alert("Sold out")`. The route has to say
    /// `answer_later`, for else the press was answered when it came.
    ///
    /// # Errors
    /// When it was, or the platform refused it or could not be reached.
    pub async fn answer(&self, notice: impl Into<Notice> + Send) -> Result<(), ReplyError> {
        match notice.into() {
            Notice::Nothing if self.is_answered => Ok(()),
            _ if self.is_answered => Err(Unsupported(ANSWERED.into()).into()),
            notice => self.act(Act::Answer(notice)).await,
        }
    }

    /// Shows that an answer is being written.
    ///
    /// # Errors
    /// When the platform cannot, refused it or could not be reached.
    pub async fn typing(&self) -> Result<(), ReplyError> {
        self.act(Act::Typing).await
    }

    /// Fetches what somebody sent. It comes piece by piece, and ends with an error after `cap` bytes.
    ///
    /// # Errors
    /// When the platform cannot, refused it or could not be reached.
    pub async fn download(&self, attachment: &Attachment, cap: u64) -> Result<Download, ReplyError> {
        self.bot.replies.download(&attachment.handle, cap).await
    }

    /// Calls any method of the platform's API.
    ///
    /// # Errors
    /// When the platform refused it or could not be reached, or when its answer is no `T`.
    pub async fn call<T: DeserializeOwned>(&self, method: &str, body: impl Serialize + Send) -> Result<T, Error> {
        let body = serde_json::to_value(body)?;
        let answer = self.bot.replies.call(method, &body).await?;
        Ok(serde_json::from_value(answer)?)
    }

    /// Ends the waiting of whoever pressed, without a word.
    ///
    /// # Errors
    /// When the platform refused it or could not be reached.
    pub async fn end_waiting(&self) -> Result<(), ReplyError> {
        self.act(Act::Answer(Notice::Nothing)).await
    }

    async fn act(&self, act: Act) -> Result<(), ReplyError> {
        self.bot.replies.act(&self.place()?, &act).await.map(drop)
    }

    fn place(&self) -> Result<Place, ReplyError> {
        self.there().ok_or(ReplyError::NoAddress)
    }

    fn there(&self) -> Option<Place> {
        match &self.to {
            To::Whence(event) => self.bot.replies.place(event),
            To::There(place) => Some(place.clone()),
        }
    }
}

impl<S> FromContext<S> for Reply {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let is_awaited = || cx.bot().replies.awaited().contains(&cx.event().kind().as_str());
        let is_answered = !cx.answer_is_left() && is_awaited();
        Ok(Self { is_answered, ..Self::new(Arc::clone(cx.bot()), cx.event().clone()) })
    }
}

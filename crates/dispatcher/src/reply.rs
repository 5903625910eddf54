//! Answering the event at hand, or speaking without one.

use std::sync::Arc;

use pollhook_core::{Address, Bot, Context, Error, Event, ExtractError, FromContext, Out, ReplyError, Sent};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Answers the event that a handler was called for; or speaks [to an address](Self::to) without one.
#[derive(Clone, Debug)]
pub struct Reply {
    bot: Arc<Bot>,
    place: Place,
}

/// Where it is said.
#[derive(Clone, Debug)]
enum Place {
    /// Where this came from. It is read only when something is said.
    Of(Event),
    At(Address),
}

impl Reply {
    pub(crate) fn new(bot: Arc<Bot>, event: Event) -> Self {
        Self { bot, place: Place::Of(event) }
    }

    /// Speaks without an event, by any bot of the process.
    ///
    /// ```
    /// use pollhook_core::{Address, Bots, Error};
    /// use pollhook_dispatcher::{Reply, Text};
    ///
    /// async fn tell(Text(news): Text, bots: Bots) -> Result<(), Error> {
    ///     let family = Address::chat("-100200300");
    ///     Reply::to(bots.get("telegram")?, family).text(news).await?;
    ///     Ok(())
    /// }
    /// ```
    #[must_use]
    pub fn to(bot: Arc<Bot>, address: Address) -> Self {
        Self { bot, place: Place::At(address) }
    }

    /// Where it goes; `None` when the event came from no chat.
    #[must_use]
    pub fn address(&self) -> Option<Address> {
        match &self.place {
            Place::Of(event) => self.bot.replies.address(event),
            Place::At(address) => Some(address.clone()),
        }
    }

    /// Says something in the chat that the event came from.
    ///
    /// # Errors
    /// When the platform refused it or could not be reached.
    pub async fn text(&self, text: impl Into<String> + Send) -> Result<Sent, ReplyError> {
        self.send(Out::Text(text.into())).await
    }

    /// Answers a press with a word.
    ///
    /// # Errors
    /// When the platform refused it or could not be reached.
    pub async fn answer(&self, text: impl Into<String> + Send) -> Result<Sent, ReplyError> {
        self.send(Out::Answer(Some(text.into()))).await
    }

    /// Ends the waiting of whoever pressed, without a word.
    ///
    /// # Errors
    /// When the platform refused it or could not be reached.
    pub async fn answer_silently(&self) -> Result<Sent, ReplyError> {
        self.send(Out::Answer(None)).await
    }

    /// Shows that an answer is being written.
    ///
    /// # Errors
    /// When the platform refused it or could not be reached.
    pub async fn typing(&self) -> Result<Sent, ReplyError> {
        self.send(Out::Typing).await
    }

    /// Sends anything that can be sent.
    ///
    /// # Errors
    /// When the platform refused it or could not be reached.
    pub async fn send(&self, out: Out) -> Result<Sent, ReplyError> {
        let to = self.address().ok_or(ReplyError::NoAddress)?;
        self.bot.replies.send(&to, &out).await
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
}

impl<S> FromContext<S> for Reply {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        Ok(Self::new(Arc::clone(cx.bot()), cx.event().clone()))
    }
}

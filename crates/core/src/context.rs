//! What a handler call is about, and how its arguments are taken from it.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crate::{Bot, BoxError, Captures, Chat, Event, Message, Sender, Shutdown, Via};

/// One handler call: what filters and extractors read from.
#[derive(Debug)]
pub struct Context {
    event: Event,
    bot: Arc<Bot>,
    attempt: u32,
    deadline: Option<Instant>,
    cancelled: Shutdown,
    answer_is_left: bool,
    /// In a box: a call is passed on by value, and most are about no message or nobody asks.
    view: OnceLock<Option<Box<Message>>>,
    /// In a box for the same reason: few routes have a pattern.
    captures: Option<Box<Captures>>,
}

impl Context {
    /// A call about `event`, for `bot`.
    #[must_use]
    pub fn new(event: Event, bot: Arc<Bot>, attempt: u32, deadline: Option<Instant>, cancelled: Shutdown) -> Self {
        let (view, answer_is_left) = (OnceLock::new(), false);
        Self { event, bot, attempt, deadline, cancelled, answer_is_left, view, captures: None }
    }

    /// What happened.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// The bot that it happened to.
    #[must_use]
    pub fn bot(&self) -> &Arc<Bot> {
        &self.bot
    }

    /// Which try this is, from 1.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// When whoever emitted the event stops waiting.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Tells when the process is about to stop.
    #[must_use]
    pub fn cancelled(&self) -> &Shutdown {
        &self.cancelled
    }

    /// Leaves the answer to a press to the handler.
    pub fn leave_answer(&mut self) {
        self.answer_is_left = true;
    }

    /// Whether the answer to a press is left to the handler. Else a press was answered when it came.
    #[must_use]
    pub fn answer_is_left(&self) -> bool {
        self.answer_is_left
    }

    /// The event as a message; `None` when it is none. Read at the first call only.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        let read = || self.bot.view.message(&self.event).map(Box::new);
        self.event.message().or_else(|| self.view.get_or_init(read).as_deref())
    }

    /// What the pattern of the chosen route captured; `None` for a route without one.
    #[must_use]
    pub fn captures(&self) -> Option<&Captures> {
        self.captures.as_deref()
    }

    /// Says what the chosen route captured: whoever chose it, before the handler is called.
    pub fn set_captures(&mut self, captures: Option<Captures>) {
        self.captures = captures.map(Box::new);
    }
}

/// Can be an argument of a handler: taken from a call, and from the app's state `S`.
///
/// Filters decide *whether* a handler runs, extractors *what* it is given: one that fails after the filter matched is an
/// error of that handler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler",
    label = "not an extractor",
    note = "a handler's arguments are extractors: `Text`, `Message`, `Sender`, `Chat`, `Press<T>`, `Args<T>`, `Event`, `Json<T>`, `Inner<T>`, `State<T>`, `Reply`, `Bots`, `Attempt`, `Via`, `Cancelled`, `Option<_>`, `Result<_, ExtractError>`, or a type of yours that implements `FromContext`"
)]
pub trait FromContext<S>: Sized {
    /// Takes it.
    ///
    /// # Errors
    /// [`ExtractError`], when the event has no such thing.
    fn from_context(cx: &Context, state: &S) -> Result<Self, ExtractError>;
}

/// An event did not hold what a handler asks for.
#[derive(Debug)]
pub struct ExtractError {
    text: String,
    cause: Option<BoxError>,
    is_for_user: bool,
}

impl ExtractError {
    /// Says what is missing.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), cause: None, is_for_user: false }
    }

    /// Says what is wrong, and why.
    pub fn because(text: impl Into<String>, cause: impl Into<BoxError>) -> Self {
        Self { text: text.into(), cause: Some(cause.into()), is_for_user: false }
    }

    /// Says to the user what to do differently. The handler is not called, and the event is done: what somebody typed
    /// wrongly is no failure of the bot.
    pub fn told(text: impl Into<String>) -> Self {
        Self { text: text.into(), cause: None, is_for_user: true }
    }

    /// What the user is told; `None` when this is a failure.
    #[must_use]
    pub fn for_user(&self) -> Option<&str> {
        self.is_for_user.then_some(&self.text)
    }
}

impl std::fmt::Display for ExtractError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for ExtractError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| &**cause as _)
    }
}

impl<S> FromContext<S> for Event {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        Ok(cx.event().clone())
    }
}

impl<S> FromContext<S> for Message {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        cx.message().cloned().ok_or_else(|| ExtractError::new("this event is not a message"))
    }
}

/// Who said it, pressed it, came or went.
impl<S> FromContext<S> for Sender {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let sender = cx.message().and_then(|message| message.sender.clone());
        sender.ok_or_else(|| ExtractError::new("nobody is known to have said this"))
    }
}

/// Where it happened.
impl<S> FromContext<S> for Chat {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let chat = cx.message().and_then(|message| message.chat.clone());
        chat.ok_or_else(|| ExtractError::new("this event comes from no chat"))
    }
}

impl<S> FromContext<S> for Via {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        Ok(cx.event().via())
    }
}

impl<S> FromContext<S> for Arc<Bot> {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        Ok(Arc::clone(cx.bot()))
    }
}

/// `None` when there is no such thing: for arguments that a handler can do without.
impl<S, T: FromContext<S>> FromContext<S> for Option<T> {
    fn from_context(cx: &Context, state: &S) -> Result<Self, ExtractError> {
        Ok(T::from_context(cx, state).ok())
    }
}

/// The handler sees for itself why there is no such thing.
impl<S, T: FromContext<S>> FromContext<S> for Result<T, ExtractError> {
    fn from_context(cx: &Context, state: &S) -> Result<Self, ExtractError> {
        Ok(T::from_context(cx, state))
    }
}

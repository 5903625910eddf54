//! What a handler call is about, and how its arguments are taken from it.

use std::sync::{Arc, OnceLock};
use std::time::Instant;

use crate::{Bot, BoxError, Event, Message, Shutdown, Via};

/// One handler call: what filters and extractors read from.
#[derive(Debug)]
pub struct Context {
    event: Event,
    bot: Arc<Bot>,
    attempt: u32,
    deadline: Option<Instant>,
    cancelled: Shutdown,
    /// In a box: a call is passed on by value, and most are about no message or nobody asks.
    view: OnceLock<Option<Box<Message>>>,
}

impl Context {
    /// A call about `event`, for `bot`.
    #[must_use]
    pub fn new(event: Event, bot: Arc<Bot>, attempt: u32, deadline: Option<Instant>, cancelled: Shutdown) -> Self {
        Self { event, bot, attempt, deadline, cancelled, view: OnceLock::new() }
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

    /// The event as a message; `None` when it is none. Read at the first call only.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        let read = || self.bot.view.message(&self.event).map(Box::new);
        self.event.message().or_else(|| self.view.get_or_init(read).as_deref())
    }
}

/// Can be an argument of a handler: taken from a call, and from the app's state `S`.
///
/// Filters decide *whether* a handler runs, extractors *what* it is given: one that fails after the filter matched is an
/// error of that handler.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler",
    label = "not an extractor",
    note = "a handler's arguments are extractors: `Text`, `Message`, `Event`, `Json<T>`, `State<T>`, `Reply`, `Attempt`, `Bots`, `Cancelled`, `Option<_>`, or a type of yours that implements `FromContext`"
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
}

impl ExtractError {
    /// Says what is missing.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), cause: None }
    }

    /// Says what is wrong, and why.
    pub fn because(text: impl Into<String>, cause: impl Into<BoxError>) -> Self {
        Self { text: text.into(), cause: Some(cause.into()) }
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

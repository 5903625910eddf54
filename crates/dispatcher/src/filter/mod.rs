//! Filters decide *whether* a handler runs.
//!
//! Any function of a [`Context`] is one. Those of this module also say beforehand which events they can match at all,
//! their [`Scope`]: from it the index is built, and what is asked of the platform.

mod combine;
mod command;
mod kind;
mod message;
mod press;
mod scope;

use pollhook_core::{Context, View};

pub(crate) use combine::Within;
pub use combine::{And, Not, Or};
pub use command::{Commands, command};
pub use kind::{Kinds, kind};
pub use message::{InChat, Messages, WithText, message};
pub use press::{Presses, press};
pub use scope::Scope;

/// Decides whether a handler runs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter",
    note = "filters are `message()`, `command(\"start\")`, `kind(\"…\")`, `press()`, their combinations by `.and(..)`, `.or(..)`, `.not()`, and any `fn(&Context) -> bool`"
)]
pub trait Filter: Send + Sync + 'static {
    /// Whether the event at hand is meant.
    fn matches(&self, cx: &Context) -> bool;

    /// What is known beforehand about the events that it can match. It may say too much, never too little: an event
    /// outside of it is not shown to the filter.
    fn scope(&self, _view: &dyn View) -> Scope {
        Scope::all()
    }

    /// Both.
    fn and<F: Filter>(self, other: F) -> And<Self, F>
    where
        Self: Sized,
    {
        And(self, other)
    }

    /// One or the other.
    fn or<F: Filter>(self, other: F) -> Or<Self, F>
    where
        Self: Sized,
    {
        Or(self, other)
    }

    /// What it does not match.
    fn not(self) -> Not<Self>
    where
        Self: Sized,
    {
        Not(self)
    }

    /// Only with a text or a caption.
    fn with_text(self) -> And<Self, WithText>
    where
        Self: Sized,
    {
        And(self, WithText)
    }

    /// Only between one user and the bot.
    fn private(self) -> And<Self, InChat>
    where
        Self: Sized,
    {
        And(self, InChat::PRIVATE)
    }

    /// Only among several.
    fn group(self) -> And<Self, InChat>
    where
        Self: Sized,
    {
        And(self, InChat::GROUP)
    }
}

impl<F: Fn(&Context) -> bool + Send + Sync + 'static> Filter for F {
    fn matches(&self, cx: &Context) -> bool {
        self(cx)
    }
}

/// Matches everything: a fallback's filter.
pub(crate) struct Everything;

impl Filter for Everything {
    fn matches(&self, _cx: &Context) -> bool {
        true
    }
}

//! Filters decide *whether* a handler runs.
//!
//! Any function of a [`Context`] is one. Those of this module also say beforehand which events they can match at all,
//! their [`Scope`]: from it the index is built, and what is asked of the platform.

mod combine;
mod command;
mod describe;
mod kind;
mod message;
mod modify;
mod pattern;
mod press;
mod scope;

use compact_str::ToCompactString;
use pollhook_core::{Captures, Context, View};

pub(crate) use combine::Within;
pub use combine::{And, Not, Or};
pub use command::{Commands, command};
pub use describe::{Description, NamedCommand};
pub use kind::{Kinds, kind};
pub use message::{
    Members, Messages, TextIs, TextWhere, channel_post, edited, joined, left, media, message, photo, text_is,
    text_where,
};
pub use modify::{BySender, InChat, InSort, Mentioned, WithMedia, WithText};
pub use press::{Presses, any_press, press};
pub use scope::Scope;

/// Decides whether a handler runs.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a filter",
    note = "filters are `message()`, `command(\"start\")`, `press(\"…\")`, `text_is(\"…\")`, `photo()`, `kind(\"…\")` and their like, what is made of them by `.and(..)`, `.or(..)`, `.not()`, `.private()`, and any `fn(&Context) -> bool`"
)]
pub trait Filter: Send + Sync + 'static {
    /// Whether the event at hand is meant.
    fn matches(&self, cx: &Context) -> bool;

    /// What is known beforehand about the events that it can match. It may say too much, never too little: an event
    /// outside of it is not shown to the filter.
    fn scope(&self, _view: &dyn View) -> Scope {
        Scope::all()
    }

    /// What its pattern captures of an event that it matches: what [`Press`](crate::Press) is read from. Only a filter that
    /// [says](Description::pattern) that it has one is asked.
    fn captures(&self, _cx: &Context) -> Option<Captures> {
        None
    }

    /// What is known of it beforehand besides: the commands that it is about, and what is wrong with it.
    fn describe(&self, _to: &mut Description) {}

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
    fn private(self) -> And<Self, InSort>
    where
        Self: Sized,
    {
        And(self, InSort::PRIVATE)
    }

    /// Only among several.
    fn group(self) -> And<Self, InSort>
    where
        Self: Sized,
    {
        And(self, InSort::GROUP)
    }

    /// Only in this chat, by its id there: `.chat(-100200300)`.
    fn chat(self, id: impl std::fmt::Display) -> And<Self, InChat>
    where
        Self: Sized,
    {
        And(self, InChat(id.to_compact_string()))
    }

    /// Only from this sender, by its id there.
    fn from(self, id: impl std::fmt::Display) -> And<Self, BySender>
    where
        Self: Sized,
    {
        And(self, BySender(id.to_compact_string()))
    }

    /// Only if the bot is named in it.
    fn mentioned(self) -> And<Self, Mentioned>
    where
        Self: Sized,
    {
        And(self, Mentioned)
    }
}

// Whoever writes what is no filter did not mean a function.
#[diagnostic::do_not_recommend]
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

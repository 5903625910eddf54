//! Filters made of filters.

use std::sync::Arc;

use pollhook_core::{Context, View};

use super::{Filter, Scope};

/// Both; made by [`Filter::and`].
#[derive(Clone, Copy, Debug)]
pub struct And<A, B>(pub(super) A, pub(super) B);

/// One or the other; made by [`Filter::or`].
#[derive(Clone, Copy, Debug)]
pub struct Or<A, B>(pub(super) A, pub(super) B);

/// What another does not match; made by [`Filter::not`].
#[derive(Clone, Copy, Debug)]
pub struct Not<A>(pub(super) A);

impl<A: Filter, B: Filter> Filter for And<A, B> {
    fn matches(&self, cx: &Context) -> bool {
        self.0.matches(cx) && self.1.matches(cx)
    }

    fn scope(&self, view: &dyn View) -> Scope {
        self.0.scope(view).and(self.1.scope(view))
    }
}

impl<A: Filter, B: Filter> Filter for Or<A, B> {
    fn matches(&self, cx: &Context) -> bool {
        self.0.matches(cx) || self.1.matches(cx)
    }

    fn scope(&self, view: &dyn View) -> Scope {
        self.0.scope(view).or(self.1.scope(view))
    }
}

impl<A: Filter> Filter for Not<A> {
    // A scope says what a filter *can* match, so nothing follows from it about what it does not.
    fn matches(&self, cx: &Context) -> bool {
        !self.0.matches(cx)
    }
}

/// A filter within the filters of the groups around it.
pub(crate) struct Within(pub(crate) Arc<dyn Filter>, pub(crate) Arc<dyn Filter>);

impl Filter for Within {
    fn matches(&self, cx: &Context) -> bool {
        self.0.matches(cx) && self.1.matches(cx)
    }

    fn scope(&self, view: &dyn View) -> Scope {
        self.0.scope(view).and(self.1.scope(view))
    }
}

//! Filters made of filters.

use std::sync::Arc;

use pollhook_core::{Captures, Context, View};

use super::{Description, Filter, Scope};

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

    fn captures(&self, cx: &Context) -> Option<Captures> {
        self.0.captures(cx).or_else(|| self.1.captures(cx))
    }

    fn describe(&self, to: &mut Description) {
        self.0.describe(to);
        self.1.describe(to);
    }
}

impl<A: Filter, B: Filter> Filter for Or<A, B> {
    fn matches(&self, cx: &Context) -> bool {
        self.0.matches(cx) || self.1.matches(cx)
    }

    fn scope(&self, view: &dyn View) -> Scope {
        self.0.scope(view).or(self.1.scope(view))
    }

    fn captures(&self, cx: &Context) -> Option<Captures> {
        if self.0.matches(cx) { self.0.captures(cx) } else { self.1.captures(cx) }
    }

    fn describe(&self, to: &mut Description) {
        self.0.describe(to);
        self.1.describe(to);
    }
}

impl<A: Filter> Filter for Not<A> {
    // A scope says what a filter *can* match, so nothing follows from it about what it does not.
    fn matches(&self, cx: &Context) -> bool {
        !self.0.matches(cx)
    }

    /// The commands that it is *not* about are nobody's business, but what is written wrongly stays so.
    fn describe(&self, to: &mut Description) {
        let mut inner = Description::default();
        self.0.describe(&mut inner);
        inner.flaws().iter().for_each(|why| to.flaw(why));
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

    /// The route's own come before those of the groups around it.
    fn captures(&self, cx: &Context) -> Option<Captures> {
        self.1.captures(cx).or_else(|| self.0.captures(cx))
    }

    fn describe(&self, to: &mut Description) {
        self.0.describe(to);
        self.1.describe(to);
    }
}

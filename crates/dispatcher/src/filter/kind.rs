//! Events by the platform's own word for them.

use pollhook_core::{Context, Kind, View};

use super::{Filter, Scope};

/// Events of this kind, in the platform's own word (`"callback_query"`, `"issues"`).
pub fn kind(kind: impl Into<Kind>) -> Kinds {
    Kinds(kind.into())
}

/// Events of one kind; made by [`kind`](kind()).
#[derive(Clone, Debug)]
pub struct Kinds(Kind);

impl Filter for Kinds {
    fn matches(&self, cx: &Context) -> bool {
        *cx.event().kind() == self.0
    }

    fn scope(&self, _view: &dyn View) -> Scope {
        Scope::kinds([self.0.clone()])
    }
}

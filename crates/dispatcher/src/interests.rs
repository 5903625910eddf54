//! Which kinds of events an app needs: what is asked of the platform, always spelled out.

use std::collections::BTreeSet;

use pollhook_core::{Kind, View};

use crate::app::App;
use crate::route::RouteName;

impl<S> App<S> {
    /// The kinds that the routes need, of those that the platform lists, in its order. A route without a kind (a
    /// function, a fallback) needs all of them.
    ///
    /// `elsewhere` are kinds of other platforms whose bots have the same app: a route for one of those is silent here, not
    /// wrong.
    ///
    /// # Errors
    /// When a route names a kind that cannot be subscribed.
    pub fn interests(
        &self,
        view: &dyn View,
        platform_kinds: &[&str],
        elsewhere: &[&str],
    ) -> Result<Vec<Kind>, UnknownKind> {
        let is_known = |kind: &str| platform_kinds.contains(&kind) || elsewhere.contains(&kind);
        let mut needed = BTreeSet::new();
        for (name, filter) in self.filters() {
            match filter.scope(view).kinds_named() {
                None => needed.extend(platform_kinds.iter().map(|&kind| Kind::from(kind))),
                Some(kinds) => {
                    let unknown = kinds.iter().find(|kind| !is_known(kind));
                    if let Some(kind) = unknown {
                        return Err(UnknownKind::new(name, kind, platform_kinds));
                    }
                    needed.extend(kinds.iter().cloned());
                }
            }
        }
        Ok(platform_kinds.iter().map(|&kind| Kind::from(kind)).filter(|kind| needed.contains(kind)).collect())
    }
}

impl<S> App<S> {
    /// The first route all of whose kinds are missing in `told`, with one of them: nothing would ever come to it.
    #[must_use]
    pub fn unheard(&self, view: &dyn View, told: &[&str]) -> Option<(String, Kind)> {
        self.filters().into_iter().find_map(|(name, filter)| {
            let scope = filter.scope(view);
            let kinds = scope.kinds_named()?;
            let heard = kinds.iter().any(|kind| told.contains(&kind.as_str()));
            kinds.first().filter(|_| !heard).map(|kind| (name.to_string(), kind.clone()))
        })
    }
}

/// A route asks for events of a kind that its platform does not have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownKind {
    route: String,
    kind: Kind,
    nearest: Vec<Kind>,
}

impl UnknownKind {
    fn new(route: RouteName, kind: &Kind, known: &[&str]) -> Self {
        let mut nearest: Vec<_> =
            known.iter().map(|&known| (strsim::damerau_levenshtein(known, kind), known)).collect();
        nearest.sort_unstable();
        let nearest = nearest.into_iter().take(3).map(|(_, kind)| Kind::from(kind)).collect();
        Self { route: route.to_string(), kind: kind.clone(), nearest }
    }

    /// The kind that nobody knows.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The platform's kinds that are written most like it.
    #[must_use]
    pub fn nearest(&self) -> &[Kind] {
        &self.nearest
    }
}

impl std::fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { route, kind, nearest } = self;
        write!(f, "the route {route} asks for events of the kind \"{kind}\", which this platform does not have")?;
        for (at, kind) in nearest.iter().enumerate() {
            write!(f, "{} \"{kind}\"", if at == 0 { "; the nearest are" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownKind {}

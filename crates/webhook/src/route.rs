//! One configured path, served or not.

use std::sync::{Arc, PoisonError, RwLock};

use crate::Routes;
use crate::hook::Hook;

/// A claimed path. While no source serves it, it answers 503 with `Retry-After`: never 404 or 410, on which platforms
/// switch a webhook off.
///
/// Cheap to clone; the path is free again when the last clone goes.
#[derive(Clone, Debug)]
pub struct Route(Arc<Claim>);

#[derive(Debug)]
struct Claim {
    routes: Routes,
    path: Box<str>,
    place: Arc<Place>,
}

impl Route {
    pub(crate) fn new(routes: Routes, path: &str, place: Arc<Place>) -> Self {
        Self(Arc::new(Claim { routes, path: path.into(), place }))
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Lets a hook serve the route until the guard goes.
    pub(crate) fn serve(&self, hook: &Arc<Hook>) -> Serving {
        self.0.place.set(Some(Arc::clone(hook)));
        Serving { place: Arc::clone(&self.0.place), hook: Arc::clone(hook) }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.routes.release(&self.path);
    }
}

/// Where a hook stands while it serves a route.
#[derive(Debug, Default)]
pub(crate) struct Place(RwLock<Option<Arc<Hook>>>);

impl Place {
    pub(crate) fn hook(&self) -> Option<Arc<Hook>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, hook: Option<Arc<Hook>>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = hook;
    }
}

/// A route that is served. When it goes, the route answers 503 again and its hook admits nothing more.
#[derive(Debug)]
#[must_use = "dropping it takes the route out"]
pub(crate) struct Serving {
    place: Arc<Place>,
    hook: Arc<Hook>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let mut place = self.place.0.write().unwrap_or_else(PoisonError::into_inner);
        // A successor may stand there already.
        if place.as_ref().is_some_and(|hook| Arc::ptr_eq(hook, &self.hook)) {
            *place = None;
        }
        drop(place);
        self.hook.close();
    }
}

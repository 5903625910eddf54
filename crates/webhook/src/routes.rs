//! Many routes that come and go at run time, behind one listener or inside an app of the author's.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, PoisonError, RwLock};

use crate::Route;
use crate::budget::Budget;
use crate::route::Place;
use crate::settings::BYTES_IN_FLIGHT;

/// The routes of a process. Cheap to clone; clones share them.
///
/// It is a [`tower::Service`] over any request body, so it can be nested in an app; see also [`router`](Self::router).
#[derive(Clone, Debug)]
pub struct Routes(Arc<Table>);

#[derive(Debug)]
struct Table {
    places: RwLock<HashMap<Box<str>, Arc<Place>>>,
    budget: Budget,
}

impl Default for Routes {
    fn default() -> Self {
        Self::new(BYTES_IN_FLIGHT)
    }
}

impl Routes {
    /// No routes yet. At most `bytes_in_flight` bytes of bodies are held at a time for requests that are not answered,
    /// beyond the first 32 KiB of each.
    #[must_use]
    pub fn new(bytes_in_flight: usize) -> Self {
        Self(Arc::new(Table { places: RwLock::default(), budget: Budget::new(bytes_in_flight) }))
    }

    /// Claims a path. From now on it is a configured route, which answers 503 while no source serves it.
    ///
    /// # Errors
    /// When somebody has it already, or it is no path.
    pub fn claim(&self, path: &str) -> Result<Route, ClaimError> {
        if !is_path(path) {
            return Err(ClaimError::NotAPath(path.to_owned()));
        }
        let mut places = self.0.places.write().unwrap_or_else(PoisonError::into_inner);
        match places.entry(path.into()) {
            Entry::Occupied(_) => Err(ClaimError::Taken(path.to_owned())),
            Entry::Vacant(vacant) => {
                let place = Arc::clone(vacant.insert(Arc::default()));
                Ok(Route::new(self.clone(), path, place))
            }
        }
    }

    /// The routes as a router, to merge into or nest in another.
    pub fn router(&self) -> axum::Router {
        axum::Router::new().fallback_service(self.clone())
    }

    pub(crate) fn find(&self, path: &str) -> Option<Arc<Place>> {
        self.0.places.read().unwrap_or_else(PoisonError::into_inner).get(path).cloned()
    }

    pub(crate) fn release(&self, path: &str) {
        self.0.places.write().unwrap_or_else(PoisonError::into_inner).remove(path);
    }

    pub(crate) fn budget(&self) -> &Budget {
        &self.0.budget
    }
}

/// Whether a request's path can ever equal it.
fn is_path(path: &str) -> bool {
    path.parse::<http::uri::PathAndQuery>().is_ok_and(|parsed| path.starts_with('/') && parsed.path() == path)
}

/// Why a path could not be claimed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ClaimError {
    /// Another webhook has it.
    Taken(String),
    /// No request could ever have it.
    NotAPath(String),
}

impl std::fmt::Display for ClaimError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Taken(path) => write!(f, "the path `{path}` is taken by another webhook: give each its own"),
            Self::NotAPath(path) => {
                write!(f, "`{path}` is no path that a request can have: it begins with `/` and has neither `?` nor `#`")
            }
        }
    }
}

impl std::error::Error for ClaimError {}

#[cfg(test)]
mod tests {
    use super::{ClaimError, Routes};

    #[test]
    fn a_path_belongs_to_one_and_is_free_again_when_the_last_clone_goes() {
        let routes = Routes::default();
        let route = routes.claim("/a").unwrap();
        let clone = route.clone();
        assert_eq!(routes.claim("/a").unwrap_err(), ClaimError::Taken("/a".into()));
        assert!(routes.claim("/b").is_ok());
        drop(route);
        assert!(routes.claim("/a").is_err());
        drop(clone);
        assert!(routes.claim("/a").is_ok());
    }

    #[test]
    fn what_no_request_can_have_is_no_path() {
        for path in ["", "echo", "/a?b=c", "/a#b", "/a b", "*", "http://host/a"] {
            assert_eq!(Routes::default().claim(path).unwrap_err(), ClaimError::NotAPath(path.into()), "{path:?}");
        }
    }
}

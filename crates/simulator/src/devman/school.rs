//! All students: whom a token belongs to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::desk::Desk;
use super::student::Student;
use crate::secret::Secret;
use crate::site::{Site, Stage};

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct School {
    pub(crate) stage: Stage,
    students: Mutex<Vec<(Secret, Arc<Site<Desk>>)>>,
}

impl School {
    pub(crate) fn new(stage: &Stage) -> Arc<Self> {
        Arc::new(Self { stage: stage.clone(), students: Mutex::default() })
    }

    /// The student of this token, new if need be.
    pub(crate) fn student(&self, token: &str) -> Student {
        if let Some(site) = self.known(token) {
            return Student { site };
        }
        let epoch = self.stage.clock.since_1970(Duration::ZERO);
        let site = Site::new(&self.stage, &format!("student {token}"), Desk::new(&self.stage.options, epoch));
        self.students().push((Secret::new(token), Arc::clone(&site)));
        Student { site }
    }

    pub(crate) fn known(&self, token: &str) -> Option<Arc<Site<Desk>>> {
        self.students().iter().find(|(known, _)| known.reveal() == token).map(|(_, site)| Arc::clone(site))
    }

    fn students(&self) -> MutexGuard<'_, Vec<(Secret, Arc<Site<Desk>>)>> {
        self.students.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

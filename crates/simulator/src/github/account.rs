//! An account's handle, for whoever writes the script: what its token was used for, and what it may still do.

use std::sync::Arc;
use std::time::Duration;

use super::limits::Limits;
use crate::site::Site;
use crate::tap::Tap;

/// One account with a token. Clones are the same account.
#[derive(Clone, Debug)]
pub struct Account {
    pub(super) site: Arc<Site<Limits>>,
}

impl Account {
    /// Its name.
    pub fn login(&self) -> String {
        self.site.read(|limits, _| limits.login.clone().unwrap_or_default())
    }

    /// How many requests were counted against the hourly limit; a 304 is not.
    pub fn used(&self) -> u64 {
        self.site.read(|limits, _| limits.used())
    }

    /// Nothing is left of the hourly limit for this long.
    pub fn exhaust(&self, time: Duration) {
        self.site.change(|limits, now| limits.exhaust(now + time));
    }

    /// The wire of what is asked with the token: counters, log, faults at [`Door::Poll`](crate::Door::Poll),
    /// [`Door::Send`](crate::Door::Send) and [`Door::Manage`](crate::Door::Manage).
    pub fn tap(&self) -> &Tap {
        self.site.tap()
    }
}

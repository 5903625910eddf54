//! How a source is doing, as it sees itself.

use std::time::Instant;

use tokio::sync::watch;

/// How a source is doing. The last value wins.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Health {
    /// It has not reached its platform yet.
    Starting,
    /// Events can arrive: a poller after its first exchange, a webhook when its route is in place.
    Ready,
    /// Events wait for something on our side. Degraded, not unready: a restart would kill the very handler.
    Waiting {
        /// What for, as a person would say it.
        on: String,
    },
    /// Events do not arrive; the source goes on trying.
    Troubled {
        /// Since when.
        since: Instant,
        /// Why, as a person would say it; without secrets.
        why: String,
        /// When it tries again.
        next: Instant,
    },
}

/// Where a source says how it is doing. Cheap to clone.
#[derive(Clone, Debug)]
pub struct HealthReporter(watch::Sender<Health>);

impl Default for HealthReporter {
    fn default() -> Self {
        Self(watch::Sender::new(Health::Starting))
    }
}

impl HealthReporter {
    /// Says it. Who watches is woken only when it is news.
    pub fn set(&self, health: Health) {
        self.0.send_if_modified(|current| {
            let news = *current != health;
            if news {
                *current = health;
            }
            news
        });
    }

    /// What was said last.
    #[must_use]
    pub fn get(&self) -> Health {
        self.0.borrow().clone()
    }

    /// Watches it.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Health> {
        self.0.subscribe()
    }

    /// Waits until the source has reached its platform: it is ready, or waits only for us.
    ///
    /// *Cancel safety*: safe.
    pub async fn ready(&self) {
        let arrived = |health: &Health| matches!(health, Health::Ready | Health::Waiting { .. });
        // The sender lives in `self`, so the wait cannot end by its going.
        let _ = self.0.subscribe().wait_for(arrived).await;
    }
}

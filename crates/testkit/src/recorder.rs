//! A place behind a sink that remembers what came, and lets the test say how it ends.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pollhook_core::{Admit, Delivery};
use tokio::sync::Notify;

/// Admits deliveries and holds them until the test settles them. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Recorder(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    held: Mutex<Held>,
    came: Notify,
}

#[derive(Debug, Default)]
struct Held {
    deliveries: Vec<Delivery>,
    ids: Vec<String>,
    /// Accept what comes, at once.
    accepting: bool,
}

impl Recorder {
    /// Holds what comes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Accepts what comes, at once.
    #[must_use]
    pub fn accepting() -> Self {
        let recorder = Self::default();
        recorder.lock().accepting = true;
        recorder
    }

    /// The ids of all that came, in order.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.lock().ids.clone()
    }

    /// How many deliveries are held.
    #[must_use]
    pub fn held(&self) -> usize {
        self.lock().deliveries.len()
    }

    /// Waits until so many have come in all.
    pub async fn came(&self, times: usize) {
        loop {
            let next = self.0.came.notified();
            if self.lock().ids.len() >= times {
                return;
            }
            next.await;
        }
    }

    /// Takes the oldest held delivery.
    ///
    /// # Panics
    /// When none is held.
    #[must_use]
    pub fn take(&self) -> Delivery {
        self.lock().deliveries.remove(0)
    }

    /// Takes the held delivery of an event.
    ///
    /// # Panics
    /// When it is not held.
    #[must_use]
    pub fn take_id(&self, id: &str) -> Delivery {
        let mut held = self.lock();
        let at = held.deliveries.iter().position(|delivery| delivery.event.id() == id);
        held.deliveries.remove(at.expect("a held delivery of this id"))
    }

    /// Accepts all that is held.
    pub fn accept_all(&self) {
        let held = std::mem::take(&mut self.lock().deliveries);
        for delivery in held {
            delivery.ack.accept();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Admit for Recorder {
    fn admit(&self, delivery: Delivery) {
        let accepted = {
            let mut held = self.lock();
            held.ids.push(delivery.event.id().to_string());
            if held.accepting {
                Some(delivery)
            } else {
                held.deliveries.push(delivery);
                None
            }
        };
        if let Some(delivery) = accepted {
            delivery.ack.accept();
        }
        self.0.came.notify_waiters();
    }
}

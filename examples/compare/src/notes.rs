//! What is noted at the handler: when it was called, and when it was done.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pollhook::core::Context;
use pollhook::dispatcher::{Handled, Next};
use pollhook_simulator::Network;

/// One call of the handler. Times are the network's, so that they compare with what passed the wire.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    /// Which update it was about.
    pub(crate) update: String,
    pub(crate) began: Duration,
    pub(crate) ended: Duration,
    /// Whether it ended well. If not, the bot tries again.
    pub(crate) ok: bool,
}

/// All calls of one bot's handler.
#[derive(Clone)]
pub(crate) struct Notes {
    network: Arc<Network>,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Notes {
    pub(crate) fn new(network: &Arc<Network>) -> Self {
        Self { network: Arc::clone(network), calls: Arc::default() }
    }

    /// Middleware: the handler itself knows nothing of it.
    pub(crate) async fn watch(self, cx: Context, next: Next) -> pollhook::Result<Handled> {
        let (update, began) = (cx.event().id().to_string(), self.network.now());
        let outcome = next.run(cx).await;
        let (ended, ok) = (self.network.now(), outcome.is_ok());
        self.lock().push(Call { update, began, ended, ok });
        outcome
    }

    /// How many calls ended well.
    pub(crate) fn done(&self) -> usize {
        self.lock().iter().filter(|call| call.ok).count()
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

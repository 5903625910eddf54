//! What comes from outside: stop, and stop at once.

use std::future::{Future, pending};
use std::io;
use std::pin::Pin;

use super::machine::Input;

type Order = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The orders to stop. The second one counts only after the first.
pub(crate) struct Orders {
    stop: Option<Order>,
    at_once: Order,
}

impl Orders {
    /// Stops when `stop` is ready.
    pub(crate) fn when(stop: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { stop: Some(Box::pin(stop)), at_once: Box::pin(pending()) }
    }

    /// Stops at SIGTERM or SIGINT; at once at a second one. Signals that come from now on are not missed.
    #[cfg(unix)]
    pub(crate) fn signals() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        use tokio::sync::oneshot;

        let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let (hand_on, handed_on) = oneshot::channel();
        // One pair of streams serves both, so that no signal falls between them.
        let stop = async move {
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
            let _ = hand_on.send((term, int));
        };
        let at_once = async move {
            let Ok((mut term, mut int)) = handed_on.await else { return pending().await };
            tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        };
        Ok(Self { stop: Some(Box::pin(stop)), at_once: Box::pin(at_once) })
    }

    /// Stops at Ctrl-C; at once at a second one.
    #[cfg(not(unix))]
    pub(crate) fn signals() -> io::Result<Self> {
        let once = || async {
            if tokio::signal::ctrl_c().await.is_err() {
                pending::<()>().await;
            }
        };
        Ok(Self { stop: Some(Box::pin(once())), at_once: Box::pin(once()) })
    }

    /// The next order.
    ///
    /// *Cancel safety*: safe.
    pub(super) async fn next(&mut self) -> Input {
        match &mut self.stop {
            Some(stop) => {
                stop.await;
                self.stop = None;
                Input::Stop
            }
            None => {
                (&mut self.at_once).await;
                self.at_once = Box::pin(pending());
                Input::StopNow
            }
        }
    }
}

//! What comes from outside: stop, and stop at once.

use std::future::{Future, pending};
use std::io;
use std::pin::Pin;

use tokio::sync::watch;

/// What is ordered; a later one includes those before it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Order {
    GoOn,
    /// Stop, within the drain.
    Stop,
    /// Stop at once.
    StopNow,
}

/// The orders to stop. The second one counts only after the first.
pub(crate) struct Orders {
    stop: Option<Coming>,
    at_once: Coming,
}

/// An order that will come, or never.
type Coming = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Orders {
    /// Stops when `stop` is ready.
    pub(crate) fn when(stop: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { stop: Some(Box::pin(stop)), at_once: Box::pin(pending()) }
    }

    /// Stops as somebody else was told to, whose word this is.
    pub(crate) fn relayed(word: watch::Receiver<Order>) -> Self {
        let reaches = |mut word: watch::Receiver<Order>, order| async move {
            let reached = word.wait_for(|said| *said >= order).await.is_ok();
            if !reached {
                pending::<()>().await;
            }
        };
        Self {
            stop: Some(Box::pin(reaches(word.clone(), Order::Stop))),
            at_once: Box::pin(reaches(word, Order::StopNow)),
        }
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
    pub(crate) async fn next(&mut self) -> Order {
        match &mut self.stop {
            Some(stop) => {
                stop.await;
                self.stop = None;
                Order::Stop
            }
            None => {
                (&mut self.at_once).await;
                self.at_once = Box::pin(pending());
                Order::StopNow
            }
        }
    }
}

//! What stands in for std's and tokio's types in the models.
//!
//! tokio's own are not instrumented when tokio is a dependency, so a model sees each of their calls as one step that
//! cannot be cut. These keep the same contract, as far as we use it, over locks that the checker knows. Tests of tokio
//! they are not: nothing is proved here about its queues.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Poll, Waker};

pub(crate) use loom::sync::atomic::AtomicUsize;
pub(crate) use loom::sync::{Mutex, MutexGuard};
pub(crate) use tokio::sync::TryAcquireError;

/// A wake-up that is kept until somebody waits for it. For one who waits, which is how we use it.
#[derive(Debug, Default)]
pub(crate) struct Notify(Mutex<Wake>);

#[derive(Debug, Default)]
struct Wake {
    pending: bool,
    waker: Option<Waker>,
}

impl Notify {
    pub(crate) fn notify_one(&self) {
        let waker = {
            let mut wake = self.0.lock().unwrap();
            wake.pending = true;
            wake.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) async fn notified(&self) {
        poll_fn(|cx| {
            let mut wake = self.0.lock().unwrap();
            if std::mem::take(&mut wake.pending) {
                return Poll::Ready(());
            }
            wake.waker = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// Permits. Who is first among those who wait is left open: the models try every order.
#[derive(Debug)]
pub(crate) struct Semaphore(Mutex<Permits>);

#[derive(Debug)]
struct Permits {
    left: usize,
    closed: bool,
    waiting: VecDeque<Waker>,
}

/// The semaphore was closed.
#[derive(Debug)]
pub(crate) struct Shut;

impl Semaphore {
    pub(crate) const MAX_PERMITS: usize = tokio::sync::Semaphore::MAX_PERMITS;

    pub(crate) fn new(left: usize) -> Self {
        Self(Mutex::new(Permits { left, closed: false, waiting: VecDeque::new() }))
    }

    pub(crate) async fn acquire(&self) -> Result<Permit<'_>, Shut> {
        poll_fn(|cx| {
            let mut permits = self.0.lock().unwrap();
            match permits.take(self) {
                Ok(permit) => Poll::Ready(Ok(permit)),
                Err(TryAcquireError::Closed) => Poll::Ready(Err(Shut)),
                Err(TryAcquireError::NoPermits) => {
                    permits.waiting.push_back(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }

    pub(crate) fn try_acquire(&self) -> Result<Permit<'_>, TryAcquireError> {
        self.0.lock().unwrap().take(self)
    }

    pub(crate) fn add_permits(&self, more: usize) {
        self.change(|permits| permits.left += more);
    }

    pub(crate) fn close(&self) {
        self.change(|permits| permits.closed = true);
    }

    pub(crate) fn available_permits(&self) -> usize {
        self.0.lock().unwrap().left
    }

    fn change(&self, change: impl FnOnce(&mut Permits)) {
        let waiting = {
            let mut permits = self.0.lock().unwrap();
            change(&mut permits);
            std::mem::take(&mut permits.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl Permits {
    fn take<'a>(&mut self, of: &'a Semaphore) -> Result<Permit<'a>, TryAcquireError> {
        if self.closed {
            return Err(TryAcquireError::Closed);
        }
        self.left = self.left.checked_sub(1).ok_or(TryAcquireError::NoPermits)?;
        Ok(Permit(of))
    }
}

/// A permit that comes back when it goes, unless it is forgotten.
#[derive(Debug)]
pub(crate) struct Permit<'a>(&'a Semaphore);

impl Permit<'_> {
    pub(crate) fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}

//! Somebody else's future, kept at arm's length: a panic in it, or in its drop, is an outcome and not the end of a lane.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The words of a panic.
pub(crate) type Panic = Arc<str>;

/// A future whose panics are caught. Once it is ready, or dropped, the inner future is gone.
pub(crate) struct Running<'a, T>(Option<Pin<Box<dyn Future<Output = T> + Send + 'a>>>);

impl<'a, T> Running<'a, T> {
    /// Starts it; what makes the future may panic, too.
    pub(crate) fn start(make: impl FnOnce() -> Pin<Box<dyn Future<Output = T> + Send + 'a>>) -> Result<Self, Panic> {
        guarded(make).map(|work| Self(Some(work)))
    }

    fn discard(&mut self) {
        let Some(work) = self.0.take() else { return };
        if let Err(words) = guarded(|| drop(work)) {
            tracing::warn!(panic = %words, "a handler panicked while it was being cleaned up");
        }
    }
}

impl<T> Future for Running<'_, T> {
    type Output = Result<T, Panic>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(work) = &mut self.0 else { return Poll::Pending };
        match guarded(|| work.as_mut().poll(cx)) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(done)) => {
                self.discard();
                Poll::Ready(Ok(done))
            }
            Err(words) => {
                self.discard();
                Poll::Ready(Err(words))
            }
        }
    }
}

impl<T> Drop for Running<'_, T> {
    fn drop(&mut self) {
        self.discard();
    }
}

crate::sync::thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread, while it lives, as one that is running code that is not ours.
pub(crate) struct Inside {
    before: bool,
}

impl Inside {
    pub(crate) fn enter() -> Self {
        Self { before: INSIDE.with(|inside| inside.replace(true)) }
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.with(|inside| inside.set(self.before));
    }
}

/// Whether somebody else's code is on this thread's stack.
pub(crate) fn is_inside() -> bool {
    INSIDE.with(Cell::get)
}

/// Runs code that is not ours; a panic becomes its words.
pub(crate) fn guarded<T>(code: impl FnOnce() -> T) -> Result<T, Panic> {
    let _inside = Inside::enter();
    catch_unwind(AssertUnwindSafe(code)).map_err(|panic| {
        let words =
            panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        let words = Arc::from(words.unwrap_or("without a word"));
        // What was thrown may itself panic when it is dropped.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(panic)));
        words
    })
}

#[cfg(test)]
mod tests;

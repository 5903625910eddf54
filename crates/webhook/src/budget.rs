//! How many bytes of bodies are held at a time, over all routes.
//!
//! Bytes count as they arrive, not as they are announced: whoever only announces holds nothing, and so cannot keep
//! anybody else out.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Bytes that may still be held.
#[derive(Debug)]
pub(crate) struct Budget(AtomicUsize);

impl Budget {
    pub(crate) fn new(bytes: usize) -> Self {
        Self(AtomicUsize::new(bytes))
    }

    /// An empty share of it.
    pub(crate) fn hold(&self) -> Held<'_> {
        Held { budget: self, bytes: 0 }
    }
}

/// One request's share, given back when it goes.
#[derive(Debug)]
pub(crate) struct Held<'a> {
    budget: &'a Budget,
    bytes: usize,
}

impl Held<'_> {
    /// Whether so many bytes would fit now.
    pub(crate) fn fits(&self, bytes: usize) -> bool {
        self.budget.0.load(Relaxed) >= bytes
    }

    /// Takes so many bytes more; says whether there were as many.
    #[must_use]
    pub(crate) fn take(&mut self, bytes: usize) -> bool {
        let taken = self.budget.0.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(bytes)).is_ok();
        if taken {
            self.bytes += bytes;
        }
        taken
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.budget.0.fetch_add(self.bytes, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn what_is_taken_comes_back() {
        let budget = Budget::new(10);
        let mut held = budget.hold();
        assert!(held.take(4) && held.take(6));
        assert!(!held.fits(1) && !budget.hold().take(1));
        drop(held);
        assert!(budget.hold().take(10));
    }
}

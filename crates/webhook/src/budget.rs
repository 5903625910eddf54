//! How many bytes of bodies are held at a time, over all routes.
//!
//! Bytes count as they arrive, not as they are announced: whoever only announces holds nothing, and so cannot keep
//! anybody else out. Nor can who sends much and stops just before the end, and so holds all there is: the first bytes of
//! each body do not count, and most bodies have no more. Those are bounded by the number of connections.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// So many bytes of each body do not count: what a platform tells is a few KiB long, except for the rare large one.
pub(crate) const FREE: usize = 32 << 10;

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
    /// Whether a body of so many bytes would fit now.
    pub(crate) fn fits(&self, bytes: usize) -> bool {
        self.budget.0.load(Relaxed) >= counted(bytes)
    }

    /// Takes so many bytes more; says whether there were as many.
    #[must_use]
    pub(crate) fn take(&mut self, bytes: usize) -> bool {
        let more = counted(self.bytes + bytes) - counted(self.bytes);
        let taken = more == 0 || self.budget.0.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(more)).is_ok();
        if taken {
            self.bytes += bytes;
        }
        taken
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let counted = counted(self.bytes);
        if counted > 0 {
            self.budget.0.fetch_add(counted, Relaxed);
        }
    }
}

/// How many of the bytes of a body count.
fn counted(bytes: usize) -> usize {
    bytes.saturating_sub(FREE)
}

#[cfg(test)]
mod tests {
    use super::{Budget, FREE};

    #[test]
    fn what_is_taken_comes_back() {
        let budget = Budget::new(10);
        let mut held = budget.hold();
        assert!(held.take(FREE + 4) && held.take(6));
        assert!(!held.take(1));
        assert!(!budget.hold().fits(FREE + 1) && !budget.hold().take(FREE + 1));
        drop(held);
        assert!(budget.hold().take(FREE + 10));
    }

    #[test]
    fn where_all_is_held_a_small_body_still_fits() {
        let budget = Budget::new(10);
        let mut large = budget.hold();
        assert!(large.take(FREE + 10));
        let mut small = budget.hold();
        assert!(small.fits(FREE) && small.take(1) && small.take(FREE - 1));
        assert!(!small.take(1));
        drop(small);
        assert!(!budget.hold().take(FREE + 1), "what was free is not given back as if it had been taken");
    }
}

//! Where the locks and atomics come from that the lanes stand on.
//!
//! All of them are taken from here, so that a model checker can put its own in their place and try every order in which
//! threads may meet.

pub(crate) use std::sync::atomic::{AtomicU32, AtomicUsize};
pub(crate) use std::sync::{Mutex, MutexGuard};

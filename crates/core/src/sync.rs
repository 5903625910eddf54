//! Where the locks and atomics come from that our own concurrent types stand on.
//!
//! All of them are taken from here, so that a model checker can put its own in their place and try every order in which
//! threads may meet.
//!
//! [`Stats`](crate::Stats) and [`Bots`](crate::Bots) stay apart: nobody waits for what they hold, and no step depends
//! on the order in which it was written.

pub(crate) use std::sync::atomic::AtomicUsize;
pub(crate) use std::sync::{Mutex, MutexGuard};

pub(crate) use tokio::sync::{Notify, Semaphore, TryAcquireError};

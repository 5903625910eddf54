//! Where the locks and atomics come from that our own concurrent types stand on.
//!
//! All of them are taken from here, so that a model checker can put its own in their place and try every order in which
//! threads may meet: `loom`, when our own tests are built with `--cfg loom`. Everybody else, and whoever runs models of
//! their own over us, gets std's and tokio's.
//!
//! [`Stats`](crate::Stats) and [`Bots`](crate::Bots) stay apart: nobody waits for what they hold, and no step depends
//! on the order in which it was written.

#[cfg(all(test, loom))]
mod modelled;

#[cfg(not(all(test, loom)))]
pub(crate) use std::sync::atomic::AtomicUsize;
#[cfg(not(all(test, loom)))]
pub(crate) use std::sync::{Mutex, MutexGuard};

#[cfg(not(all(test, loom)))]
pub(crate) use tokio::sync::{Notify, Semaphore, TryAcquireError};

#[cfg(all(test, loom))]
pub(crate) use self::modelled::{AtomicUsize, Mutex, MutexGuard, Notify, Semaphore, TryAcquireError};

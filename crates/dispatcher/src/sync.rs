//! Where the locks, atomics and tasks come from that the lanes stand on.
//!
//! All of them are taken from here, so that a model checker can put its own in their place and try every order in which
//! threads may meet: `loom`, when our own tests are built with `--cfg loom`. Everybody else, and whoever runs models of
//! their own over us, gets std's and tokio's.

#[cfg(all(test, loom))]
mod modelled;

#[cfg(not(all(test, loom)))]
pub(crate) use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize};
#[cfg(not(all(test, loom)))]
pub(crate) use std::sync::{Mutex, MutexGuard};
#[cfg(not(all(test, loom)))]
pub(crate) use std::thread_local;

#[cfg(not(all(test, loom)))]
pub(crate) use tokio::runtime::Handle;
#[cfg(not(all(test, loom)))]
pub(crate) use tokio_util::task::TaskTracker;

#[cfg(all(test, loom))]
pub(crate) use self::modelled::{
    AtomicBool, AtomicU32, AtomicUsize, Handle, Mutex, MutexGuard, TaskTracker, spawn, thread_local,
};

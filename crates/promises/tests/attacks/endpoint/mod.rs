//! The endpoint under hostile clients.
//!
//! Attackers call from addresses of their own, as they would; all of 127.0.0.0/8 is this machine. Whoever is good calls
//! from another one.

mod bodies;
mod crowds;
mod peer;
mod pipelines;
mod requests;
mod secrets;
mod slow;
mod target;
mod timing;

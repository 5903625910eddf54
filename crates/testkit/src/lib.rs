//! What tests of sources, protocols and handlers need: a paused clock, a scripted API, a sink that remembers.
//!
//! Also the conformance suites: whoever writes an [`EventSource`](pollhook_core::EventSource), a
//! [`PollProtocol`](pollhook_core::PollProtocol) or a [`WebhookProtocol`](pollhook_core::WebhookProtocol) runs ours.
//! A suite panics with the promise that was broken, as an assertion does.

mod bench;
mod clock;
pub mod doors;
mod feed;
mod http;
pub mod poll;
mod recorder;
mod scripted;
pub mod source;
pub mod webhook;

pub use bench::{Bench, event};
pub use clock::TestClock;
pub use feed::{Asked, FEED_HOLD, Fault, Feed};
pub use http::{Reply, ScriptedHttp};
pub use recorder::Recorder;
pub use scripted::{Paged, Pushed, Word};

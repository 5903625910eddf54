//! Polling as an event source: one loop for short and long polling, over any protocol, any line or any closure.
//!
//! ```text
//! protocol + HTTP ┐                    ┌─ plan: ask, wait or go back (pure)
//!                 ├─▶ fetch ─▶ run ────┼─ emit: page ─▶ window ─▶ sink ─▶ …
//!         closure ┘                    └─ commit: settled prefix ─▶ store, or the next fetch
//! ```
//!
//! [`Polling`] says what is promised. Where the client holds the cursor, a [`CursorStore`](pollhook_core::CursorStore)
//! keeps it: [`FileCursors`] in a file that survives a kill, [`MemoryCursors`] in none.
//!
//! Deliberately absent: threads and tasks (a poller is one future, owned by whoever runs it), a clock (time comes in with
//! the context), and any platform's name.

mod backoff;
mod beside;
mod builder;
mod commit;
mod dice;
mod emit;
mod exchange;
mod fetch;
mod from_fn;
mod mood;
mod pace;
mod plan;
mod rewind;
mod run;
mod settings;
mod source;
mod stop;
mod store;
mod trouble;

pub use builder::Builder;
pub use settings::{PollingSettings, Style};
pub use source::Polling;
pub use store::{FileCursors, MemoryCursors};

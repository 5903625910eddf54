//! What is promised, tested on real processes, sockets and files.
//!
//! The tests of this package (`tests/`, a file a promise) put a *contestant*, a bot in a process of its own, before a
//! network that can count, and hold three books against each other: what users said, what the bot wrote into its
//! [`journal`] as it handled it, and what the network was told is done.
//!
//! ```text
//! users ─say─▶ a simulated network ◀─HTTP─▶ contestant ─writes─▶ journal
//!                └── what was confirmed ──┐  ┌── what was handled ──┘
//!                                         ▼  ▼
//!                                       verdict
//! ```
//!
//! A harness that cannot find a fault proves nothing: the same tests run on contestants that are deliberately wrong
//! (`src/bin/wrong.rs`), and must find the loss, the double or the wrong order there. And each test first proves its
//! own premise from counters: that there was something to lose when the process was killed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a harness runs in tests: to panic is to report")]

pub mod answers;
pub mod arena;
pub mod assembled;
pub mod batches;
pub mod bot;
pub mod config;
pub mod devman;
pub mod facebook;
pub mod github;
pub mod journal;
pub mod kills;
pub mod late;
pub mod memory;
pub mod noted;
pub mod notices;
pub mod paged;
pub mod process;
pub mod pushed;
pub mod recast;
pub mod restart;
pub mod script;
pub mod stage;
pub mod stops;
pub mod store;
pub mod telegram;
pub mod tempo;

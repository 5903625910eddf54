//! See `src/github_poll.rs`.
#![no_main]

pollhook_fuzz::target!(github_poll);

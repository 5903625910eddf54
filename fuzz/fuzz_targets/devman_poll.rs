//! See `src/devman_poll.rs`.
#![no_main]

pollhook_fuzz::target!(devman_poll);

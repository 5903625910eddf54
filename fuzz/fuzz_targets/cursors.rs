//! See `src/cursors.rs`.
#![no_main]

pollhook_fuzz::target!(cursors);

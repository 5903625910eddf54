//! See `src/letters.rs`.
#![no_main]

pollhook_fuzz::target!(letters);

//! See `src/commands.rs`.
#![no_main]

pollhook_fuzz::target!(commands);

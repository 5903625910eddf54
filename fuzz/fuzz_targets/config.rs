//! See `src/config.rs`.
#![no_main]

pollhook_fuzz::target!(config);

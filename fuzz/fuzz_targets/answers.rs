//! See `src/answers.rs`.
#![no_main]

pollhook_fuzz::target!(answers);

//! See `src/telegram_poll.rs`.
#![no_main]

pollhook_fuzz::target!(telegram_poll);

//! See `src/telegram_webhook.rs`.
#![no_main]

pollhook_fuzz::target!(telegram_webhook);

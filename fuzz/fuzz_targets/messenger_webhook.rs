//! See `src/messenger_webhook.rs`.
#![no_main]

pollhook_fuzz::target!(messenger_webhook);

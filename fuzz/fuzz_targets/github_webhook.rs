//! See `src/github_webhook.rs`.
#![no_main]

pollhook_fuzz::target!(github_webhook);

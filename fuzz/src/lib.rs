//! What must hold for whatever others write: answers, pushes, configs, files, and what people say to a bot.
//!
//! A module is a target: its `check` takes bytes and panics when something does not hold that must. "No panic in our
//! crates" is the least of it; each says at its top what else it compares with what. Nothing here knows libFuzzer, so the
//! same checks run as plain tests over the seeds and over every case that was ever found (`tests/seeds.rs`).

pub mod face;
pub mod forms;
pub mod json;
pub mod mutate;
pub mod signature;
pub mod wire;

pub mod answers;
pub mod commands;
pub mod config;
pub mod cursors;
pub mod devman_poll;
pub mod github_poll;
pub mod github_webhook;
pub mod letters;
pub mod messenger_webhook;
pub mod telegram_poll;
pub mod telegram_webhook;

/// A target: its name, which is that of its module and its folder of seeds, and its check.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("answers", answers::check),
    ("commands", commands::check),
    ("config", config::check),
    ("cursors", cursors::check),
    ("devman_poll", devman_poll::check),
    ("github_poll", github_poll::check),
    ("github_webhook", github_webhook::check),
    ("letters", letters::check),
    ("messenger_webhook", messenger_webhook::check),
    ("telegram_poll", telegram_poll::check),
    ("telegram_webhook", telegram_webhook::check),
];

/// The program around a target that libFuzzer drives: half of the changes are its own, half are made between the tokens of
/// a document.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        ::libfuzzer_sys::fuzz_target!(|case: &[u8]| $crate::$name::check(case));

        ::libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            if seed % 2 == 0 {
                return ::libfuzzer_sys::fuzzer_mutate(data, size, max_size);
            }
            let mutant = $crate::mutate::mutant(&data[..size], seed);
            let size = mutant.len().min(max_size);
            data[..size].copy_from_slice(&mutant[..size]);
            size
        });
    };
}

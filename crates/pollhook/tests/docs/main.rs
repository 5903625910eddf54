//! What the documents say is what the code does: tables are made anew from the code and compared.
//!
//! ```sh
//! UPDATE=1 cargo test -p pollhook --test docs      # writes what is generated
//! ```

#![allow(clippy::unwrap_used, reason = "what a test needs and does not get fails it")]

mod coming_from;
mod config;
mod document;
mod errors;
mod platforms;

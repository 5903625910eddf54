//! Under construction.
pub mod clock;
pub mod config;
pub mod stack;
mod supervisor;
pub use config::{Config, Mode, Promise};

//! The config: one TOML file for the laptop and for production, of one bot or of many.
//!
//! A text is read once into plain values, which are raised to typed settings; whatever would fail at a start is found
//! here, and all of it is told at once, each with its line and with what to write instead. [`keys`] lists what may stand
//! in the file.
//!
//! `${NAME}`, `${NAME:-default}` and `${file:/path}` may stand within any text. What is missing is an error only where
//! the chosen mode uses it, so that a laptop needs no secret of production.

mod address;
mod bot;
mod duration;
mod effective;
mod error;
mod expand;
mod keys;
mod load;
mod nearest;
mod raise;
mod raw;
mod read;
mod secrets;
// Without a transport its section is read all the same: a config is judged as a whole, whoever reads it.
#[cfg_attr(not(all(feature = "polling", feature = "webhook")), allow(dead_code))]
mod settings;
mod together;
mod written;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use self::bot::BotConfig;
pub use self::error::{ConfigError, Problem};
pub use self::keys::{Fallback, Form, Key, Used, keys};
pub use self::load::Loader;
pub use self::settings::{Mode, Promise};

pub(crate) use self::duration::show as show_duration;
pub(crate) use self::secrets::Secrets;
pub(crate) use self::settings::{Letters, Process};

use self::address::without_credentials;
use self::effective::Effective;

/// A config that was read and checked: the bots of a process, and what holds for all of them.
#[derive(Clone)]
pub struct Config {
    pub(crate) bots: Vec<BotConfig>,
    pub(crate) process: Process,
    effective: Vec<Effective>,
    file: Option<Arc<Path>>,
}

impl Config {
    /// Reads a file, with the variables of the environment.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, ConfigError> {
        Loader::new().load(path)
    }

    /// Reads a text, with the variables of the environment.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        Loader::new().parse(text)
    }

    /// Its bots, in the order of the file; at least one.
    #[must_use]
    pub fn bots(&self) -> &[BotConfig] {
        &self.bots
    }

    /// Every value in effect with where it came from, as TOML with comments. Secrets are masked.
    #[must_use]
    pub fn effective(&self) -> impl fmt::Display {
        fmt::from_fn(|f| effective::write(&self.effective, &self.bots, f))
    }

    /// An error of this config that only a start can find.
    #[cfg(feature = "webhook")]
    pub(crate) fn error(&self, line: Option<usize>, text: String) -> ConfigError {
        ConfigError::new(self.file.as_deref(), vec![Problem::new(line, text)])
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("file", &self.file)
            .field("process", &self.process)
            .field("bots", &self.bots)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

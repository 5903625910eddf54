//! The config: one TOML file for the laptop and for production.
//!
//! A text is read once into plain values, which are raised to typed settings; whatever would fail at a start is found
//! here, and all of it is told at once, each with its line and with what to write instead. [`keys`] lists what may stand
//! in the file.
//!
//! `${NAME}`, `${NAME:-default}` and `${file:/path}` may stand within any text. What is missing is an error only where
//! the chosen mode uses it, so that a laptop needs no secret of production.

mod address;
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

use std::fmt;
use std::path::{Path, PathBuf};

pub use self::error::{ConfigError, Problem};
pub use self::keys::{Fallback, Form, Key, Used, keys};
pub use self::load::Loader;
pub use self::settings::{Mode, Promise};

pub(crate) use self::duration::show as show_duration;
pub(crate) use self::secrets::Secrets;
pub(crate) use self::settings::Letters;

use self::address::without_credentials;
use self::effective::Effective;
use self::settings::Settings;

/// A config that was read and checked.
#[derive(Clone)]
pub struct Config {
    pub(crate) settings: Settings,
    effective: Vec<Effective>,
    file: Option<PathBuf>,
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

    /// How events arrive.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.settings.mode
    }

    /// What must have happened to an event before the platform may forget it.
    #[must_use]
    pub fn promise(&self) -> Promise {
        self.settings.promise
    }

    /// The bot's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.bot.name
    }

    /// Every value in effect with where it came from, as TOML with comments. Secrets are masked.
    #[must_use]
    pub fn effective(&self) -> impl fmt::Display {
        fmt::from_fn(|f| effective::write(&self.effective, self.mode(), f))
    }

    /// What no text may show.
    pub(crate) fn secrets(&self) -> Secrets {
        let hooks = self.settings.webhook.iter().flat_map(|webhook| webhook.secrets.iter());
        let bot = &self.settings.bot;
        let extras = bot.platform.extras().iter().filter(|extra| extra.secret);
        let extras = extras.filter_map(|extra| bot.extras.get(extra.name));
        std::iter::once(&bot.token).chain(hooks).chain(extras).cloned().collect()
    }

    /// A path beside the config.
    pub(crate) fn beside(&self, path: &Path) -> PathBuf {
        self.file.as_deref().and_then(Path::parent).unwrap_or_else(|| Path::new("")).join(path)
    }

    /// An error of this config that only a start can find.
    #[cfg(feature = "webhook")]
    pub(crate) fn error(&self, line: Option<usize>, text: String) -> ConfigError {
        ConfigError::new(self.file.as_deref(), vec![Problem::new(line, text)])
    }

    /// Where to mend a key: `line 3 of bot.toml`.
    pub(crate) fn place(&self, line: Option<usize>) -> String {
        let file = self.file.as_deref().unwrap_or_else(|| Path::new("the config")).display();
        line.map_or_else(|| file.to_string(), |line| format!("line {line} of {file}"))
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("file", &self.file).field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

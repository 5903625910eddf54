//! From a file, or a text, to a config.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use pollhook_core::Platform;

use super::error::{ConfigError, Problem};
use super::read::Reader;
use super::{Config, Mode, raise};

/// Reads configs with something other than the defaults: flags over the file, variables of your own, further platforms.
///
/// ```
/// # fn main() -> Result<(), pollhook::config::ConfigError> {
/// let text = r#"
///     [bot]
///     platform = "telegram"
///     token    = "${TOKEN}"
/// "#;
/// let config = pollhook::config::Loader::new().var("TOKEN", "12:abc").parse(text)?;
/// assert_eq!(config.mode(), pollhook::Mode::Polling);
/// # Ok(())
/// # }
/// ```
#[must_use = "a loader does nothing until it loads"]
pub struct Loader {
    pub(super) mode: Option<Mode>,
    pub(super) take_over: bool,
    platforms: Vec<Arc<dyn Platform>>,
    vars: Vec<(String, String)>,
}

impl Loader {
    /// Reads as [`Config::load`] does.
    pub fn new() -> Self {
        Self { mode: None, take_over: false, platforms: Vec::new(), vars: Vec::new() }
    }

    /// Decides the mode, whatever the config says.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Lets polling remove a webhook that is somebody else's, whatever the config says.
    pub fn take_over(mut self) -> Self {
        self.take_over = true;
        self
    }

    /// Sets a variable, over the one in the environment.
    pub fn var(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.vars.push((name.into(), value.into()));
        self
    }

    /// Adds a platform of your own, under its own name.
    pub fn platform(mut self, platform: impl Platform) -> Self {
        self.platforms.push(Arc::new(platform));
        self
    }

    /// Reads a file.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(self, path: impl AsRef<Path>) -> Result<Config, ConfigError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let hint = "a config begins with [bot], platform = … and token = …";
            ConfigError::new(Some(path), vec![Problem::new(None, format!("it cannot be read: {error} ({hint})"))])
        })?;
        self.read(&text, Some(path))
    }

    /// Reads a text. What stands beside a config stands in the current folder then.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(self, text: &str) -> Result<Config, ConfigError> {
        self.read(text, None)
    }

    fn read(self, text: &str, file: Option<&Path>) -> Result<Config, ConfigError> {
        let vars = |name: &str| {
            let own = self.vars.iter().rev().find(|(own, _)| own == name).map(|(_, value)| value.clone());
            own.or_else(|| std::env::var(name).ok())
        };
        let mut reader = Reader::new(text, &vars);
        let settings = raise::raise(&mut reader, &self);
        let (effective, problems) = reader.finish();
        match settings {
            Some(settings) if problems.is_empty() => Ok(Config { settings, effective, file: file.map(Path::to_owned) }),
            _ => Err(ConfigError::new(file, problems)),
        }
    }

    /// The platform of this name; one of the author's own before ours.
    pub(super) fn named(&self, name: &str) -> Option<Arc<dyn Platform>> {
        let own = self.platforms.iter().rev().find(|platform| platform.name() == name).cloned();
        own.or_else(|| pollhook_platforms::find(name))
    }

    pub(super) fn platform_names(&self) -> Vec<&'static str> {
        self.platforms.iter().map(|platform| platform.name()).chain(pollhook_platforms::names()).collect()
    }
}

impl Default for Loader {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Loader {
    /// Variables may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader").field("mode", &self.mode).field("take_over", &self.take_over).finish_non_exhaustive()
    }
}

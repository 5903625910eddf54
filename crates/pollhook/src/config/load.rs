//! From a file, or a text, to a config.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use pollhook_core::Platform;

use super::error::{ConfigError, Problem};
use super::expand::Vars;
use super::nearest::suggest;
use super::raw::{Keys, Raw, RawBot};
use super::read::Reader;
use super::{BotConfig, Config, Mode, raise, together};

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
/// assert_eq!(config.bots()[0].mode(), pollhook::Mode::Polling);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a loader does nothing until it loads"]
pub struct Loader {
    pub(super) mode: Option<Mode>,
    pub(super) take_over: bool,
    only: Option<String>,
    platforms: Vec<Arc<dyn Platform>>,
    vars: Vec<(String, String)>,
}

impl Loader {
    /// Reads as [`Config::load`] does.
    pub fn new() -> Self {
        Self { mode: None, take_over: false, only: None, platforms: Vec::new(), vars: Vec::new() }
    }

    /// Decides the mode of every bot, whatever the config says.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Lets polling remove a webhook that is somebody else's, whatever the config says.
    pub fn take_over(mut self) -> Self {
        self.take_over = true;
        self
    }

    /// Reads only the bot of this name; what stands in the file about others does not matter then.
    pub fn only(mut self, name: impl Into<String>) -> Self {
        self.only = Some(name.into());
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
        let mut problems = Vec::new();
        let Raw { shared, bots } = Raw::parse(text, &mut problems);
        let bots = self.bots(bots, &shared, &vars, file, &mut problems);

        let mut reader = Reader::new(RawBot::default(), &shared, &vars);
        // A listener is needed when one bot is called.
        let called = bots.iter().any(|bot| bot.mode() == Mode::Webhook);
        reader.within(if called { Mode::Webhook } else { Mode::Polling });
        let process = raise::process(&mut reader);
        let (effective, more) = reader.finish();
        problems.extend(more);

        problems.extend(process.iter().flat_map(|process| together::problems(&bots, process)));
        match process {
            Some(process) if problems.is_empty() => Ok(Config { bots, process, effective, file: file.map(Arc::from) }),
            _ => Err(ConfigError::new(file, problems)),
        }
    }

    /// The bots that can be raised. What is wrong with the others goes to `problems`.
    fn bots(
        &self,
        raws: Vec<RawBot>,
        shared: &Keys,
        vars: Vars<'_>,
        file: Option<&Path>,
        problems: &mut Vec<Problem>,
    ) -> Vec<BotConfig> {
        let (mut bots, mut others) = (Vec::new(), Vec::new());
        for raw in raws {
            let mut reader = Reader::new(raw, shared, vars);
            if let Some(only) = &self.only {
                let name = reader.text("bot.name").or_else(|| reader.text("bot.platform")).unwrap_or_default();
                if name != *only {
                    others.push(name);
                    continue;
                }
            }
            let settings = raise::bot(&mut reader, self);
            let (effective, more) = reader.finish();
            problems.extend(more);
            bots.extend(settings.map(|settings| BotConfig::new(settings, effective, file.map(Arc::from))));
        }
        if let (Some(only), true, true) = (&self.only, bots.is_empty(), problems.is_empty()) {
            let others: Vec<_> = others.iter().map(String::as_str).collect();
            let hint = suggest(only, &others, |name| format!("{name:?}"));
            problems.push(Problem::new(None, format!("no bot is called {only:?}: {hint}")));
        }
        bots
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

//! One bot of a config.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, iter};

use super::effective::Effective;
use super::secrets::Secrets;
use super::settings::{Mode, Promise, Settings};
#[cfg(feature = "webhook")]
use super::{ConfigError, Problem};

/// One bot, as the config has it.
#[derive(Clone)]
pub struct BotConfig {
    pub(crate) settings: Settings,
    pub(super) effective: Vec<Effective>,
    pub(super) file: Option<Arc<Path>>,
}

impl BotConfig {
    pub(super) fn new(settings: Settings, effective: Vec<Effective>, file: Option<Arc<Path>>) -> Self {
        let mut bot = Self { settings, effective, file };
        // Many have the token in the path that is called, so that nobody guesses it.
        let secrets = bot.secrets();
        let addresses = bot.effective.iter_mut().filter(|value| ADDRESSES.iter().any(|path| value.key.is_at(path)));
        addresses.for_each(|address| address.shown = secrets.mask_written(&address.shown));
        bot
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.bot.name
    }

    /// The name of its platform.
    #[must_use]
    pub fn platform(&self) -> &str {
        self.settings.bot.platform.name()
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

    /// What no text may show.
    pub(crate) fn secrets(&self) -> Secrets {
        let hooks = self.settings.webhook.iter().flat_map(|webhook| webhook.secrets.iter());
        let bot = &self.settings.bot;
        let extras = bot.platform.extras().iter().filter(|extra| extra.secret);
        let extras = extras.filter_map(|extra| bot.extras.get(extra.name));
        iter::once(&bot.token).chain(hooks).chain(extras).cloned().collect()
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

/// What may hold a secret that is a value of its own elsewhere.
const ADDRESSES: [&str; 3] = ["bot.api", "webhook.url", "webhook.path"];

impl fmt::Debug for BotConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BotConfig").field("file", &self.file).field("settings", &self.settings).finish_non_exhaustive()
    }
}

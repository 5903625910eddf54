//! The files that bots write: each has one owner in a process, however many bots name it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use pollhook_core::{Clock, DeadLetters};
use pollhook_dispatcher::{FileDeadLetters, NoDeadLetters};

use crate::config::{BotConfig, Letters};

/// Every file that was named so far.
pub(crate) struct Files {
    clock: Arc<dyn Clock>,
    letters: HashMap<PathBuf, FileDeadLetters>,
    #[cfg(feature = "polling")]
    cursors: HashMap<PathBuf, pollhook_polling::FileCursors>,
}

impl Files {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            letters: HashMap::new(),
            #[cfg(feature = "polling")]
            cursors: HashMap::new(),
        }
    }

    /// Where the bot's dead letters go.
    pub(crate) fn letters(&mut self, bot: &BotConfig) -> Arc<dyn DeadLetters> {
        let Letters::File(path) = &bot.settings.dead_letters else { return Arc::new(NoDeadLetters) };
        let path = bot.beside(path);
        let new = || FileDeadLetters::new(path.clone(), FileDeadLetters::CAP, Arc::clone(&self.clock));
        Arc::new(self.letters.entry(path.clone()).or_insert_with(new).clone())
    }

    /// Where the bot keeps how far it has come.
    #[cfg(feature = "polling")]
    pub(crate) fn cursors(&mut self, bot: &BotConfig) -> pollhook_polling::FileCursors {
        let path = bot.beside(&bot.settings.polling.cursors);
        let new = || pollhook_polling::FileCursors::new(path.clone(), Arc::clone(&self.clock));
        self.cursors.entry(path.clone()).or_insert_with(new).clone()
    }
}

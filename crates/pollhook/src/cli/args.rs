//! The command line as data.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::config::{Config, ConfigError, Loader, Mode};

/// What may stand beside any command.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The config
    #[arg(long, short, global = true, env = "POLLHOOK_CONFIG", value_name = "FILE", default_value = "bot.toml")]
    pub config: PathBuf,
    /// Only the bot of this name, where the config has several
    #[arg(long, global = true, value_name = "NAME")]
    pub bot: Option<String>,
    /// How events arrive, whatever the config says
    #[arg(long, global = true, env = "POLLHOOK_SOURCE_MODE")]
    pub mode: Option<Mode>,
    /// Let polling remove a webhook that is not the one in the config
    #[arg(long, global = true)]
    pub take_over: bool,
    /// What the config is read with beyond that: platforms of your own, for one
    #[arg(skip)]
    pub loader: Loader,
}

impl Options {
    /// Reads the config.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn load(&self) -> Result<Config, ConfigError> {
        self.load_for(self.mode)
    }

    pub(super) fn load_for(&self, mode: Option<Mode>) -> Result<Config, ConfigError> {
        let loader = mode.into_iter().fold(self.loader.clone(), Loader::mode);
        let loader = if self.take_over { loader.take_over() } else { loader };
        let loader = self.bot.iter().fold(loader, Loader::only);
        loader.load(&self.config)
    }
}

/// What can be done with the bots of a config.
#[derive(Clone, Debug, Default, Subcommand)]
#[non_exhaustive]
pub enum Command {
    /// Run the bots (this is the default)
    #[default]
    Run,
    /// Check the config, and show what is in effect and why
    Check,
    /// Look at all that the bots need: token, clock, the webhook's address, what the platform has registered
    Doctor {
        /// A line of JSON for each thing that was looked at
        #[arg(long)]
        json: bool,
    },
    /// Show the handlers in the order in which they are asked, and what each of them hears
    Routes {
        /// A line of JSON for each bot
        #[arg(long)]
        json: bool,
    },
    /// Look at the webhook that the platform has registered, or change it
    Webhook {
        /// What to do with it
        #[command(subcommand)]
        command: WebhookCommand,
    },
}

/// What can be done with a registered webhook.
#[derive(Clone, Debug, Subcommand)]
#[non_exhaustive]
pub enum WebhookCommand {
    /// Show what is registered
    Info,
    /// Register the webhook of the config
    Set,
    /// Remove what is registered
    Delete {
        /// Forget the events that wait, too
        #[arg(long)]
        drop_pending: bool,
    },
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        options: Options,
    }

    #[test]
    fn the_command_line_comes_before_the_loader_and_the_loader_before_the_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = "[bot]\nplatform = \"paged\"\ntoken = \"${PAGED_TOKEN}\"\n[source]\nmode = \"webhook\"\n";
        std::fs::write(file.path(), text).unwrap();
        let mut options =
            Cli::parse_from(["bot", "--mode", "polling", "--config", &file.path().to_string_lossy()]).options;
        assert!(options.load().is_err(), "nobody knows that platform");
        options.loader = Loader::new().platform(pollhook_testkit::Paged::default()).var("PAGED_TOKEN", "a");
        let config = options.load().unwrap();
        assert_eq!((config.bots()[0].platform(), config.bots()[0].mode()), ("paged", Mode::Polling));
        options.loader = options.loader.mode(Mode::Webhook);
        assert_eq!(options.load().unwrap().bots()[0].mode(), Mode::Polling);
    }
}

//! A network with one bot, and a config for it.

use std::path::PathBuf;
use std::process::Command;

use pollhook_simulator::{Bot, Network, Options};
use tempfile::TempDir;

use crate::printed::{Printed, pollhook};

pub(crate) const TOKEN: &str = "7:secret";
pub(crate) const HOOK_SECRET: &str = "hook-s3cret";

pub(crate) struct Scene {
    pub(crate) network: Network,
    pub(crate) bot: Bot,
    /// The webhook of the config.
    pub(crate) hook: String,
    folder: TempDir,
}

impl Scene {
    pub(crate) async fn start() -> Self {
        let network = Network::start(Options { local: true, ..Options::default() }).await.unwrap();
        let bot = network.bot(TOKEN).unwrap();
        let listen = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let hook = format!("http://{listen}/hook");
        let scene = Self { bot, hook, folder: tempfile::tempdir().unwrap(), network };
        let (api, hook) = (scene.network.api_url(), &scene.hook);
        scene.write(&format!(
            "[bot]\nplatform = \"telegram\"\ntoken = \"${{BOT_TOKEN}}\"\napi = \"{api}\"\n[webhook]\nurl = \"{hook}\"\n\
             secret = \"{HOOK_SECRET}\"\n[server]\nlisten = \"{listen}\"\n"
        ));
        scene
    }

    /// Something happens.
    pub(crate) fn anna_says_hi(&self) {
        let anna = self.network.user("Anna");
        anna.says(anna.chat().add(&self.bot), "hi");
    }

    /// Writes another config in place of its own.
    pub(crate) fn write(&self, text: &str) {
        std::fs::write(self.config(), text).unwrap();
    }

    /// Its config with something else in place of a part.
    pub(crate) fn rewrite(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.config()).unwrap();
        assert!(text.contains(from));
        self.write(&text.replace(from, to));
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("bot.toml")
    }

    /// The command with this config.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = pollhook(arguments);
        command.env("POLLHOOK_CONFIG", self.config()).env("BOT_TOKEN", TOKEN);
        command
    }

    /// Runs a command to its end.
    pub(crate) async fn ends(&self, arguments: &[&str]) -> Printed {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        Printed::of(&output)
    }
}

//! The command as people run it: what it prints, and how it exits.

#![allow(clippy::unwrap_used, reason = "what a test needs and does not get fails it")]

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use pollhook_simulator::{Bot, Network, Options, Standing};
use tempfile::TempDir;

const TOKEN: &str = "7:secret";
const HOOK_SECRET: &str = "hook-s3cret";
const HOOK: &str = "http://127.0.0.1:9/hook";

/// A network with one bot, and a config for it.
struct Net {
    bot: Bot,
    folder: TempDir,
    _network: Network,
}

impl Net {
    async fn start() -> Self {
        let network = Network::start(Options { local: true, ..Options::default() }).await.unwrap();
        let bot = network.bot(TOKEN).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let api = network.api_url();
        let text = format!(
            "[bot]\nplatform = \"telegram\"\ntoken = \"${{BOT_TOKEN}}\"\napi = \"{api}\"\n[webhook]\nurl = \"{HOOK}\"\n\
             secret = \"{HOOK_SECRET}\"\n"
        );
        std::fs::write(folder.path().join("bot.toml"), text).unwrap();
        Self { bot, folder, _network: network }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = pollhook(arguments);
        command.env("POLLHOOK_CONFIG", self.config()).env("BOT_TOKEN", TOKEN);
        command
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("bot.toml")
    }

    /// Runs a command to its end; no secret is in what it prints.
    async fn ends(&self, arguments: &[&str]) -> Printed {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        Printed::of(output)
    }
}

fn pollhook(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pollhook"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["POLLHOOK_CONFIG", "POLLHOOK_SOURCE_MODE", "BOT_TOKEN"] {
        command.env_remove(name);
    }
    command.env("RUST_LOG", "trace");
    command
}

struct Printed {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Printed {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let printed = Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        for secret in [TOKEN, HOOK_SECRET] {
            assert!(!printed.out.contains(secret) && !printed.err.contains(secret), "a secret is printed");
        }
        printed
    }
}

/// Asks a process to end.
#[cfg(unix)]
fn terminate(child: &Child) {
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

/// Waits for a child's end without stopping the network, which runs in the same process.
async fn end_of(mut child: Child) -> (ExitStatus, String) {
    let wait = move || {
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (child.wait().unwrap(), err)
    };
    tokio::task::spawn_blocking(wait).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_config_that_is_not_there_is_code_2() {
    let output = pollhook(&["--config", "nowhere/bot.toml"]).output().unwrap();
    let printed = Printed::of(output);
    assert_eq!(printed.code, Some(2));
    assert!(printed.err.contains("nowhere/bot.toml cannot be used: it cannot be read"), "{}", printed.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_command_is_code_2() {
    let output = pollhook(&["rnu"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn check_shows_what_is_in_effect() {
    let net = Net::start().await;
    let printed = net.ends(&["check", "--mode", "webhook"]).await;
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    for part in ["[bot]", "token", "\"****\"", "# --mode", HOOK, "At least once"] {
        assert!(printed.out.contains(part), "{part} in {}", printed.out);
    }

    std::fs::write(net.config(), "[bot]\nplatform = \"telegram\"\ntokn = \"x\"\n").unwrap();
    let printed = net.ends(&["check"]).await;
    assert_eq!(printed.code, Some(2));
    assert!(printed.err.contains("line 3: unknown key `tokn` in [bot]: did you mean `token`?"), "{}", printed.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_shown_set_and_deleted_by_hand() {
    let net = Net::start().await;
    let printed = net.ends(&["webhook", "info"]).await;
    assert_eq!((printed.code, printed.out.trim()), (Some(0), "no webhook is registered"), "{}", printed.err);

    let printed = net.ends(&["webhook", "set"]).await;
    assert_eq!((printed.code, net.bot.webhook().as_deref()), (Some(0), Some(HOOK)), "{}", printed.err);
    let printed = net.ends(&["webhook", "info"]).await;
    assert!(printed.out.contains(HOOK) && printed.out.contains("pending          0"), "{}", printed.out);

    assert_eq!(net.ends(&["webhook", "delete", "--drop-pending"]).await.code, Some(0));
    assert_eq!(net.bot.webhook(), None);

    net.bot.set_standing(Standing::Revoked);
    let printed = net.ends(&["webhook", "info"]).await;
    assert_eq!(printed.code, Some(1));
    assert!(printed.err.contains("error: the platform said: "), "{}", printed.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_code_1() {
    let net = Net::start().await;
    net.bot.set_standing(Standing::Revoked);
    let printed = net.ends(&["run"]).await;
    assert_eq!(printed.code, Some(1));
    assert!(printed.err.contains("refused the credential"), "{}", printed.err);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_runs_ends_well_at_sigterm() {
    let net = Net::start().await;
    let child = net.command(&[]).spawn().unwrap();
    net.bot.until(|glance| glance.polling).await;
    terminate(&child);
    let (status, err) = end_of(child).await;
    assert_eq!(status.code(), Some(0), "{err}");
    assert!(err.contains("the bot is running") && err.contains("the bot has stopped"), "{err}");
    assert!(!err.contains(TOKEN), "a secret is printed");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_simulated_network_says_where_it_is() {
    let mut child = pollhook(&["simulate", "--port", "0"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.find(|line| line.as_ref().unwrap().contains("its API")).unwrap().unwrap();
    let address = line.rsplit("http://").next().unwrap().to_owned();
    std::net::TcpStream::connect(address).unwrap();
    terminate(&child);
    child.wait().unwrap();
}

//! A real nginx, with the block of `docs/deploying.md`, between the network and a bot.
//!
//! Needs nginx, and `tests-foreign/install.sh` brings it; without it this fails. Run it with `--features foreign`.

#![allow(clippy::unwrap_used, reason = "what a test needs and does not get fails it")]

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Output};
use std::time::Duration;

use pollhook_simulator::{Bot, Network, Options};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(30);

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// What stands in the document between its fences.
fn block() -> String {
    let document = include_str!("../../../docs/deploying.md");
    let (_, rest) = document.split_once("```nginx\n").unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// A child that does not outlive its test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// nginx at `front`, with a port for its certificate, before a bot at `behind`.
async fn nginx(folder: &Path, front: SocketAddr, behind: SocketAddr) -> Process {
    let block = block();
    for part in ["server 127.0.0.1:8080;", "listen 443 ssl;"] {
        assert!(block.contains(part), "{part}");
    }
    let block = block
        .replace("server 127.0.0.1:8080;", &format!("server {behind};"))
        .replace("listen 443 ssl;", &format!("listen {front};"))
        .lines()
        .filter(|line| !line.trim_start().starts_with("ssl_"))
        .collect::<Vec<_>>()
        .join("\n");
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|what| format!("{what}_temp_path {};\n", folder.join(what).display()))
        .concat();
    let text = format!(
        "daemon off;\nmaster_process off;\nerror_log stderr;\npid {};\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{block}\n}}\n",
        folder.join("nginx.pid").display()
    );
    let config = folder.join("nginx.conf");
    std::fs::write(&config, text).unwrap();
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder).arg("-e").arg("stderr").arg("-c").arg(config);
    let process = Process(command.spawn().expect("run tests-foreign/install.sh first"));
    let listens = async {
        while TcpStream::connect(front).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, listens).await.expect("nginx listens");
    process
}

/// A bot whose address is nginx's.
struct Scene {
    network: Network,
    bot: Bot,
    folder: TempDir,
}

impl Scene {
    async fn start(front: SocketAddr, behind: SocketAddr) -> Self {
        let network = Network::start(Options { local: true, ..Options::default() }).await.unwrap();
        let bot = network.bot("7:secret").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "[bot]\nplatform = \"telegram\"\ntoken = \"7:secret\"\napi = \"{}\"\n[source]\nmode = \"webhook\"\n[webhook]\n\
             url = \"http://{front}/hooks/echo\"\nsecret = \"s3cret\"\n[server]\nlisten = \"{behind}\"\n\
             trusted_proxies = [\"127.0.0.1/32\"]\n",
            network.api_url()
        );
        std::fs::write(folder.path().join("bot.toml"), config).unwrap();
        Self { network, bot, folder }
    }

    fn command(&self, word: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pollhook"));
        command.arg(word).arg("--config").arg(self.folder.path().join("bot.toml"));
        command
    }

    fn anna_says_hi(&self) {
        let anna = self.network.user("Anna");
        anna.says(anna.chat().add(&self.bot), "hi");
    }

    async fn doctor(&self) -> Output {
        let mut command = self.command("doctor");
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn events_pass_the_block_of_the_document_and_wait_while_the_bot_is_away() {
    let (front, behind) = (free(), free());
    let scene = Scene::start(front, behind).await;
    let _nginx = nginx(scene.folder.path(), front, behind).await;

    let bot = Process(scene.command("run").spawn().unwrap());
    scene.bot.until(|glance| glance.webhook.is_some()).await;
    scene.anna_says_hi();
    timeout(PATIENCE, scene.bot.drained()).await.expect("it is confirmed");
    assert_eq!(scene.bot.counters().pushes_ok, 1);
    let told = scene.doctor().await;
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));

    drop(bot);
    scene.anna_says_hi();
    scene.bot.until(|glance| glance.counters.pushes_failed > 0).await;
    let told = String::from_utf8(scene.doctor().await.stdout).unwrap();
    assert!(told.contains("mend  endpoint    it answers 502"), "{told}");

    let _bot = Process(scene.command("run").spawn().unwrap());
    timeout(PATIENCE, scene.bot.drained()).await.expect("it comes again");
    assert_eq!(scene.bot.counters().pushes_ok, 2);
}

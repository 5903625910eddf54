//! A bot of somebody else's, which takes the network for Telegram: a process that says when it listens.

// Each test binary uses a part of this, and clippy does not see that all of it is test.
#![allow(dead_code, unreachable_pub)]

pub mod scene;

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use pollhook_simulator::Network;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

pub const TOKEN: &str = "7:secret";
/// Generous: a machine under load starts an interpreter slowly, and waiting costs nothing when all is well.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// Where a judge lives, and what runs it.
#[derive(Clone, Copy)]
pub struct Judge {
    pub folder: &'static str,
    /// Within the folder, or on the path.
    pub program: &'static str,
    pub script: &'static str,
    /// Within the folder, and there once it is installed.
    pub installed: &'static str,
}

impl Judge {
    /// Starts the bot; returns when it listens.
    pub async fn start(self, door: &str, network: &Network) -> Running {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests-foreign").join(self.folder);
        assert!(folder.join(self.installed).exists(), "run tests-foreign/install.sh first");
        let program = if self.program.contains('/') { folder.join(self.program) } else { self.program.into() };
        let mut child = Command::new(program)
            .args([self.script, door, &network.api_url(), TOKEN])
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node and python3 are installed");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let ready = timeout(PATIENCE, lines.next_line()).await.expect("it starts in time");
        assert_eq!(ready.expect("it speaks UTF-8").as_deref(), Some("ready"));
        Running(child)
    }
}

/// A bot that listens.
pub struct Running(Child);

impl Running {
    /// Ends it, which it does well.
    pub async fn stop(mut self) {
        drop(self.0.stdin.take());
        let status = timeout(PATIENCE, self.0.wait()).await.expect("it stops in time").expect("it is a child of ours");
        assert!(status.success());
    }
}

//! A process of the command, and what it printed.

use std::io::Read;
use std::process::{Child, Command, Output, Stdio};

use crate::scene::{HOOK_SECRET, TOKEN};

/// The command with these arguments, and nothing of this process's environment that it heeds.
pub(crate) fn pollhook(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pollhook"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["POLLHOOK_CONFIG", "POLLHOOK_SOURCE_MODE", "BOT_TOKEN"] {
        command.env_remove(name);
    }
    // At this level it says all that it ever says.
    command.env("RUST_LOG", "trace");
    command
}

/// What a command printed, in which no secret is.
pub(crate) struct Printed {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Printed {
    /// Runs a command to its end.
    pub(crate) fn by(arguments: &[&str]) -> Self {
        Self::of(&pollhook(arguments).output().unwrap())
    }

    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let printed = Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) };
        for secret in [TOKEN, HOOK_SECRET] {
            assert!(!printed.out.contains(secret) && !printed.err.contains(secret), "a secret is printed");
        }
        printed
    }

    /// Fails unless it ended by this code and said all of this, on either stream.
    #[track_caller]
    pub(crate) fn is(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        for part in parts {
            assert!(self.out.contains(part) || self.err.contains(part), "{part} in {}{}", self.out, self.err);
        }
    }
}

/// A process that runs until it is told to end. It is killed when a test fails.
pub(crate) struct Running(Option<Child>);

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        Self(Some(command.spawn().unwrap()))
    }

    /// What it prints to its standard output; to be taken once.
    pub(crate) fn out(&mut self) -> std::process::ChildStdout {
        self.0.as_mut().and_then(|child| child.stdout.take()).unwrap()
    }

    /// What it prints to its standard error; to be taken once.
    pub(crate) fn err(&mut self) -> std::process::ChildStderr {
        self.0.as_mut().and_then(|child| child.stderr.take()).unwrap()
    }

    /// Asks it to end.
    pub(crate) fn terminate(&self) {
        let id = self.0.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits for its end, without stopping the network, which runs in this process.
    pub(crate) async fn ends(mut self) -> Printed {
        let mut child = self.0.take().unwrap();
        let wait = move || {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            if let Some(mut pipe) = child.stdout.take() {
                pipe.read_to_end(&mut out).unwrap();
            }
            if let Some(mut pipe) = child.stderr.take() {
                pipe.read_to_end(&mut err).unwrap();
            }
            Printed::of(&Output { status: child.wait().unwrap(), stdout: out, stderr: err })
        };
        tokio::task::spawn_blocking(wait).await.unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

//! A contestant as its starter sees it: a process, its pipe, its clock and its memory.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::time::{Instant, sleep};

use crate::Error;
use crate::contestant::{Options, Report, Setup};
use crate::cores::Lab;

/// A contestant that runs. It dies with this.
pub(crate) struct Contestant {
    child: Child,
    tell: ChildStdin,
    hear: Lines<BufReader<ChildStdout>>,
    /// Where it listens; empty for one that polls.
    pub(crate) address: String,
}

impl Contestant {
    /// Starts one, and waits until it is ready.
    pub(crate) async fn start(lab: &Lab, options: &Options) -> Result<Self, Error> {
        Self::set_up(lab, options, &Setup::default()).await
    }

    /// Starts one of ours whose app has more than one route, or a journal.
    pub(crate) async fn set_up(lab: &Lab, options: &Options, setup: &Setup) -> Result<Self, Error> {
        let mut command = lab.contestant(options.who)?;
        command.arg("contestant").args(["--api", &options.api, "--ack", &options.ack]);
        command.args(["--work", &options.work.to_string()]);
        command.args(["--who", word(&options.who).as_str(), "--door", word(&options.door).as_str()]);
        if let Some(chat) = options.except {
            command.args(["--except", &chat.to_string()]);
        }
        if setup.routes > 0 {
            command.args(["--routes", &setup.routes.to_string(), "--by", word(&setup.by).as_str()]);
        }
        if let Some(journal) = &setup.journal {
            command.arg("--journal").arg(journal);
        }
        // What it logs would be measured.
        command.env("RUST_LOG", "off").stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (tell, hear) = pipes.ok_or("the contestant has no pipes")?;
        let mut hear = BufReader::new(hear).lines();
        let address = hear.next_line().await?.ok_or("the contestant ended before it was ready")?;
        Ok(Self { child, tell, hear, address })
    }

    /// Ends it at once, whatever it does (kill -9).
    pub(crate) async fn kill(mut self) -> Result<(), Error> {
        Ok(self.child.kill().await?)
    }

    /// What it did so far.
    pub(crate) async fn report(&mut self) -> Result<Report, Error> {
        self.tell.write_all(b"\n").await?;
        let line = self.hear.next_line().await?.ok_or("the contestant ended in the middle")?;
        Ok(serde_json::from_str(&line)?)
    }

    /// Waits until it has handled so many.
    pub(crate) async fn has_handled(&mut self, many: u64) -> Result<Report, Error> {
        let (mut best, mut since) = (0, Instant::now());
        loop {
            let report = self.report().await?;
            if report.handled >= many {
                return Ok(report);
            }
            if report.handled > best {
                (best, since) = (report.handled, Instant::now());
            } else if since.elapsed() > PATIENCE {
                return Err(format!("of {many} updates, {best} were handled, and no more for {PATIENCE:?}").into());
            }
            // It shares no core with this process, so looking costs it a line.
            sleep(LOOK).await;
        }
    }

    /// The processor time of all its threads, in nanoseconds (`/proc/PID/task/*/schedstat`).
    pub(crate) fn cpu(&self) -> Result<u64, Error> {
        let mut sum = 0;
        for thread in std::fs::read_dir(self.proc("task")?)? {
            // A thread may end meanwhile.
            let Ok(stat) = std::fs::read_to_string(thread?.path().join("schedstat")) else { continue };
            sum += stat.split_whitespace().next().and_then(|nanos| nanos.parse::<u64>().ok()).unwrap_or_default();
        }
        Ok(sum)
    }

    /// Its memory, in MiB (`VmRSS` of `/proc/PID/status`).
    pub(crate) fn memory(&self) -> Result<f64, Error> {
        let status = std::fs::read_to_string(self.proc("status")?)?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").trim().parse()?;
        Ok(kib / 1024.0)
    }

    fn proc(&self, what: &str) -> Result<PathBuf, Error> {
        let id = self.child.id().ok_or("the contestant has ended")?;
        Ok(PathBuf::from(format!("/proc/{id}/{what}")))
    }
}

const LOOK: Duration = Duration::from_millis(10);
/// Without progress for so long there will be none.
const PATIENCE: Duration = Duration::from_secs(15);

/// What a value is called on the command line.
pub(crate) fn word(value: &impl clap::ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
